import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MergeRows } from '../../../src/sql/contract/database.js';
import {
  createLab,
  designOf,
  existingOf,
  initialize,
  type Lab,
  loadChanges,
  loadFile,
  type Row,
  recordOf,
  replicaOf,
  TEXT,
} from './lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_unique');
});
afterAll(async () => {
  await lab.close();
});

const DIFF: MergeRows = { kind: 'snapshot', strategy: 'diff', keepMissing: false };
const TRUNCATE: MergeRows = { kind: 'snapshot', strategy: 'truncate', keepMissing: false };
const LATER = '2026-03-02T08:00:00.654321Z';

const ROWS: readonly Row[] = [
  [1, 'a', 'north', 'one'],
  [2, 'b', 'north', 'two'],
  [3, 'c', 'north', 'three'],
];

/** What is done to the rows: two swap, one is deleted and a new one takes its value. */
const SWAP: readonly Row[] = [
  ['2026-03-02T00:00:00Z', 'U', 1, 'b', 'north', 'one'],
  ['2026-03-02T00:00:00Z', 'U', 2, 'a', 'north', 'two'],
  ['2026-03-02T00:00:00Z', 'D', 3, null, null, null],
  ['2026-03-02T00:00:00Z', 'U', 4, 'c', 'north', 'four'],
];
const SWAPPED = ['(1,b,north,one)', '(2,a,north,two)', '(4,c,north,four)'];

let made = 0;

/** A table of three rows with an index of the user; `required` columns forbid NULL. */
async function tableWith(statements: string, required = false) {
  made += 1;
  const name = `people${made}`;
  const replica = replicaOf(name);
  const sketch = { type: TEXT, required };
  const design = designOf(replica, { login: sketch, place: sketch, note: { type: TEXT } });
  await initialize(lab, design, ROWS);
  await lab.sql.query(statements.replaceAll('$t', `canvas.${name}`));
  const merge = async (rows: readonly Row[], kind: MergeRows = { kind: 'changes' }) => {
    await using session = await lab.database.open(replica, 'test');
    const existing = await existingOf(session);
    const merging = await session.createMerge({ replica, existing, changes: [], columns: design.columns, rows: kind });
    try {
      await (kind.kind === 'changes' ? loadChanges : loadFile)(merging, design.columns, rows);
      return await merging.commit(recordOf(replica, LATER));
    } catch (error) {
      await merging.abort();
      throw error;
    }
  };
  const rows = () => lab.values(`SELECT (id, login, place, note)::text FROM canvas.${name} ORDER BY id`);
  return { name, merge, rows };
}

test.each([
  ['a plain index', 'CREATE UNIQUE INDEX ON $t (login)', false],
  ['a constraint', 'ALTER TABLE $t ADD UNIQUE (login)', false],
  ['several columns', 'CREATE UNIQUE INDEX ON $t (place, login)', false],
  ['an expression', 'CREATE UNIQUE INDEX ON $t (lower(login))', false],
  ['an expression that makes a value of NULL', "CREATE UNIQUE INDEX ON $t (coalesce(login, ''))", false],
  ['a condition', "CREATE UNIQUE INDEX ON $t (login) WHERE place = 'north'", false],
  [
    'a condition that NULL fulfils',
    'CREATE UNIQUE INDEX ON $t ((1)) WHERE login IS NULL; CREATE UNIQUE INDEX ON $t (login)',
    false,
  ],
  ['a check against NULL', 'CREATE UNIQUE INDEX ON $t (login); ALTER TABLE $t ADD CHECK (login IS NOT NULL)', false],
  ['NOT NULL', 'CREATE UNIQUE INDEX ON $t (login)', true],
  ['NOT NULL, several columns', 'CREATE UNIQUE INDEX ON $t (place, login)', true],
  ['a generated column', 'ALTER TABLE $t ADD low text GENERATED ALWAYS AS (lower(login)) STORED UNIQUE', false],
  [
    'a generated column that forbids NULL',
    'ALTER TABLE $t ADD low text NOT NULL GENERATED ALWAYS AS (lower(login)) STORED UNIQUE',
    true,
  ],
  ['an exclusion', 'ALTER TABLE $t ADD EXCLUDE USING btree (login WITH =)', false],
  ['a deferrable constraint', 'ALTER TABLE $t ADD UNIQUE (login) DEFERRABLE', false],
  ['a deferred constraint', 'ALTER TABLE $t ADD UNIQUE (login) DEFERRABLE INITIALLY DEFERRED', true],
  [
    'an identity of the user',
    'CREATE UNIQUE INDEX ON $t (login); ALTER TABLE $t ADD mine int GENERATED ALWAYS AS IDENTITY',
    true,
  ],
])('values move between rows in spite of %s', async (_, statements, required) => {
  const { merge, rows } = await tableWith(statements, required);
  expect(await merge(SWAP)).toEqual({ upserted: 3, deleted: 1 });
  expect(await rows()).toEqual(SWAPPED);
  const back: readonly Row[] = [
    [1, 'c', 'north', 'one'],
    [2, 'b', 'north', 'two'],
    [5, 'a', 'north', 'five'],
  ];
  expect(await merge(back, DIFF)).toEqual({ upserted: 3, deleted: 1 });
  expect(await rows()).toEqual(['(1,c,north,one)', '(2,b,north,two)', '(5,a,north,five)']);
  expect(await merge(ROWS, TRUNCATE)).toMatchObject({ upserted: 3 });
  expect(await rows()).toEqual(['(1,a,north,one)', '(2,b,north,two)', '(3,c,north,three)']);
});

