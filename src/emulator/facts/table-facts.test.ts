import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ColumnFact, TableFact } from './column-fact.js';
import { parseFactFile } from './fact-file.js';
import { checkFactForm } from './fact-form.test-helper.js';
import { listTables, NAMESPACES, tableFact, UNSPECIFIED } from './index.js';

const REFERENCE = join(import.meta.dirname, '../../../../shared/reference/dap-schemas/tables-2026.json');

interface ReferenceColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly key?: boolean;
  readonly enum?: string;
  readonly array?: boolean;
  readonly references?: readonly string[];
  readonly json?: boolean;
  readonly oversize?: boolean;
}
type Reference = Record<string, Record<string, { placeholder?: boolean; columns: readonly ReferenceColumn[] }>>;

const allFacts: readonly TableFact[] = NAMESPACES.flatMap((namespace) =>
  listTables(namespace).map((table) => mustFact(namespace, table)),
);

function mustFact(namespace: string, table: string): TableFact {
  const fact = tableFact(namespace, table);
  if (fact === undefined) throw new Error(`${namespace}.${table} is not known`);
  return fact;
}

/** The SQL type of a fact in the reference's words. */
function sqlType(column: ColumnFact): string {
  const base = column.type.replace('[]', '');
  const names: Record<string, string> = {
    int16: 'smallint',
    int32: 'integer',
    int64: 'bigint',
    float64: 'double precision',
    'integer-enum': 'enum',
    'open-enum': 'extensible enum (lookup table, or any string)',
    object: 'json (fixed-shape object)',
    varchar: `varchar(${column.maxLength})`,
    decimal: column.precision === undefined ? 'decimal' : `decimal(${column.precision},${column.scale})`,
  };
  return names[base] ?? base;
}

const FACTS = join(import.meta.dirname, '../../../facts');

describe('the table facts', () => {
  it('have the form that the emulator takes for granted', () => {
    const files = NAMESPACES.flatMap((namespace) =>
      readdirSync(join(FACTS, namespace)).map((file) => join(FACTS, namespace, file)),
    );
    expect(files.length).toBeGreaterThan(130);
    for (const file of files) expect(() => checkFactForm(readFileSync(file, 'utf8')), file).not.toThrow();
  });

  it('know the tables of four namespaces, and which came with a release', () => {
    expect(NAMESPACES.map((namespace) => listTables(namespace).length)).toEqual([94, 1, 28, 8]);
    expect(NAMESPACES.map((namespace) => listTables(namespace, '2026-02').length)).toEqual([93, 1, 28, 8]);
    expect(listTables('mastery')).toEqual([]);
    expect(listTables('constructor')).toEqual([]);
  });

  it('give the columns of a release, members of nested objects included', () => {
    const namesOf = (table: string, release?: '2026-02') =>
      tableFact('canvas', table, release)?.columns.map((column) => column.name);
    const placements = (release?: '2026-02') =>
      tableFact('canvas', 'context_external_tools', release)?.columns.find(({ name }) => name === 'settings')?.members;
    expect([namesOf('submissions')?.at(-1), namesOf('pseudonyms')?.at(-1)]).toEqual([
      'custom_grade_status_id',
      'is_inst_id',
    ]);
    expect(namesOf('submissions', '2026-02')).not.toContain('custom_grade_status_id');
    expect(namesOf('pseudonyms', '2026-02')).not.toContain('is_inst_id');
    expect(namesOf('groups', '2026-02')).toContain('non_collaborative');
    expect((placements()?.length ?? 0) - (placements('2026-02')?.length ?? 0)).toBe(7);
    expect(tableFact('canvas', 'custom_grade_statuses', '2026-02')).toBeUndefined();
    expect(tableFact('canvas', 'submissions', '2026-02')).toBe(tableFact('canvas', 'submissions', '2026-02'));
  });

  it('say what is not certain', () => {
    const uncertain = allFacts.filter((fact) => fact.certainty !== undefined);
    expect(uncertain.map((fact) => `${fact.namespace} ${fact.certainty}`)).toEqual([
      'canvas likely',
      ...Array.from({ length: 8 }, () => 'new_quizzes likely'),
    ]);
    const columns = allFacts.flatMap((fact) => fact.columns).flatMap((column) => [column, ...(column.members ?? [])]);
    expect(columns.filter((column) => column.certainty === 'invented')).toHaveLength(7);
  });

  it('answer placeholders, which are never listed, and nothing for unknown names', () => {
    expect(tableFact('canvas', 'sis_batches')).toMatchObject({ placeholder: true, keyColumns: ['id'] });
    expect(listTables('canvas')).not.toContain('sis_batches');
    expect(tableFact('canvas', 'coursess')).toBeUndefined();
    expect(tableFact('canvas', 'toString')).toBeUndefined();
    expect(tableFact('catalog', 'sis_batches')).toBeUndefined();
  });

  it.each(allFacts)('give $namespace.$table one key, written first and never null', (fact) => {
    expect(fact.keyColumns).toHaveLength(1);
    expect(fact.columns[0]).toMatchObject({ key: true, nullable: false, name: fact.keyColumns[0] });
    expect(new Set(fact.columns.map((column) => column.name)).size).toBe(fact.columns.length);
  });

  it('give every enum distinct ASCII values, at least two, those of texts with the unspecified one first', () => {
    const columns = allFacts.flatMap((fact) => fact.columns).flatMap((column) => [column, ...(column.members ?? [])]);
    const enums = columns.filter((column) => column.type.includes('enum'));
    expect(enums).toHaveLength(147 + 3 + 1);
    for (const { values = [], type, enumName, name } of enums) {
      expect(values.length, enumName).toBeGreaterThanOrEqual(type === 'open-enum' ? 1 : 2);
      expect(new Set(values.map((value) => value.replaceAll(/\W/g, '_'))).size, enumName).toBe(values.length);
      expect(values.join(''), enumName).toMatch(/^[ -~]+$/);
      expect(values.indexOf(UNSPECIFIED), enumName).toBe(type === 'integer-enum' || name === 'http_method' ? -1 : 0);
    }
  });

  it('give no column of catalog an enum, and its money no precision', () => {
    const columns = listTables('catalog').flatMap((table) => mustFact('catalog', table).columns);
    expect(columns).toHaveLength(321);
    expect(columns.filter((column) => column.values !== undefined)).toEqual([]);
    const decimals = columns.filter((column) => column.type === 'decimal');
    expect(decimals.map((column) => column.precision)).toEqual(decimals.map(() => undefined));
  });

  it('refer to tables that exist, by columns that can hold their keys', () => {
    for (const { namespace, table, columns } of allFacts) {
      for (const { name, type, references = [] } of columns) {
        for (const reference of references) {
          const [owner = '', target = ''] = reference.split('.');
          const key = mustFact(owner, target).columns[0]?.type;
          expect([key, 'int64'], `${namespace}.${table}.${name}`).toContain(type);
        }
      }
    }
  });
});

