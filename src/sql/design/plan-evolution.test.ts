import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../util/json.js';
import type { ExistingColumn, ExistingTable, TableDesign } from '../contract/design.js';
import type { Replica } from '../contract/names.js';
import { postgresqlTypes as types } from '../dialects/postgresql/types.js';
import { describeChange } from './describe-change.js';
import { designTable } from './design-table.js';
import { foldName } from './fold-name.js';
import { type EvolutionInput, type PlannedEvolution, planEvolution } from './plan-evolution.js';
import { schemaDocument } from './schema-document.test-helper.js';

const REPLICA: Replica = {
  ref: { namespace: 'canvas', table: 'users' },
  target: { schema: 'canvas', table: 'users' },
};
const TEXT: JsonObject = { type: 'string' };
const STATE: JsonObject = { type: 'string', enum: ['active', 'deleted'] };
const INT: JsonObject = { type: 'integer', format: 'int32' };

function design(value: JsonObject, required: string[] = [], key?: JsonObject): TableDesign {
  return designTable(REPLICA, schemaDocument(value, required, key), 1, types);
}

/** The table that a design makes. */
function made(of: TableDesign, ...more: readonly ExistingColumn[]): ExistingTable {
  const columns = of.columns.map(({ name, type, nullable, defaultSql, comment }): ExistingColumn => {
    const enumValues = of.enumTypes.find((enumType) => type.includes(`"${enumType.name}"`))?.values;
    return {
      name,
      type,
      nullable,
      ...(defaultSql === undefined ? {} : { defaultSql }),
      ...(comment === undefined ? {} : { comment }),
      ...(enumValues === undefined ? {} : { enumValues }),
    };
  });
  return { columns: [...columns, ...more], key: of.key, ...(of.comment === undefined ? {} : { comment: of.comment }) };
}

/** What happens to the table of `before` when the schema becomes `after`. */
function plan(before: TableDesign, after: TableDesign, more: Partial<EvolutionInput> = {}): PlannedEvolution {
  return planEvolution({
    existing: made(before),
    design: after,
    types,
    known: before.columns.map(({ name }) => name),
    previous: before,
    removed: 'drop',
    rebuild: false,
    fold: (name) => foldName('postgresql', name),
    ...more,
  });
}

const kinds = ({ changes }: PlannedEvolution) => changes.map((change) => change.kind);
const told = ({ changes }: PlannedEvolution) => changes.map(describeChange);
const user = (name: string, type: string): ExistingColumn => ({ name, type, nullable: true });

test('an unchanged schema changes nothing', () => {
  const same = design({ name: TEXT, state: STATE, seats: { ...INT, default: 3 } }, ['state']);
  const planned = plan(same, same);
  expect(planned).toMatchObject({ changes: [], notes: [], known: ['id', 'name', 'state', 'seats'] });
  expect(planned.needsSnapshot).toBeUndefined();
  expect(planned.columns).toEqual(same.columns);
});

