import type { Comparison, ComparisonResult } from '../../contract/database.js';
import type { SqlColumn } from '../../contract/design.js';
import type { Row } from './connection.js';
import { nameList, plainName, quoteName, quoteTable } from './names.js';
import type { SessionParts } from './session-parts.js';
import { createStaging, type Staging } from './staging.js';

const MAX_SAMPLES = 20;

/** What the statements are about. */
interface Compared {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** Gathers a snapshot and the changes since in temporary tables and holds them against the table. */
export async function createTableComparison(parts: SessionParts, columns: readonly SqlColumn[]): Promise<Comparison> {
  const label = plainName(parts.place);
  // Nothing is written, so what it took is of no interest.
  const tell = () => undefined;
  const snapshot = await createStaging(parts, 'dap_snapshot', label, columns, tell);
  const changes = await createStaging(parts, 'dap_changes', label, columns, tell);
  const key = columns.filter(({ isKey }) => isKey).map(({ name }) => name);
  const names = columns.filter(({ isKey }) => !isKey).map(({ name }) => name);
  const compared = { table: quoteTable(parts.place), key, columns: names };
  return {
    snapshot: snapshot.load,
    changes: changes.load,
    result: () =>
      parts.file.exclusive(() =>
        parts.file.memory.growing(snapshot.need, tell, () => compare(parts, compared, snapshot, changes)),
      ),
    close: async () => {
      await snapshot.load.abort();
      await changes.load.abort();
    },
  };
}

async function compare(
  { connection }: SessionParts,
  compared: Compared,
  snapshot: Staging,
  changes: Staging,
): Promise<ComparisonResult> {
  await snapshot.keepNewest(compared.key);
  const source = joined(compared, snapshot.table, changes.table);
  const [counts = {}] = await connection.query(`SELECT ${countList(compared)} FROM ${source}`);
  const keyText = compared.key.map((name) => `coalesce(t.${quoteName(name)}, s.${quoteName(name)})::VARCHAR`);
  const samples = await connection.query(
    `SELECT concat_ws(', ', ${keyText.join(', ')}) AS key FROM ${source}
     WHERE t.is_there IS NULL OR s.is_there IS NULL OR ${isDifferent(compared)} ORDER BY ALL LIMIT ${MAX_SAMPLES}`,
  );
  return toResult(compared, counts, samples);
}

/** Rows of the table and of the snapshot side by side, without those that have changed since. */
function joined({ table, key }: Compared, snapshot: string, changes: string): string {
  const unchanged = (from: string) =>
    `(SELECT *, true AS is_there FROM ${from} AS r WHERE NOT EXISTS (SELECT 1 FROM ${changes} AS c WHERE ${key
      .map((name) => `c.${quoteName(name)} = r.${quoteName(name)}`)
      .join(' AND ')}))`;
  return `${unchanged(table)} AS t FULL JOIN ${unchanged(snapshot)} AS s USING (${nameList(key)})`;
}

function countList(compared: Compared): string {
  return [
    'count(*) AS compared',
    'count(*) FILTER (WHERE t.is_there IS NULL) AS missing',
    'count(*) FILTER (WHERE s.is_there IS NULL) AS surplus',
    `count(*) FILTER (WHERE t.is_there AND s.is_there AND (${isDifferent(compared)})) AS different`,
    ...compared.columns.map((name, index) => {
      return `count(*) FILTER (WHERE t.is_there AND s.is_there AND ${differs(name)}) AS column_${index}`;
    }),
  ].join(', ');
}

function isDifferent({ columns }: Compared): string {
  return columns.length === 0 ? 'false' : columns.map(differs).join(' OR ');
}

function differs(name: string): string {
  return `t.${quoteName(name)} IS DISTINCT FROM s.${quoteName(name)}`;
}

function toResult({ columns }: Compared, counts: Row, samples: readonly Row[]): ComparisonResult {
  const count = (name: string) => Number(counts[name]);
  const byColumn = columns
    .map((name, index) => [name, count(`column_${index}`)] as const)
    .filter(([, rows]) => rows > 0);
  return {
    compared: count('compared'),
    missing: count('missing'),
    surplus: count('surplus'),
    different: count('different'),
    byColumn: Object.fromEntries(byColumn),
    sampleKeys: samples.map((row) => String(row['key'])),
  };
}
