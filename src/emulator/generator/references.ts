import type { ColumnFact, TableFact } from '../facts/column-fact.js';
import { hashText, mix } from './hash.js';
import type { MakeValue } from './row-context.js';
import type { World, WorldTable } from './world.js';

/** For references whose table follows from neither the facts nor the name. */
const ALIASES: Readonly<Record<string, string>> = {
  active_migration: 'master_courses_master_migrations',
  child_subscription: 'master_courses_child_subscriptions',
  consortium_parent_account: 'accounts',
  course_template: 'courses',
  master_migration: 'master_courses_master_migrations',
  master_template: 'master_courses_master_templates',
};

/** Name of the table that `word` is one of: `quiz` is of `quizzes`. */
function pluralize(word: string): string {
  if (word.endsWith('quiz')) return `${word}zes`;
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/**
 * The table that `column` refers to, as the facts say or as its name tells; undefined when it refers to nothing or the
 * table is not there.
 */
export function referencedTable(world: World, table: string, column: ColumnFact): WorldTable | undefined {
  for (const name of column.references ?? []) {
    const own = name.startsWith(`${world.namespace}.`) ? name.slice(world.namespace.length + 1) : name;
    const found = world.tables.get(own);
    if (found !== undefined) return found;
  }
  return tableByName(world, table, column.name);
}

function tableByName(world: World, table: string, column: string): WorldTable | undefined {
  const word = /^(.+)_id$/.exec(column)?.[1];
  if (word === undefined) return undefined;
  const parent = /^(parent|root)_?(.*)$/.exec(word);
  const names = [
    ALIASES[word],
    pluralize(word),
    parent?.[2] === '' ? table : undefined,
    parent?.[2] && pluralize(parent[2]),
  ];
  for (const name of names) {
    const found = name === undefined ? undefined : world.tables.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The table of a polymorphic type name: `Quizzes::Quiz` is of `quizzes`. */
export function tableOfType(world: World, type: string): WorldTable | undefined {
  const words = type.split('::').at(-1) ?? '';
  const snake = words.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  return world.tables.get(pluralize(snake)) ?? world.tables.get(pluralize(type.replaceAll('::', '_').toLowerCase()));
}

/** Whether the rows of a table belong to courses, row n to course n modulo their number. */
function isOwnedByCourse(fact: TableFact): boolean {
  if (fact.namespace !== 'canvas' || fact.table === 'courses') return false;
  return fact.columns.some((column) => column.name === 'course_id' || isCourseContext(column));
}

function isCourseContext(column: ColumnFact): boolean {
  return column.name === 'context_type' && column.values?.includes('Course') === true;
}

/** Number of the course that a row of an owned table belongs to. */
export function courseIndex(world: World, table: string, index: number): number {
  const courses = world.tables.get('courses')?.rows ?? 1;
  if (table !== 'submissions') return index % courses;
  return submissionEnrollment(world, index) % courses;
}

/** A submission is made by the user of an enrollment, in its course. */
function submissionEnrollment(world: World, index: number): number {
  const enrollments = world.tables.get('enrollments')?.rows ?? 1;
  return mix(world.seed ^ 0x5b, index) % enrollments;
}

/** Number of the user that an enrollment stands for. */
function enrolledUser(world: World, enrollment: number): number {
  return mix(world.seed ^ 0xe7, enrollment) % (world.tables.get('users')?.rows ?? 1);
}

/** Makes the value of a reference, so that what belongs to a course refers to things of the same course. */
export function referenceMaker(world: World, fact: TableFact, column: ColumnFact, target: WorldTable): MakeValue {
  const { table } = fact;
  const { rows, idOf } = target;
  const courses = world.tables.get('courses')?.rows ?? 1;
  const name = target.fact.table;
  if (name === 'users' && column.name === 'user_id' && (table === 'submissions' || table === 'enrollments')) {
    const enrollment = table === 'submissions' ? submissionEnrollment : (_: World, index: number) => index;
    return (row) => idOf(enrolledUser(world, enrollment(world, row.index)));
  }
  if (table === 'enrollment_states' && name === 'enrollments') return (row) => idOf(row.index % rows);
  if (name === table)
    return (row, hash) => {
      if (row.index > 0) return idOf(hash % Math.min(row.index, rows));
      return column.nullable ? undefined : idOf(0);
    };
  if (!isOwnedByCourse(fact)) return (_, hash) => idOf(hash % rows);
  if (name === 'courses') return (row) => idOf(courseIndex(world, table, row.index) % rows);
  if (!isOwnedByCourse(target.fact) || name === 'submissions' || rows < courses) return (_, hash) => idOf(hash % rows);
  const salt = hashText(name);
  return (row, hash) => {
    const course = courseIndex(world, table, row.index);
    const siblings = Math.floor((rows - 1 - course) / courses) + 1;
    return idOf(course + courses * (mix(hash, salt) % siblings));
  };
}
