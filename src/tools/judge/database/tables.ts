import type { SchemaChange } from '../../../emulator/index.js';

/** Tables with what is characteristic: enumerations, objects, lists, decimals, addresses, lookup tables. */
export const TABLES: Readonly<Record<string, number>> = {
  'canvas.assignments': 60,
  'canvas.submissions': 200,
  'canvas.users': 120,
  'canvas_logs.web_logs': 100,
  'new_quizzes.quizzes': 60,
};

/** A table whose load takes the official client long enough to be killed in the middle. */
export const LONG_LOAD = { name: 'canvas.enrollments', rows: 6000 };

/** Changes of the kinds that both clients follow. */
export const EVOLUTION: Readonly<Record<string, readonly SchemaChange[]>> = {
  'canvas.users': [
    { addColumn: { name: 'nickname', type: 'varchar(40)' } },
    { addColumn: { name: 'is_alumnus', type: 'boolean', required: true, default: false } },
    { addColumn: { name: 'standing', type: 'enum', values: ['good', 'probation'] } },
    { addEnumValue: { column: 'workflow_state', value: 'suspended' } },
    { dropColumn: 'school_name' },
  ],
  'canvas.assignments': [
    { widenColumn: { column: 'peer_review_count', type: 'int64' } },
    { addEnumValue: { column: 'submission_types', value: 'hologram' } },
  ],
};

/** The same once more, so that each client has something to change. */
export const MORE_EVOLUTION: Readonly<Record<string, readonly SchemaChange[]>> = {
  'canvas.users': [
    { addColumn: { name: 'motto', type: 'text', required: true, default: 'none' } },
    { addEnumValue: { column: 'workflow_state', value: 'on leave' } },
    { dropColumn: 'nickname' },
  ],
  'canvas.assignments': [{ widenColumn: { column: 'title', type: 'text' } }],
};
