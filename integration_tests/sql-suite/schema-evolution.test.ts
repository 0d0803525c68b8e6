import { describe, expect, test } from 'vitest';
import type { SchemaChange } from '../../src/emulator/index.js';
import type { SqlLab } from '../sql-support/sql-lab.js';
import { TARGETS } from '../sql-support/targets.js';
import { useLabs } from './use-lab.js';

const USERS = 'canvas.users';
const ASSIGNMENTS = 'canvas.assignments';
const TABLES = { [USERS]: 60, [ASSIGNMENTS]: 60 } as const;

/** The five changes that the documentation of DAP promises to follow, and those that the service makes beside them. */
const CHANGES: readonly (readonly [name: string, table: keyof typeof TABLES, changes: readonly SchemaChange[]])[] = [
  [
    'new required column with a default',
    USERS,
    [
      { addColumn: { name: 'is_alumnus', type: 'boolean', required: true, default: false } },
      { addColumn: { name: 'seats', type: 'int32', required: true, default: 12 } },
      { addColumn: { name: 'motto', type: 'text', required: true, default: `it's "quoted" \\ and 🎓` } },
      { addColumn: { name: 'joined', type: 'date', required: true, default: '2026-03-01' } },
    ],
  ],
  [
    'new nullable column',
    USERS,
    [
      { addColumn: { name: 'nickname', type: 'varchar(40)' } },
      { addColumn: { name: 'group', type: 'int64' } },
      { addColumn: { name: 'seen_at', type: 'timestamp' } },
      { addColumn: { name: 'token_id', type: 'uuid' } },
    ],
  ],
  ['new value in an enumeration', USERS, [{ addEnumValue: { column: 'workflow_state', value: 'on hold, or not' } }]],
  [
    'new value in a list of an enumeration',
    ASSIGNMENTS,
    [{ addEnumValue: { column: 'submission_types', value: 'hologram' } }],
  ],
  [
    'new enumeration type',
    USERS,
    [{ addColumn: { name: 'standing', type: 'enum', values: ['good', 'Good', 'go-od'] } }],
  ],
  ['removed column', USERS, [{ dropColumn: 'school_name' }]],
  ['removed column of an enumeration', USERS, [{ dropColumn: 'workflow_state' }]],
  ['widened integer', ASSIGNMENTS, [{ widenColumn: { column: 'peer_review_count', type: 'int64' } }]],
  ['widened text', ASSIGNMENTS, [{ widenColumn: { column: 'title', type: 'text' } }]],
  ['integer that becomes a text', ASSIGNMENTS, [{ widenColumn: { column: 'grader_count', type: 'varchar(40)' } }]],
  [
    'several at once',
    USERS,
    [
      { addColumn: { name: 'nickname', type: 'varchar(40)' } },
      { addColumn: { name: 'is_alumnus', type: 'boolean', required: true, default: true } },
      { addColumn: { name: 'standing', type: 'enum', values: ['good', 'probation'] } },
      { addEnumValue: { column: 'workflow_state', value: 'suspended' } },
      { dropColumn: 'school_name' },
    ],
  ],
];