describe('a new column', () => {
  test('that is nullable is added', () => {
    const planned = plan(design({}), design({ nickname: { type: 'string', maxLength: 40 } }));
    expect(told(planned)).toEqual(['Column nickname was added: varchar(40).']);
    expect(planned.notes).toEqual([expect.stringContaining('have NULL until they change')]);
    expect(planned.needsSnapshot).toBeUndefined();
  });

  test('that the user has dropped, although the service has it, comes back with a snapshot', () => {
    const same = design({ name: TEXT, seats: { ...INT, default: 12 } }, ['seats']);
    const existing = made(design({ name: TEXT }));
    const planned = plan(same, same, { existing });
    expect(kinds(planned)).toEqual(['add-column', 'forbid-null']);
    expect(planned.needsSnapshot).toBe('column seats is gone from the table although the service has it');
  });

  test('that is required and has a default is added: old rows have it', () => {
    const planned = plan(design({}), design({ seats: { ...INT, default: 12 } }, ['seats']));
    expect(told(planned)).toEqual(['Column seats was added: integer NOT NULL, default 12.']);
    expect(planned.notes).toEqual([expect.stringContaining('have its default until they change')]);
    expect(planned.needsSnapshot).toBeUndefined();
  });

  test('that is required and has no default takes NULL at first, and a snapshot brings its values', () => {
    const planned = plan(design({}), design({ seats: INT }, ['seats']));
    expect(kinds(planned)).toEqual(['add-column', 'forbid-null']);
    expect(planned.changes[0]).toMatchObject({ column: { name: 'seats', nullable: true } });
    expect(planned.columns.at(-1)).toMatchObject({ name: 'seats', nullable: true });
    expect(planned.needsSnapshot).toBe('the new column seats is required and has no default');
  });

  test('whose default the database cannot have asks for a snapshot', () => {
    const after = design({ seats: { ...INT, default: 12 } }, ['seats']);
    const columns = after.columns.map(({ defaultSql: _, ...column }) => column);
    const planned = plan(design({}), { ...after, columns });
    expect(kinds(planned)).toEqual(['add-column', 'forbid-null']);
    expect(planned.needsSnapshot).toBe('the database cannot have the default of the new column seats');
  });

  test('of a new enumeration type is added with its type', () => {
    const planned = plan(design({}), design({ state: STATE }));
    expect(planned.changes).toMatchObject([
      { kind: 'add-column', enumType: { schema: 'canvas', name: 'users__state', values: ['active', 'deleted'] } },
    ]);
  });

  test('takes a column of the user of that name, if its type fits, and says so', () => {
    const before = design({});
    const planned = plan(before, design({ nickname: { type: 'string', maxLength: 40 } }), {
      existing: made(before, user('nickname', 'text')),
    });
    expect(planned.changes).toEqual([]);
    expect(planned.columns.at(-1)).toMatchObject({ name: 'nickname', type: 'text' });
    expect(planned.notes).toEqual([expect.stringContaining('had a column of that name: it is used')]);
    expect(planned.known).toContain('nickname');
  });

  test('does not take a column of the user of another type', () => {
    const before = design({});
    const existing = made(before, user('seats', 'date'));
    expect(() => plan(before, design({ seats: INT }), { existing })).toThrow(
      expect.objectContaining({ code: 'SQL_TARGET_TAKEN', message: expect.stringContaining('column seats (date)') }),
    );
  });
});

describe('an enumeration', () => {
  test('gets new values', () => {
    const planned = plan(
      design({ state: STATE }),
      design({ state: { type: 'string', enum: ['active', 'suspended', 'deleted'] } }),
    );
    expect(told(planned)).toEqual(['Column state takes new values: suspended.']);
    expect(planned.columns.at(-1)?.form).toMatchObject({ kind: 'enum', values: ['active', 'deleted', 'suspended'] });
    expect(planned.needsSnapshot).toBeUndefined();
  });

  test('keeps values that the service has removed', () => {
    const planned = plan(design({ state: STATE }), design({ state: { type: 'string', enum: ['active', 'gone'] } }));
    expect(told(planned)).toEqual(['Column state takes new values: gone.']);
  });
});