test('chains move in either direction, columns of the user keep their values, references hold', async () => {
  const { name, merge, rows } = await tableWith(
    `CREATE UNIQUE INDEX ON $t (login); ALTER TABLE $t ADD mine int DEFAULT 7; UPDATE $t SET mine = id * 10;
     CREATE TABLE $t_child (person bigint PRIMARY KEY REFERENCES $t (id)); INSERT INTO $t_child VALUES (1), (2), (3)`,
    true,
  );
  const up: readonly Row[] = [1, 2, 3].map((id) => [LATER, 'U', id, 'abcd'.charAt(id), 'north', 'up']);
  expect(await merge(up)).toEqual({ upserted: 3, deleted: 0 });
  expect(await rows()).toEqual(['(1,b,north,up)', '(2,c,north,up)', '(3,d,north,up)']);
  const down: readonly Row[] = [1, 2, 3].map((id) => [LATER, 'U', id, 'xyza'.charAt(id - 1), 'north', 'down']);
  await merge([...down, [LATER, 'U', 9, 'b', 'north', 'new']]);
  expect(await rows()).toEqual(['(1,x,north,down)', '(2,y,north,down)', '(3,z,north,down)', '(9,b,north,new)']);
  expect(await lab.values(`SELECT mine FROM canvas.${name} ORDER BY id`)).toEqual([10, 20, 30, 7]);
  expect(await lab.values(`SELECT person FROM canvas.${name}_child ORDER BY 1`)).toEqual(['1', '2', '3']);
});

test('rows that violate the index in the end are an error that names it, and no value', async () => {
  const { name, merge, rows } = await tableWith('CREATE UNIQUE INDEX one_login ON $t (login)');
  const before = await rows();
  const same: Row = [LATER, 'U', 1, 'secret', 'north', 'one'];
  for (const attempt of [
    () => merge([same, [LATER, 'U', 2, 'secret', 'north', 'two']]),
    () =>
      merge(
        [
          [1, 'secret', 'north', 'one'],
          [2, 'secret', 'north', 'two'],
        ],
        DIFF,
      ),
    () =>
      merge(
        [
          [1, 'secret', 'north', 'one'],
          [2, 'secret', 'north', 'two'],
        ],
        TRUNCATE,
      ),
    () => merge([[LATER, 'U', 4, 'a', 'north', 'four']]),
  ]) {
    const error = await attempt().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'SQL_UNIQUE_INDEX', details: { table: `canvas.${name}`, index: 'one_login' } });
    expect((error as Error).message).toMatch(/two rows have equal values/);
    expect(JSON.stringify([error, (error as Error).message, String((error as Error).cause)])).not.toMatch(/secret/);
    expect(await rows()).toEqual(before);
  }
});

test.each([
  ['CASCADE of a deletion', 'person bigint REFERENCES $t (id) ON DELETE CASCADE', 'id'],
  ['CASCADE of a value', 'person text REFERENCES $t (login) ON UPDATE CASCADE', 'login'],
])('rows of another table never change with it: %s', async (_, column, value) => {
  const { name, merge, rows } = await tableWith(
    `ALTER TABLE $t ADD UNIQUE (login); CREATE TABLE $t_child (${column});
     INSERT INTO $t_child SELECT ${value} FROM $t WHERE id < 3`,
    true,
  );
  const before = await rows();
  const error = await merge(SWAP.slice(0, 2)).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'SQL_UNIQUE_INDEX' });
  expect((error as Error).message).toMatch(/foreign key \S+_fkey/);
  expect(await rows()).toEqual(before);
  expect(await lab.values(`SELECT count(*)::int FROM canvas.${name}_child WHERE person IS NOT NULL`)).toEqual([2]);
});

test('where NULL is allowed, a reference that follows deletions does not matter', async () => {
  const { name, merge, rows } = await tableWith(
    `CREATE UNIQUE INDEX ON $t (login); CREATE TABLE $t_child (person bigint REFERENCES $t (id) ON DELETE CASCADE);
     INSERT INTO $t_child VALUES (1), (2)`,
  );
  await merge(SWAP);
  expect(await rows()).toEqual(SWAPPED);
  expect(await lab.values(`SELECT person FROM canvas.${name}_child ORDER BY 1`)).toEqual(['1', '2']);
});
