import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MergeRows } from '../../../src/sql/contract/database.js';
import {
  column,
  createLab,
  ID,
  initialize,
  type Lab,
  META_CELLS,
  record,
  sqlColumns,
  USERS,
  writeFile,
} from './mysql-lab.js';

let lab: Lab;
beforeEach(async () => {
  lab = await createLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const CHANGES: MergeRows = { kind: 'changes' };
const DIFF: MergeRows = { kind: 'snapshot', strategy: 'diff', keepMissing: false };
const TRUNCATE: MergeRows = { kind: 'snapshot', strategy: 'truncate', keepMissing: false };

const ROWS = ['1\ta\tnorth\tone', '2\tb\tnorth\ttwo', '3\tc\tnorth\tthree'];
const AT = '2026-03-02T00:00:00Z';

/** Two swap, one is deleted and a new one takes its value. */
const SWAP = [
  `${AT}\tU\t1\tb\tnorth\tone`,
  `${AT}\tU\t2\ta\tnorth\ttwo`,
  `${AT}\tD\t3\t\\N\t\\N\t\\N`,
  `${AT}\tU\t4\tc\tnorth\tfour`,
];
const SWAPPED = ['1|b|north|one', '2|a|north|two', '4|c|north|four'];

/** A table of three rows with an index of the user. */
async function tableWith(statements: readonly string[], required = false) {
  const text = { kind: 'text', maxLength: 40 } as const;
  const columns = [
    ID,
    column('login', text, { nullable: !required }),
    column('place', text, { nullable: !required }),
    column('note', text),
  ];
  const database = await lab.open();
  await initialize(database, columns, ROWS);
  for (const statement of statements) await lab.query(statement.replaceAll('$t', 'canvas__users'));
  const merge = async (rows: readonly string[], kind = CHANGES) => {
    await using session = await database.open(USERS, 'test');
    const existing = await session.existing();
    if (existing === undefined) throw new Error('there is no table');
    const merged = sqlColumns(columns);
    const load = await session.createMerge({ replica: USERS, existing, changes: [], columns: merged, rows: kind });
    try {
      await writeFile(load, merged, rows, kind.kind === 'changes' ? META_CELLS : []);
      return await load.commit(record(AT));
    } catch (error) {
      await load.abort();
      throw error;
    }
  };
  const rows = async () => {
    const found = await lab.query('SELECT id, login, place, note FROM canvas__users ORDER BY id');
    return found.map((row) => Object.values(row).join('|'));
  };
  return { merge, rows };
}

const INSENSITIVE = 'ALTER TABLE $t MODIFY login varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci';

test.each([
  ['a plain index', ['CREATE UNIQUE INDEX mine ON $t (login)'], false],
  ['a prefix', ['CREATE UNIQUE INDEX mine ON $t (login(1))'], false],
  ['several columns', ['CREATE UNIQUE INDEX mine ON $t (place, login)'], false],
  ['a collation without case', [`${INSENSITIVE} NULL`, 'CREATE UNIQUE INDEX mine ON $t (login)'], false],
  [
    'NOT NULL and a collation without case',
    [`${INSENSITIVE} NOT NULL`, 'CREATE UNIQUE INDEX mine ON $t (login)'],
    true,
  ],
  [
    'a check against NULL',
    ['CREATE UNIQUE INDEX mine ON $t (login)', 'ALTER TABLE $t ADD CHECK (login IS NOT NULL)'],
    false,
  ],
  ['NOT NULL', ['CREATE UNIQUE INDEX mine ON $t (login)'], true],
  ['NOT NULL, several columns', ['CREATE UNIQUE INDEX mine ON $t (place, login)'], true],
  ['a generated column', ['ALTER TABLE $t ADD low varchar(40) AS (lower(login)) STORED UNIQUE'], false],
  ['a virtual column', ['ALTER TABLE $t ADD low varchar(40) AS (lower(login)) VIRTUAL UNIQUE'], true],
  [
    'an index and a column of the user',
    ['ALTER TABLE $t ADD mine int NOT NULL DEFAULT 7', 'CREATE UNIQUE INDEX mine ON $t (login, mine)'],
    true,
  ],
])('values move between rows in spite of %s', async (_, statements, required) => {
  const { merge, rows } = await tableWith(statements, required);
  expect(await merge(SWAP)).toEqual({ upserted: 3, deleted: 1 });
  expect(await rows()).toEqual(SWAPPED);
  const back = ['1\tc\tnorth\tone', '2\tb\tnorth\ttwo', '5\ta\tnorth\tfive'];
  expect(await merge(back, DIFF)).toEqual({ upserted: 3, deleted: 1 });
  expect(await rows()).toEqual(['1|c|north|one', '2|b|north|two', '5|a|north|five']);
  expect(await merge(ROWS, TRUNCATE)).toMatchObject({ upserted: 3 });
  expect(await rows()).toEqual(['1|a|north|one', '2|b|north|two', '3|c|north|three']);
});

test('case alone moves under a collation without case, and the row of the key is changed', async () => {
  const { merge, rows } = await tableWith([`${INSENSITIVE} NULL`, 'CREATE UNIQUE INDEX mine ON $t (login)']);
  await merge([`${AT}\tU\t1\tB\tnorth\tone`, `${AT}\tU\t2\tA\tnorth\ttwo`]);
  expect(await rows()).toEqual(['1|B|north|one', '2|A|north|two', '3|c|north|three']);
});

test('chains move in either direction, columns of the user keep their values, references hold', async () => {
  const { merge, rows } = await tableWith(
    [
      'CREATE UNIQUE INDEX mine ON $t (login)',
      'ALTER TABLE $t ADD mine int DEFAULT 7',
      'UPDATE $t SET mine = id * 10',
      'CREATE TABLE child (person bigint PRIMARY KEY, FOREIGN KEY (person) REFERENCES $t (id) ON DELETE CASCADE)',
      'INSERT INTO child VALUES (1), (2), (3)',
    ],
    true,
  );
  expect(await merge([1, 2, 3].map((id) => `${AT}\tU\t${id}\t${'abcd'.charAt(id)}\tnorth\tup`))).toEqual({
    upserted: 3,
    deleted: 0,
  });
  expect(await rows()).toEqual(['1|b|north|up', '2|c|north|up', '3|d|north|up']);
  await merge([
    ...[1, 2, 3].map((id) => `${AT}\tU\t${id}\t${'xyz'.charAt(id - 1)}\tnorth\tdown`),
    `${AT}\tU\t9\tb\tnorth\tnew`,
  ]);
  expect(await rows()).toEqual(['1|x|north|down', '2|y|north|down', '3|z|north|down', '9|b|north|new']);
  expect((await lab.query('SELECT mine FROM canvas__users ORDER BY id')).map((row) => row['mine'])).toEqual([
    10, 20, 30, 7,
  ]);
  expect((await lab.query('SELECT person FROM child ORDER BY 1')).map((row) => Number(row['person']))).toEqual([
    1, 2, 3,
  ]);
});

test('a new snapshot by truncate leaves rows alone that refer to the table', async () => {
  const { merge, rows } = await tableWith([
    'CREATE TABLE child (person bigint PRIMARY KEY, FOREIGN KEY (person) REFERENCES $t (id) ON DELETE CASCADE)',
    'INSERT INTO child VALUES (1), (2), (3)',
  ]);
  expect(await merge(['1\tx\tnorth\tone', '2\tb\tnorth\ttwo', '4\td\tnorth\tfour'], TRUNCATE)).toEqual({
    upserted: 2,
    deleted: 1,
  });
  expect(await rows()).toEqual(['1|x|north|one', '2|b|north|two', '4|d|north|four']);
  // The row of 3 is deleted by the service, and by what the user asked for.
  expect((await lab.query('SELECT person FROM child ORDER BY 1')).map((row) => Number(row['person']))).toEqual([1, 2]);
});

test('rows that violate the index in the end are an error that names it, and no value', async () => {
  const { merge, rows } = await tableWith(['CREATE UNIQUE INDEX one_login ON $t (login)']);
  const before = await rows();
  const snapshot = ['1\tsecret\tnorth\tone', '2\tsecret\tnorth\ttwo'];
  for (const attempt of [
    () => merge([`${AT}\tU\t1\tsecret\tnorth\tone`, `${AT}\tU\t2\tsecret\tnorth\ttwo`]),
    () => merge(snapshot, DIFF),
    () => merge(snapshot, TRUNCATE),
    () => merge([`${AT}\tU\t4\ta\tnorth\tfour`]),
  ]) {
    const error = await attempt().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'SQL_UNIQUE_INDEX', details: { table: 'canvas__users', index: 'one_login' } });
    expect((error as Error).message).toMatch(/two rows have equal values/);
    expect(JSON.stringify([error, (error as Error).message, String((error as Error).cause)])).not.toMatch(/secret/);
    expect(await rows()).toEqual(before);
  }
});

test.each([
  ['forbids NULL', true],
  ['allows NULL', false],
])('rows of another table never change with a value that they refer to and that %s', async (_, required) => {
  const { merge, rows } = await tableWith(
    [
      'CREATE UNIQUE INDEX mine ON $t (login)',
      `CREATE TABLE child (person varchar(40) CHARACTER SET utf8mb4 COLLATE ${await collation()},
       CONSTRAINT their FOREIGN KEY (person) REFERENCES $t (login) ON UPDATE CASCADE ON DELETE SET NULL)`,
      "INSERT INTO child VALUES ('a'), ('b')",
    ],
    required,
  );
  const before = await rows();
  const error = await merge(SWAP.slice(0, 2)).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'SQL_UNIQUE_INDEX' });
  expect((error as Error).message).toMatch(/foreign key.* their/);
  expect(await rows()).toEqual(before);
  expect((await lab.query('SELECT person FROM child ORDER BY 1')).map((row) => row['person'])).toEqual(['a', 'b']);
});

async function collation(): Promise<string> {
  const [row] = await lab.query('SELECT VERSION() AS version');
  return /mariadb/i.test(String(row?.['version'])) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
}
