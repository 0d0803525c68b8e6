import { describe, expect, test } from 'vitest';
import { RowFault } from '../../dap/index.js';
import { isCodedError } from '../../errors.js';
import type { CellForm } from '../contract/cell-form.js';
import { DEFAULT_POLICIES, type ValuePolicies } from '../contract/policies.js';
import { sqlColumn } from './columns.test-helper.js';
import { KEY, optionsFor, rewriteCell } from './rewrite-cell.test-helper.js';
import { createRewriter } from './rewriter.js';

const TS = '2026-03-01T08:00:00.5Z';
const TEXT: CellForm = { kind: 'text', holdsNul: false };
const NAME = sqlColumn('name', TEXT);
const AGE = sqlColumn('age', { kind: 'integer', minimum: 0n, maximum: 200n });
const CHANGES = {
  header: Buffer.from('meta.ts\tmeta.action\tkey.id\tvalue.name\tvalue.age\n'),
  kind: 'incremental',
  keepsMeta: true,
} as const;

function linesOf(...rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(rows.map((cells) => `${cells.join('\t')}\n`).join(''));
}

function reasonOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof RowFault) return `${error.reason} @${error.offset}`;
    if (isCodedError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('rows', () => {
  test('are the same bytes where nothing is dropped and everything fits', () => {
    const rewriter = createRewriter(optionsFor([NAME, AGE], CHANGES));
    const lines = linesOf([TS, 'U', '1', 'a\\tb', '5'], [TS, 'D', '2', '\\N', '\\N']);
    const { bytes, rows } = rewriter.rewrite(lines);
    expect(rows).toBe(2);
    expect(bytes).toBe(lines);
    expect(rewriter.cells.map((cell) => (cell.kind === 'column' ? cell.column.name : cell.kind))).toEqual([
      'instant',
      'action',
      'id',
      'name',
      'age',
    ]);
  });

  test('lose meta and columns that the target lacks, wherever they stand', () => {
    const header = Buffer.from(
      'value.new\tvalue.name\tvalue.settings.x\tmeta.ts\tkey.id\tmeta.more\tvalue.age\tvalue.z',
    );
    const rewriter = createRewriter(optionsFor([NAME, AGE], { header }));
    const lines = linesOf(['n', 'a', 'x', TS, '1', 'm', '5', 'z'], ['\\N', '\\N', '', TS, '2', '', '\\N', '']);
    expect(Buffer.from(rewriter.rewrite(lines).bytes).toString()).toBe('a\t1\t5\n\\N\t2\t\\N\n');
    expect(rewriter.unknownColumns).toEqual(['value.new', 'value.settings.x', 'value.z']);
    expect(rewriter.cells.map((cell) => cell.kind === 'column' && cell.column.name)).toEqual(['name', 'id', 'age']);
  });

  test('may spell their commit time in another way', () => {
    const rewriter = createRewriter(optionsFor([NAME, AGE], CHANGES));
    const { bytes } = rewriter.rewrite(linesOf(['2026-03-01 09:00:00.5+01:00', 'U', '1', 'a', '5']));
    expect(Buffer.from(bytes).toString()).toBe(linesOf([TS, 'U', '1', 'a', '5']).toString());
  });

  test('have commit times without a zone for MySQL, which compares them as texts', () => {
    const rewriter = createRewriter(optionsFor([NAME, AGE], { ...CHANGES, format: 'load-data' }));
    const lines = linesOf([TS, 'U', '1', 'a', '5'], ['2026-03-01T09:00:00+01:00', 'U', '1', 'a', '5']);
    expect(Buffer.from(rewriter.rewrite(lines).bytes).toString()).toBe(
      linesOf(['2026-03-01 08:00:00.5', 'U', '1', 'a', '5'], ['2026-03-01 08:00:00', 'U', '1', 'a', '5']).toString(),
    );
  });

  test('are copied around the cells that differ', () => {
    const rewriter = createRewriter(optionsFor([NAME, AGE], CHANGES));
    const lines = linesOf([TS, 'U', '1', 'a', '5'], [TS, 'U', '2', 'a\\0', '201'], [TS, 'U', '3', 'c', '7']);
    expect(Buffer.from(rewriter.rewrite(lines).bytes).toString()).toBe(
      linesOf([TS, 'U', '1', 'a', '5'], [TS, 'U', '2', 'a', '\\N'], [TS, 'U', '3', 'c', '7']).toString(),
    );
    expect(rewriter.drainCounts()).toEqual([
      { column: 'name', fault: 'nul', count: 1 },
      { column: 'age', fault: 'out-of-range', count: 1 },
    ]);
    expect(rewriter.drainCounts()).toEqual([]);
  });

  test('may lack the last line end, and blank lines are none', () => {
    const rewriter = createRewriter(optionsFor([NAME]));
    const { bytes, rows } = rewriter.rewrite(Buffer.from(`\n${TS}\t1\ta\n\n\n${TS}\t2\t`));
    expect(Buffer.from(bytes).toString()).toBe('1\ta\n2\t\n');
    expect(rows).toBe(2);
    expect(rewriter.rewrite(Buffer.from('\n\n'))).toEqual({ bytes: Buffer.alloc(0), rows: 0 });
    expect(rewriter.rewrite(Buffer.alloc(0)).rows).toBe(0);
  });

  test('of more bytes than there is memory for at first come whole', () => {
    const rewriter = createRewriter(optionsFor([NAME], { format: 'csv' }));
    const text = '"'.repeat(3_000_000);
    const { bytes } = rewriter.rewrite(linesOf([TS, '1', text]));
    expect(Buffer.from(bytes).equals(Buffer.from(`1\t"${'""'.repeat(3_000_000)}"\n`))).toBe(true);
    expect(Buffer.from(rewriter.rewrite(linesOf([TS, '2', 'a'])).bytes).toString()).toBe('2\ta\n');
  });
});

describe('faults of a file', () => {
  const rewriter = createRewriter(optionsFor([NAME, AGE], CHANGES));
  const good = [TS, 'U', '1', 'a', '5'];
  const at = linesOf(good).length;

  test.each([
    ['the row has more or fewer cells than the header', [TS, 'U', '2', 'a']],
    ['the row has more or fewer cells than the header', [TS, 'U', '2', 'a', '5', '6']],
    ['the row has an unknown action', [TS, 'X', '2', 'a', '5']],
    ['the row has an unknown action', [TS, '\\N', '2', 'a', '5']],
    ['the row has an unknown action', [TS, '', '2', 'a', '5']],
    ['the row has no commit time', ['\\N', 'U', '2', 'a', '5']],
    ['the row has no commit time', ['', 'U', '2', 'a', '5']],
    ['the row has no key', [TS, 'U', '\\N', 'a', '5']],
  ])('%s: %j', (reason, row) => {
    expect(reasonOf(() => rewriter.rewrite(linesOf(good, row, good)))).toBe(`${reason} @${at}`);
    expect(rewriter.rewrite(linesOf(good)).rows).toBe(1);
  });

  test('bytes that are not UTF-8', () => {
    const bad = Buffer.concat([linesOf(good), Buffer.from([0xc3]), linesOf(good)]);
    expect(reasonOf(() => rewriter.rewrite(bad))).toBe(`the line is not UTF-8 text @${at}`);
  });

  test('nothing of a call that failed is counted', () => {
    expect(reasonOf(() => rewriter.rewrite(linesOf([TS, 'U', '1', 'a', '999'], [TS])))).toContain('cells');
    expect(rewriter.drainCounts()).toEqual([]);
  });

  test('a deletion in a snapshot', () => {
    const snapshot = createRewriter(optionsFor([NAME, AGE], { ...CHANGES, kind: 'snapshot' }));
    expect(reasonOf(() => snapshot.rewrite(linesOf([TS, 'D', '1', 'a', '5'])))).toBe(
      'the row of a snapshot is a deletion @0',
    );
    const dropped = createRewriter(optionsFor([NAME, AGE], { ...CHANGES, keepsMeta: false }));
    expect(reasonOf(() => dropped.rewrite(linesOf([TS, 'D', '1', 'a', '5'])))).toContain('is a deletion');
  });

  test.each([
    ['meta.ts\tvalue.name', 'the row has no key'],
    ['key.id\tvalue.name', 'the row has no commit time'],
    ['meta.ts\tkey.id\tname', 'the header names a column that is not of meta, key or value'],
    ['meta.ts\tkey.id\tvalue.name\tvalue.name', 'the header names a column that is not of meta, key or value'],
    ['', 'the header names a column that is not of meta, key or value'],
  ])('the header %j', (header, reason) => {
    expect(reasonOf(() => createRewriter(optionsFor([NAME], { header: Buffer.from(header) })))).toBe(`${reason} @0`);
  });

  test('changes without their action', () => {
    expect(reasonOf(() => createRewriter(optionsFor([NAME], { kind: 'incremental' })))).toBe(
      'the row has no action @0',
    );
  });
});

describe('columns that forbid NULL', () => {
  const forms: readonly (readonly [form: CellForm, written: string])[] = [
    [TEXT, ''],
    [{ kind: 'integer', minimum: 5n, maximum: 9n }, '5'],
    [{ kind: 'float', bits: 64, holdsNonFinite: true }, '0'],
    [{ kind: 'decimal', precision: 5, scale: 2 }, '0'],
    [{ kind: 'boolean', write: 'digit' }, '0'],
    [{ kind: 'timestamp', write: 'plain', digits: 6, minYear: 1, maxYear: 9999 }, '1970-01-01 00:00:00'],
    [{ kind: 'date', minYear: 1, maxYear: 9999 }, '1970-01-01'],
    [{ kind: 'time' }, '00:00:00'],
    [{ kind: 'duration' }, 'PT0S'],
    [{ kind: 'uuid', write: 'hex' }, '00000000000000000000000000000000'],
    [{ kind: 'ip', versions: 'v6', write: 'text' }, '::'],
    [{ kind: 'enum', values: ['b', 'a'] }, 'b'],
    [{ kind: 'enum', values: ['b', '__dap_unspecified__'] }, '__dap_unspecified__'],
    [{ kind: 'json', holdsNul: false }, 'null'],
    [{ kind: 'array', items: TEXT, write: 'braces' }, '{}'],
  ];

  test.each(forms)('%o: NULL becomes %j', (form, written) => {
    expect(rewriteCell({ form, cell: '\\N', column: { nullable: false } })).toEqual({
      cell: written,
      faults: 'not-null 1',
    });
  });

  test('take the default of the schema, also for a value that became NULL', () => {
    const column = {
      nullable: false,
      column: { name: 'x', part: 'value', nullable: false, type: { kind: 'text' }, default: 7 },
    } as const;
    const form = AGE.form;
    expect(rewriteCell({ form, cell: '\\N', column })).toEqual({ cell: '7', faults: 'not-null 1' });
    expect(rewriteCell({ form, cell: 'x', column })).toEqual({ cell: '7', faults: 'wrong-type 1, not-null 1' });
    expect(rewriteCell({ form: TEXT, cell: '\\N', column, format: 'csv' }).cell).toBe('7');
    expect(rewriteCell({ form: TEXT, cell: '\\N', column: { nullable: false }, format: 'csv' }).cell).toBe('""');
  });

  test('stay NULL in deletions', () => {
    const strict = [NAME, { ...AGE, nullable: false }];
    const header = Buffer.from('value.age\tvalue.name\tkey.id\tmeta.action\tmeta.ts');
    const rewriter = createRewriter(optionsFor(strict, { ...CHANGES, header }));
    const lines = linesOf(['\\N', '\\N', '1', 'D', TS], ['\\N', '\\N', '2', 'U', TS]);
    expect(Buffer.from(rewriter.rewrite(lines).bytes).toString()).toBe(
      linesOf(['\\N', '\\N', '1', 'D', TS], ['0', '\\N', '2', 'U', TS]).toString(),
    );
    expect(rewriter.drainCounts()).toEqual([{ column: 'age', fault: 'not-null', count: 1 }]);
  });
});

describe('policies', () => {
  const values: Readonly<Partial<Record<keyof ValuePolicies, readonly [form: CellForm, cell: string]>>> = {
    nonFinite: [{ kind: 'float', bits: 64, holdsNonFinite: false }, 'nan'],
    nul: [TEXT, 'secret\\0'],
    outOfRange: [{ kind: 'date', minYear: 1, maxYear: 9999 }, '12345-01-01'],
    tooLong: [{ ...TEXT, maxChars: 2 }, 'secret'],
    unknownEnum: [{ kind: 'enum', values: ['a', '__dap_unspecified__'] }, 'secret'],
    wrongType: [AGE.form, 'secret'],
  };

  test.each(Object.entries(values))('%s', (name, [form, cell]) => {
    expect(rewriteCell({ form, cell, policies: { [name]: 'null' } }).cell).toBe('\\N');
    const reason = reasonOf(() => rewriteCell({ form, cell, policies: { [name]: 'fail' } }));
    expect(reason).toMatch(/^SQL_VALUE_REFUSED: A value of the column x /);
    expect(reason).not.toContain('secret');
  });

  test('refuse a key that would be altered, whatever they are', () => {
    const shortKey = { ...KEY, form: { ...TEXT, maxChars: 3 } };
    const options = { ...optionsFor([]), columns: [shortKey], policies: DEFAULT_POLICIES };
    const rewriter = createRewriter(options);
    expect(rewriter.rewrite(linesOf([TS, 'abc'])).rows).toBe(1);
    for (const key of ['abcd', 'a\\0'])
      expect(reasonOf(() => rewriter.rewrite(linesOf([TS, key])))).toMatch(
        /^SQL_VALUE_REFUSED: A value of the key column id /,
      );
    const numeric = createRewriter(optionsFor([]));
    expect(reasonOf(() => numeric.rewrite(linesOf([TS, 'x'])))).toMatch(/^SQL_VALUE_REFUSED/);
  });
});