describe('a removed column', () => {
  const before = design({ name: TEXT, motto: TEXT }, ['motto']);
  const after = design({ name: TEXT });

  test('is dropped', () => {
    const planned = plan(before, after);
    expect(told(planned)).toEqual(['Column motto was dropped: the service has removed it.']);
    // A drop may be left out for a view, or fail: it is tried again as long as the column is there.
    expect(planned.known).toEqual(['id', 'name', 'motto']);
    expect(planned.columns.map(({ name }) => name)).toEqual(['id', 'name']);
    expect(kinds(plan(after, after, { existing: made(after), known: planned.known }))).toEqual([]);
  });

  test('is kept, and takes rows without a value', () => {
    const planned = plan(before, after, { removed: 'keep' });
    expect(kinds(planned)).toEqual(['keep-removed']);
    expect(planned.known).toEqual(['id', 'name', 'motto']);
    expect(planned.columns.map(({ name }) => name)).toEqual(['id', 'name']);
    expect(planned.notes).toEqual([expect.stringContaining('motto was removed by the service and is kept')]);
  });

  test('that was kept needs nothing more, and is told once', () => {
    const kept = made(after, user('motto', 'text'));
    const planned = plan(after, after, { existing: kept, known: ['id', 'name', 'motto'], removed: 'keep' });
    expect(planned).toMatchObject({ changes: [], notes: [], known: ['id', 'name', 'motto'] });
  });

  test('that was kept is dropped once that is wanted', () => {
    const kept = made(after, user('motto', 'text'));
    const planned = plan(after, after, { existing: kept, known: ['id', 'name', 'motto'] });
    expect(kinds(planned)).toEqual(['drop-column']);
  });

  test('fails where that is wanted, by name; what was kept before does not', () => {
    expect(() => plan(before, after, { removed: 'fail' })).toThrow(
      expect.objectContaining({ code: 'SQL_SCHEMA_CHANGE', message: expect.stringContaining('the column motto') }),
    );
    const kept = made(after, user('motto', 'text'));
    const planned = plan(after, after, { existing: kept, known: ['id', 'name', 'motto'], removed: 'fail' });
    expect(planned.known).toContain('motto');
  });

  test('that comes back with values of old asks for a snapshot', () => {
    const kept = made(after, user('motto', 'text'));
    const planned = plan(after, design({ name: TEXT, motto: TEXT }), {
      existing: kept,
      known: ['id', 'name', 'motto'],
      removed: 'keep',
    });
    expect(planned.needsSnapshot).toContain('column motto has come back');
  });
});

test('columns that the user added are never touched', () => {
  const before = design({ name: TEXT });
  const existing = made(before, user('remark', 'text'), user('score', 'integer'));
  for (const removed of ['drop', 'keep', 'fail'] as const) {
    const planned = plan(before, design({ name: TEXT }), { existing, removed });
    expect(planned).toMatchObject({ changes: [], known: ['id', 'name'] });
    expect(planned.columns.map(({ name }) => name)).toEqual(['id', 'name']);
  }
});

describe('a type', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    ['integer to bigint', INT, { type: 'integer', format: 'int64' }, 'from integer to bigint'],
    [
      'varchar to a longer one',
      { ...TEXT, maxLength: 20 },
      { ...TEXT, maxLength: 40 },
      'from varchar(20) to varchar(40)',
    ],
    ['varchar to text', { ...TEXT, maxLength: 20 }, TEXT, 'from varchar(20) to text'],
  ])('is widened: %s', (_, from, to, text) => {
    const planned = plan(design({ c: from }), design({ c: to }));
    expect(told(planned)).toEqual([`Column c was changed ${text}.`]);
    expect(planned.needsSnapshot).toBeUndefined();
  });

  test('that holds all values stays, also after a takeover', () => {
    const wanted = design({ c: { ...TEXT, maxLength: 40 } });
    const existing = { ...made(design({})), columns: [user('id', 'bigint'), user('c', 'text')] };
    const planned = plan(wanted, wanted, { existing });
    expect(planned.changes).toEqual([]);
    expect(planned.columns.at(-1)).toMatchObject({ type: 'text', form: { kind: 'text' } });
    expect(planned.needsSnapshot).toBeUndefined();
  });

  test('that holds all values is replaced by a rebuild', () => {
    const wanted = design({ c: { ...TEXT, maxLength: 40 } });
    const existing = { ...made(design({})), columns: [user('id', 'bigint'), user('c', 'text')] };
    const planned = plan(wanted, wanted, { existing, rebuild: true });
    expect(told(planned)).toEqual(['Column c was changed from text to varchar(40).']);
    expect(planned.needsSnapshot).toBe('a rebuild was asked for');
  });

  test('that cannot be mapped asks for a snapshot', () => {
    const planned = plan(design({ c: { ...TEXT, format: 'date' } }), design({ c: INT }));
    expect(kinds(planned)).toEqual(['change-type']);
    expect(planned.needsSnapshot).toMatch(/^column c cannot become integer in place: /);
  });
});

