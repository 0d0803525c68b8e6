import type { Emulator, SchemaChange } from '../../emulator/index.js';

/** Tables with what is characteristic of DAP: wide, nested, decimals, arrays, odd keys, global ids, logs. */
export const TABLES: Readonly<Record<string, number>> = {
  'canvas.assignment_groups': 120,
  'canvas.assignments': 300,
  'canvas.courses': 100,
  'canvas.developer_keys': 60,
  'canvas.enrollment_states': 300,
  'canvas.groups': 80,
  'canvas.late_policies': 60,
  'canvas.quiz_questions': 100,
  'canvas.submissions': 2000,
  'canvas.users': 400,
  'canvas_logs.web_logs': 500,
  'catalog.products': 80,
  'new_quizzes.quizzes': 60,
};

/** Every change that the service may make, on tables that hold rows. */
const SCHEMA_CHANGES: Readonly<Record<string, readonly SchemaChange[]>> = {
  'canvas.users': [
    { addColumn: { name: 'nickname', type: 'varchar(40)' } },
    { addColumn: { name: 'is_alumnus', type: 'boolean', required: true, default: false } },
    { addColumn: { name: 'standing', type: 'enum', values: ['good', 'probation'] } },
    { addEnumValue: { column: 'workflow_state', value: 'suspended' } },
    { dropColumn: 'school_name' },
  ],
  'canvas.assignments': [
    { widenColumn: { column: 'peer_review_count', type: 'int64' } },
    { widenColumn: { column: 'title', type: 'text' } },
    { widenColumn: { column: 'grader_count', type: 'varchar(40)' } },
    { addEnumValue: { column: 'submission_types', value: 'hologram' } },
  ],
  'canvas.groups': [
    { addColumn: { name: 'seats', type: 'int32', required: true, default: 12 } },
    { addColumn: { name: 'motto', type: 'text', required: true, default: 'none' } },
  ],
};

/** Changes rows of every table. */
export function commitRows(emulator: Emulator): void {
  for (const name of Object.keys(TABLES)) {
    const [namespace = '', table = ''] = name.split('.');
    emulator.commit({ namespace, table, updates: 30, deletes: 7, inserts: 11, ghosts: 2 });
  }
}

/** Changes the columns of some tables and rows of every table. */
export function commitSchemas(emulator: Emulator): void {
  for (const name of Object.keys(TABLES)) {
    const [namespace = '', table = ''] = name.split('.');
    emulator.commit({ namespace, table, updates: 40, deletes: 3, inserts: 9, schema: SCHEMA_CHANGES[name] ?? [] });
  }
}
