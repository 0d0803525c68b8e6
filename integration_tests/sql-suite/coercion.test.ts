import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readColumns } from '../../src/dap/index.js';
import type { DialectName } from '../../src/sql/index.js';
import { expectedCell } from '../../src/tools/sql-truth/cell-text.js';
import { parseJson } from '../../src/util/json.js';
import { ServiceLab } from '../sql-support/service-lab.js';
import { NAMESPACE, TABLE } from '../sql-support/table-service.js';
import { TARGETS } from '../sql-support/targets.js';
import { COERCION_CASES, type CoercionCase, type CoercionCell, type Outcome } from './coercion-cases.js';

describe.each(TARGETS)('data coercion into $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('cells', () => {
    let lab: ServiceLab;
    beforeAll(async () => {
      lab = await ServiceLab.start(target);
    });
    afterAll(async () => await lab?.close());

    test.each(COERCION_CASES)('$name: by a snapshot', async (one) => {
      await lab.scratch.reset();
      lab.service.snapshot(
        columnsOf(one),
        one.cells.map(({ sent }, id) => ({ id: String(id), cell: sent })),
      );
      const { counts } = await lab.initialize();
      expect(await lab.cells('id', 'cell')).toEqual(wanted(one, target.dialect));
      expect(faultsOf(counts)).toEqual(wantedFaults(one, target.dialect));
    });

    test.each(COERCION_CASES)('$name: by changes', async (one) => {
      await lab.scratch.reset();
      const rows = one.cells.map((_, id) => ({ id: String(id), cell: null }));
      lab.service.snapshot(columnsOf(one), rows);
      await lab.initialize();
      lab.service.changes(one.cells.map(({ sent }, id) => ({ action: 'U', row: { id: String(id), cell: sent } })));
      const { counts } = await lab.synchronize();
      expect(await lab.cells('id', 'cell')).toEqual(wanted(one, target.dialect));
      expect(faultsOf(counts)).toEqual(wantedFaults(one, target.dialect));
    });
  });
});

const ID = { id: { type: 'integer', format: 'int64' } };
const columnsOf = ({ schema }: CoercionCase) => ({ key: ID, value: { cell: schema } });

function wanted(one: CoercionCase, dialect: DialectName): Readonly<Record<string, string | null>> {
  return Object.fromEntries(one.cells.map((cell, id) => [String(id), wantedCell(one, cell, dialect)]));
}

function wantedCell({ schema }: CoercionCase, { sent, held = sent }: CoercionCell, dialect: DialectName) {
  const document = { properties: { key: { properties: ID }, value: { properties: { cell: schema } } } };
  const { columns } = readColumns({ namespace: NAMESPACE, table: TABLE }, parseJson(JSON.stringify(document)) as never);
  const column = columns.find(({ name }) => name === 'cell');
  if (column === undefined) throw new Error('The case has no column.');
  const text = outcome(held, dialect);
  const isJson = ['object', 'array', 'unknown'].includes(column.type.kind);
  return expectedCell(text !== null && isJson ? parseJson(text) : text, column.type);
}

function outcome(held: Outcome, dialect: DialectName): string | null {
  return typeof held === 'object' && held !== null ? held[dialect] : held;
}

/** What is counted, where the database cannot hold what was sent. */
function wantedFaults(one: CoercionCase, dialect: DialectName): Readonly<Record<string, number>> {
  const faults: Record<string, number> = {};
  for (const cell of one.cells) {
    const { fault, sent, held = sent } = cell;
    if (fault === undefined) continue;
    const isChanged =
      fault === 'oversized' ||
      wantedCell(one, { sent: outcome(held, dialect) }, dialect) !== safely(one, cell, dialect);
    if (isChanged) faults[fault] = (faults[fault] ?? 0) + 1;
  }
  return faults;
}

/** The cell as it was sent; values that are none of the type have no canonical form. */
function safely(one: CoercionCase, { sent }: CoercionCell, dialect: DialectName): string | null | undefined {
  try {
    return wantedCell(one, { sent }, dialect);
  } catch {
    return undefined;
  }
}

function faultsOf(counts: readonly { readonly fault: string; readonly count: number }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { fault, count } of counts) sums[fault] = (sums[fault] ?? 0) + count;
  return sums;
}