describe('nullability', () => {
  test('is given up at once', () => {
    const planned = plan(design({ c: TEXT }, ['c']), design({ c: TEXT }));
    expect(told(planned)).toEqual(['Column c takes NULL from now on.']);
    expect(planned.columns.at(-1)?.nullable).toBe(true);
  });

  test('is asked for once, and rows without a value are loaded all the same', () => {
    const required = design({ c: TEXT }, ['c']);
    const planned = plan(design({ c: TEXT }), required);
    expect(kinds(planned)).toEqual(['forbid-null']);
    expect(planned.columns.at(-1)?.nullable).toBe(true);
    const left = plan(required, required, { existing: made(design({ c: TEXT })) });
    expect(left.changes).toEqual([]);
    expect(left.columns.at(-1)?.nullable).toBe(true);
    // The sync did not come to it.
    const again = plan(required, required, { existing: made(design({ c: TEXT })), unfinished: ['c'] });
    expect(kinds(again)).toEqual(['forbid-null']);
    expect(kinds(plan(required, required, { unfinished: ['c'] }))).toEqual([]);
  });
});

test('a changed default is set, a removed one dropped', () => {
  const three = design({ c: { ...INT, default: 3 } });
  expect(told(plan(three, design({ c: { ...INT, default: 4 } })))).toEqual([
    'The default of column c is 4 from now on.',
  ]);
  expect(told(plan(three, design({ c: INT })))).toEqual(['The default of column c is gone from now on.']);
  expect(plan(three, three, { existing: { ...made(three), columns: made(three).columns } }).changes).toEqual([]);
});

test('a default that the catalogue writes in other words is no change', () => {
  const before = design({ c: { ...TEXT, default: 'x' } });
  const columns = made(before).columns.map((column) =>
    column.defaultSql === undefined ? column : { ...column, defaultSql: "'x'::text" },
  );
  expect(plan(before, before, { existing: { ...made(before), columns } }).changes).toEqual([]);
});

test('a changed comment is set, of a column and of the table', () => {
  const document = (title: string) => {
    const made = schemaDocument({ c: { type: 'string', title } });
    const value = (made['properties'] as { value: JsonObject }).value;
    value['title'] = `Users ${title}`;
    return designTable(REPLICA, made, 1, types);
  };
  const planned = plan(document('old'), document('new'));
  expect(planned.changes).toMatchObject([
    { kind: 'set-comment', column: { name: 'c', comment: 'new' } },
    { kind: 'set-table-comment', comment: 'Users new' },
  ]);
  // What the database has cut off is not set again and again.
  const cut = made(document('new'), { ...user('c', 'text'), comment: 'ne' });
  expect(plan(document('new'), document('new'), { existing: cut }).changes).toEqual([]);
});

test('another key fails: no statement can tell the rows apart that are there', () => {
  const two = design({}, [], { id: { type: 'integer' }, part: { type: 'integer' } });
  expect(() => plan(design({}), two)).toThrow(
    expect.objectContaining({ code: 'SQL_SCHEMA_CHANGE', message: expect.stringContaining('the primary key id') }),
  );
  const keyless = { ...made(design({})), key: [] };
  expect(() => plan(design({}), design({}), { existing: keyless })).toThrow(/has no primary key/);
});

describe('a name in another case', () => {
  const before = design({ Name: TEXT });
  const after = design({ name: TEXT });

  test('is the same column where case makes no difference', () => {
    const planned = plan(before, after, { fold: (name) => foldName('mysql', name) });
    expect(planned.changes).toEqual([]);
    expect(planned.columns.at(-1)).toMatchObject({ name: 'Name', headerName: 'value.name' });
    expect(planned.known).toEqual(['id', 'Name']);
    expect(planned.notes).toEqual([expect.stringContaining('Column name of the service is called Name')]);
  });

  test('is another column where it does', () => {
    expect(told(plan(before, after))).toEqual([
      'Column name was added: text.',
      'Column Name was dropped: the service has removed it.',
    ]);
  });
});

test('a record whose schema cannot be read is compared with the catalogue alone', () => {
  const wanted = design({ name: TEXT, state: STATE }, ['name']);
  const planned = plan(design({ name: TEXT }), wanted, { previous: undefined, known: ['id', 'name', 'state'] });
  expect(kinds(planned)).toEqual(['add-column']);
});