describe('a file of facts', () => {
  const ID = { name: 'id', type: 'int64', nullable: false, key: true, description: 'Identifier.' };
  const parsed = (...columns: readonly object[]) =>
    parseFactFile(
      'canvas',
      'things',
      JSON.stringify({ description: 'One row for each thing.', columns: [ID, ...columns] }),
    );
  const column = (type: string, more: object = {}) => ({ name: 'x', type, nullable: true, description: 'X.', ...more });

  it('gives sizes, lists and defaults', () => {
    expect(parsed(column('varchar(40)[]'), column('decimal(5,2)')).columns.slice(1)).toEqual([
      { name: 'x', type: 'varchar[]', maxLength: 40, nullable: true, key: false, oversize: false, description: 'X.' },
      {
        name: 'x',
        type: 'decimal',
        precision: 5,
        scale: 2,
        nullable: true,
        key: false,
        oversize: false,
        description: 'X.',
      },
    ]);
  });

  it('breaks the form with a member that is not known', () => {
    const text = (...columns: object[]) => JSON.stringify({ description: 'One row for each thing.', columns });
    expect(() => checkFactForm(text(ID))).not.toThrow();
    expect(() => checkFactForm(text({ ...ID, typo: true }))).toThrow('typo');
  });

  it.each([
    ['a type that is not one', column('money'), 'money is not a type'],
    ['an enum without values', column('enum', { enum: 'x' }), 'needs values'],
    ['values of a text', column('text', { values: ['a'] }), 'needs values'],
    ['supposed values that are not listed', column('enum', { enum: 'x', values: ['a'], supposed: ['b'] }), 'supposes'],
    ['an object without members', column('object'), 'needs the members'],
    ['a varchar without a length', column('varchar'), 'needs a length'],
  ])('is refused for %s', (_, entry, reason) => {
    const refusal = (() => {
      try {
        return parsed(entry);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({ message: 'The facts of canvas.things are wrong.' });
    expect(String((refusal as Error).cause)).toContain(reason);
  });
});

describe('compared with the reference, if available, the table facts', () => {
  beforeEach(({ skip }) => skip(!existsSync(REFERENCE), 'the reference is not beside this repository'));

  /** Corrected since: these are texts now. */
  const CORRECTED: Readonly<Record<string, string>> = {
    'collaborations.uuid': 'varchar(255)',
    'collaborations.resource_link_lookup_uuid': 'varchar(255)',
  };

  function expectedColumn(table: string, { references, ...column }: ReferenceColumn) {
    const { name, nullable, key = false, array = false, json = false, oversize = false } = column;
    const type = CORRECTED[`${table}.${name}`] ?? column.type.replace(/^double$/, 'double precision');
    // Enums of web_logs are references to lookup tables there; its user agent is known to be cut from elsewhere.
    const tables = references?.filter((reference) => !reference.startsWith('canvas_logs.')) ?? [];
    const isOversize = oversize || (table === 'web_logs' && name === 'user_agent');
    return { name, type, nullable, key, array, json, oversize: isOversize, references: tables, enum: column.enum };
  }

  function actualColumn(column: ColumnFact) {
    const { name, nullable, key, json = false, oversize, references = [], enumName } = column;
    const array = column.type.endsWith('[]');
    return { name, type: sqlType(column), nullable, key, array, json, oversize, references, enum: enumName };
  }

  it('agree in names, order, types, nullability, keys, enum types, references and marks', () => {
    const reference = JSON.parse(readFileSync(REFERENCE, 'utf8')) as Reference;
    for (const [namespace, tables] of Object.entries(reference)) {
      for (const [table, { placeholder = false, columns }] of Object.entries(tables)) {
        const fact = tableFact(namespace, table, '2026-02');
        expect(fact?.placeholder, table).toBe(placeholder);
        const expected = columns.map((column) => expectedColumn(table, column));
        expect(fact?.columns.map(actualColumn), `${namespace}.${table}`).toEqual(expected);
      }
    }
  });
});
