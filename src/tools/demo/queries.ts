import type { Database } from './duckdb.js';
import { formatRows } from './format-rows.js';

/** A question to the data, and the SQL that answers it. */
export interface Query {
  readonly question: string;
  readonly sql: string;
}

/** Queries that show what one can do with the tables. Without double quotes, so that any shell takes them. */
export const QUERIES: readonly Query[] = [
  {
    question: 'Which courses have the most students, and how do they score?',
    sql: `select c.id, c.name, count(distinct e.user_id) as students, round(avg(s.score), 1) as mean_score
from courses c join enrollments e on e.course_id = c.id left join submissions s on s.course_id = c.id
where e.type = 'StudentEnrollment' group by all order by students desc, c.id limit 5`,
  },
  {
    question: 'How far is grading, and when did it last move?',
    sql: `select workflow_state, count(*) as submissions, max(updated_at) as last_change from submissions
group by all order by submissions desc limit 5`,
  },
  {
    question: 'Who lives on another shard? (ids beyond 2^53, kept to the last digit)',
    sql: `select u.id, u.name, count(s.id) as submissions from users u left join submissions s on s.user_id = u.id
where u.id > 9007199254740992 group by all order by submissions desc, u.id limit 5`,
  },
];

/** The shell command that asks `query`. */
export function asCommand(query: Query): string {
  return `npm run sql -- "${query.sql.replaceAll('\n', ' ')}"`;
}

/** Asks every query once, so that the demo recommends none that fails; gives the first rows of each answer. */
export async function tryQueries(connection: Database['connection']): Promise<readonly string[][]> {
  const answers: string[][] = [];
  for (const query of QUERIES) {
    const reader = await connection.runAndReadAll(query.sql);
    if (reader.currentRowCount === 0) throw new Error(`The query "${query.question}" finds nothing.`);
    answers.push(formatRows(reader.columnNames(), reader.getRows()));
  }
  return answers;
}