describe.each(TARGETS)('schema evolution in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('tables', () => {
    const start = useLabs(target);

    async function initialized(...names: readonly (keyof typeof TABLES)[]): Promise<SqlLab> {
      const lab = await start({ tables: TABLES });
      for (const name of names) await lab.initialize(name);
      return lab;
    }

    test('discover recognizes all data types; noop diff: a sync without changes of the schema alters nothing', async () => {
      const lab = await initialized(USERS, ASSIGNMENTS);
      for (const name of [USERS, ASSIGNMENTS] as const) {
        const before = await lab.scratch.read('canvas', name.slice('canvas.'.length));
        lab.commit(name, { updates: 5, deletes: 2, inserts: 3, ghosts: 1 });
        const { changes } = await lab.synchronize(name);
        expect(changes).toEqual([]);
        expect((await lab.scratch.read('canvas', name.slice('canvas.'.length)))?.columns).toEqual(before?.columns);
        await lab.expectTruth(name);
      }
    });

    /** Enumerations and texts of any length are of one type in DuckDB. */
    const isFree = (title: string) => target.dialect === 'duckdb' && /^(widened text|new value in)/.test(title);

    test.each(CHANGES)('apply changeset: %s', async (title, name, changes) => {
      const lab = await initialized(name);
      const objects = await lab.scratch.objects();
      lab.commit(name, { updates: 20, deletes: 3, inserts: 5, schema: changes });
      const { status, changes: said } = await lab.synchronize(name);
      expect(status).toBe('synchronized');
      // Only PostgreSQL has a type for the items of a list.
      const isList = changes.some(
        (change) => 'addEnumValue' in change && change.addEnumValue.column.endsWith('_types'),
      );
      const isSeen = !isFree(title) && (!isList || target.dialect === 'postgresql');
      if (isSeen) expect(said.length).toBeGreaterThan(0);
      await lab.expectTruth(name);
      // The next sync has nothing left to change.
      lab.commit(name, { updates: 5, inserts: 1 });
      expect((await lab.synchronize(name)).changes).toEqual([]);
      await lab.expectTruth(name);
      const isNewType = changes.some((change) => 'addColumn' in change && change.addColumn.type === 'enum');
      if (!isNewType) expect(objects).toEqual(expect.arrayContaining([...(await lab.scratch.objects())]));
    });

    test.each(CHANGES)('apply changeset without changed rows: %s', async (_, name, changes) => {
      const lab = await initialized(name);
      for (const change of changes) lab.emulator.changeSchema('canvas', name.slice('canvas.'.length), change);
      await lab.synchronize(name);
      await lab.expectTruth(name);
    });

    test('a fresh table and one that evolved have the same rows and columns', async () => {
      const lab = await initialized(USERS);
      const schema = CHANGES.flatMap(([name, table, changes]) =>
        table === USERS && name === 'several at once' ? changes : [],
      );
      lab.commit(USERS, { updates: 20, schema });
      await lab.synchronize(USERS);
      const evolved = await lab.scratch.read('canvas', 'users');
      await lab.drop(USERS);
      lab.emulator.clock.advance(25 * 3_600_000); // The service repeats a snapshot for a day.
      await lab.initialize(USERS);
      await lab.expectTruth(USERS);
      const fresh = await lab.scratch.read('canvas', 'users');
      const byName = (table: typeof fresh) => [...(table?.columns ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(byName(evolved)).toEqual(byName(fresh));
    });

    test('a removed column stays on request, and takes rows without a value', async () => {
      const lab = await initialized(USERS);
      lab.commit(USERS, { updates: 20, inserts: 5, schema: [{ dropColumn: 'workflow_state' }] });
      await lab.synchronize(USERS, { removedColumns: 'keep' });
      await lab.expectTruth(USERS, { ownColumns: ['workflow_state'] });
      lab.commit(USERS, { updates: 5, inserts: 5 });
      await lab.synchronize(USERS, { removedColumns: 'keep' });
      await lab.expectTruth(USERS, { ownColumns: ['workflow_state'] });
    });

    test('a removed column fails the table on request, and nothing is changed', async () => {
      const lab = await initialized(USERS);
      const before = await lab.truth(USERS);
      lab.commit(USERS, { updates: 20, inserts: 5, schema: [{ dropColumn: 'school_name' }] });
      await expect(lab.synchronize(USERS, { removedColumns: 'fail' })).rejects.toMatchObject({
        code: 'SQL_SCHEMA_CHANGE',
      });
      await lab.expectTruth(USERS, {}, before);
      await lab.synchronize(USERS);
      await lab.expectTruth(USERS);
    });

    test('what the user added survives: a view, a column, an index', async () => {
      const lab = await initialized(USERS, ASSIGNMENTS);
      for (const name of [USERS, ASSIGNMENTS] as const) {
        const [, table = ''] = name.split('.');
        const stored = lab.scratch.nameOf('canvas', table);
        await lab.scratch.query(`alter table ${stored} add column my_note varchar(20)`);
        await lab.scratch.query(`update ${stored} set my_note = 'mine'`);
        if (target.dialect !== 'duckdb')
          await lab.scratch.query(`create index my_index_${table} on ${stored} (created_at)`);
        const view = lab.scratch.nameOf('canvas', `my_${table}`);
        await lab.scratch.query(`create view ${view} as select id, my_note from ${stored}`);
      }
      lab.commit(USERS, { updates: 9, deletes: 2, inserts: 4, schema: CHANGES.at(-1)?.[2] ?? [] });
      const schema: SchemaChange[] = [
        { widenColumn: { column: 'peer_review_count', type: 'int64' } },
        { widenColumn: { column: 'title', type: 'text' } },
      ];
      lab.commit(ASSIGNMENTS, { updates: 9, deletes: 2, inserts: 4, schema });
      for (const name of [USERS, ASSIGNMENTS] as const) {
        await lab.synchronize(name);
        await lab.expectTruth(name, { ownColumns: ['my_note'] });
        const [, table = ''] = name.split('.');
        const rows = await lab.scratch.query(`select my_note from ${lab.scratch.nameOf('canvas', `my_${table}`)}`);
        expect(rows).toHaveLength(lab.emulator.rowCount('canvas', table));
        expect(rows.filter((row) => row['my_note'] === 'mine').length).toBeGreaterThanOrEqual(58);
      }
    });
  });
});
