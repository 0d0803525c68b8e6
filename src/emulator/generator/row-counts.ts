import type { Scale } from '../options.js';

/** Rows at scale `small` of tables that differ from {@link USUAL_ROWS}. */
const SMALL_ROWS: Readonly<Record<string, number>> = {
  'canvas.submissions': 5000,
  'canvas.users': 500,
  'canvas.courses': 100,
  'canvas.enrollments': 500,
  'canvas.enrollment_states': 500,
  'canvas.pseudonyms': 500,
  'canvas.communication_channels': 500,
  'canvas.assignments': 400,
  'canvas.assignment_groups': 200,
  'canvas.course_sections': 150,
  'canvas.quizzes': 150,
  'canvas.scores': 500,
  'canvas.submission_comments': 500,
  'canvas.submission_versions': 500,
  'canvas.accounts': 50,
  'canvas.account_domains': 50,
  'canvas.enrollment_terms': 50,
  'canvas.roles': 50,
  'canvas_logs.web_logs': 500,
};
const USUAL_ROWS = 120;

/** Tables that describe the institution: they grow with the root of its size. */
const SLOW = new Set([
  'accounts',
  'account_domains',
  'enrollment_terms',
  'roles',
  'developer_keys',
  'grading_standards',
]);

const FACTORS = { small: 1, medium: 20, large: 2000 } as const;

/** Base rows of a table at a scale. */
export function baseRowCount(namespace: string, table: string, scale: Scale): number {
  const factor = typeof scale === 'number' ? scale : FACTORS[scale];
  const rows = SMALL_ROWS[`${namespace}.${table}`] ?? USUAL_ROWS;
  return Math.max(1, Math.round(rows * (SLOW.has(table) ? Math.sqrt(factor) : factor)));
}
