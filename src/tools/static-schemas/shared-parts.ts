import { type ColumnFact, tableFact } from '../../emulator/facts/index.js';
import { propertyDescription, type Schema, typeSchema } from './property-schema.js';

const TIMESTAMP = { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' } as const;

/** Nested objects that are worth a file of their own, by `table.column`. */
const NESTED_PARTS: Readonly<Record<string, string>> = {
  'assignment_groups.rules': 'assignment_group_rules.json',
  'assignments.turnitin_settings': 'turnitin_settings.json',
  'context_external_tools.settings': 'external_tool_settings.json',
  'courses.settings': 'course_settings.json',
  'quiz_questions.question_data': 'quiz_question_data.json',
};

const PLAIN_PARTS: Readonly<Record<string, Schema>> = {
  'timestamp.json': { description: 'Point in time in UTC, up to microseconds.', ...TIMESTAMP },
  'date.json': { description: 'Calendar day.', type: ['null', 'string'], format: 'date' },
  'identifier.json': {
    description: 'Identifier; can exceed what a double holds exactly, so it must not pass through one.',
    type: ['null', 'integer'],
  },
  'workflow_state.json': { description: 'State of the row in its life cycle.', type: ['null', 'string'] },
  'context_type.json': { description: 'Kind of object that `context_id` refers to.', type: ['null', 'string'] },
  'cdc_updated_at.json': {
    description: 'Time at which the change was committed to the data lake; the cursor of the stream.',
    ...TIMESTAMP,
  },
  'cdc_deleted_at.json': {
    description: 'Time at which the deletion of the row was committed to the data lake; null while the row exists.',
    ...TIMESTAMP,
  },
};

/** Name of the shared part that stands for a column, or `undefined` when the column has a schema of its own. */
export function sharedPartOf(table: string, column: ColumnFact): string | undefined {
  if (column.key) return undefined;
  if (column.name === 'workflow_state') return 'workflow_state.json';
  if (column.name === 'context_type') return 'context_type.json';
  if (column.type === 'timestamp') return 'timestamp.json';
  if (column.type === 'date') return 'date.json';
  if (column.type === 'int64' && column.name.endsWith('_id')) return 'identifier.json';
  return NESTED_PARTS[`${table}.${column.name}`];
}

/** All shared parts by file name. */
export function sharedParts(): ReadonlyMap<string, Schema> {
  const nested = Object.entries(NESTED_PARTS).map(([path, file]) => [file, nestedPart(path)] as const);
  return new Map([...Object.entries(PLAIN_PARTS), ...nested]);
}

function nestedPart(path: string): Schema {
  const [table = '', name = ''] = path.split('.');
  const column = tableFact('canvas', table)?.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`No column ${path} is known.`);
  return { description: propertyDescription(column), ...typeSchema(column) };
}
