import fc from 'fast-check';
import type { RowKind } from '../../dap/index.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import { CDC_PROPERTIES } from '../cdc-columns.js';
import { anyTable, type Table } from './arbitrary-table.test-helper.js';
import { fitting, loose, objectText, oddObjectText, type Text } from './arbitrary-value.test-helper.js';

/** A table and one line of its files. */
export interface Case {
  readonly kind: RowKind;
  readonly schema: JsonSchema;
  readonly keyColumns: readonly string[];
  readonly columns: ReadonlySet<string> | undefined;
  /** Without its line feed. */
  readonly line: Buffer;
}

const instant = fc.constantFrom('"2026-03-01T08:00:00.123456Z"', '"x"', '""');
const snapshotMeta: Text = fc.oneof(
  instant.map((ts) => `"ts":${ts}`),
  instant.map((ts) => `"ts":${ts},"action":"U"`),
);
const changeMeta: Text = fc.oneof(
  instant.map((ts) => `"ts":${ts},"action":"U"`),
  instant.map((ts) => `"action":"U","ts":${ts}`),
);
const wildMeta: Text = fc.oneof(
  { weight: 4, arbitrary: changeMeta },
  { weight: 2, arbitrary: instant.map((ts) => `"action":"D","ts":${ts}`) },
  fc.constantFrom(
    '',
    '"ts":1',
    '"ts":"a","ts":"b"',
    '"ts":"\\u0041"',
    '"ts":"a","action":null',
    '"ts":"a","other":[1]',
  ),
  fc.constantFrom(
    '"action":"D"',
    '"action":"U","ts":"a","action":"D"',
    '"action":"D","ts":"a","action":"U"',
    '"ts":"a","action":"d"',
    '"ts":"é","action":"D"',
  ),
);

const ODD_PARTS = [
  '"value":null',
  '"value":5',
  '"value":[]',
  '"value":{}',
  '"key":{}',
  '"key":null',
  '"more":1',
  '"meta":{"ts":"b"}',
];

function lineText({ key, value }: Table, trouble: Trouble, kind: RowKind): Text {
  const plainMeta = kind === 'snapshot' ? snapshotMeta : changeMeta;
  const textOf = trouble === 'values' ? loose : fitting;
  const objectOf = (columns: Record<string, JsonSchema>) =>
    trouble === 'members' ? oddObjectText(columns) : objectText(columns, textOf);
  const parts = fc.tuple(
    (trouble === 'parts' ? wildMeta : plainMeta).map((text) => `"meta":{${text}}`),
    objectText(key, textOf).map((text) => `"key":${text}`),
    objectOf(value).map((text) => `"value":${text}`),
  );
  const odd = fc.subarray(ODD_PARTS, { maxLength: 1 });
  return fc
    .tuple(parts, trouble === 'parts' ? odd : fc.constant([]), fc.integer({ min: trouble === 'parts' ? 1 : 3, max: 3 }))
    .chain(([all, more, count]) => {
      const chosen = [...all.slice(0, count), ...more];
      return fc.shuffledSubarray(chosen, { minLength: chosen.length });
    })
    .map((all) => `{${all.join(',')}}`);
}

interface Damage {
  readonly at: number;
  readonly kind: 'replace' | 'insert' | 'remove' | 'cut' | 'repeat';
  readonly byte: number;
}

const damage = fc.record<Damage>({
  at: fc.nat(400),
  kind: fc.constantFrom('replace', 'insert', 'remove', 'cut', 'repeat'),
  byte: fc.oneof(
    fc.constantFrom(...Buffer.from(' \t\r"\\,:{}[]0-.eE1n')),
    fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 10),
  ),
});

function damaged(line: Buffer, { at, kind, byte }: Damage): Buffer {
  const place = line.length === 0 ? 0 : at % line.length;
  const before = line.subarray(0, place);
  if (kind === 'cut') return Buffer.from(before);
  if (kind === 'repeat') return Buffer.concat([line.subarray(0, place + 9), line.subarray(place)]);
  return Buffer.concat([
    before,
    kind === 'remove' ? Buffer.alloc(0) : Buffer.of(byte),
    line.subarray(kind === 'insert' ? place : place + 1),
  ]);
}

/** As some writers put it: a space behind each comma and colon. */
function spaced(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) => (token.length === 1 ? `${token} ` : token));
}

const anyKind = fc.constantFrom<RowKind>('snapshot', 'incremental');

/** What is unusual about a case. */
export const TROUBLES = ['none', 'schema', 'values', 'members', 'parts', 'spaces', 'bytes'] as const;
type Trouble = (typeof TROUBLES)[number];

/**
 * A table and a line of it. Without trouble the line has fitting values and nothing else, so all of it can be copied. Troubles
 * come one at a time: of a line where everything is wrong, no reader notices more than the first.
 */
export function anyCase(trouble: Trouble): fc.Arbitrary<Case> {
  return fc.tuple(anyTable(trouble === 'schema'), anyKind).chain(([columns, kind]) => {
    const { keyColumns, key, value } = columns;
    const properties = { ...key, ...value, ...CDC_PROPERTIES };
    const selected = fc.option(
      fc.subarray(Object.keys(properties)).map((some) => new Set(some)),
      { nil: undefined },
    );
    const damages = trouble === 'bytes' ? fc.array(damage, { minLength: 1, maxLength: 2 }) : fc.constant([]);
    return fc.tuple(lineText(columns, trouble, kind), selected, damages).map(([text, chosen, all]) => ({
      kind,
      schema: { type: 'object', properties },
      keyColumns,
      columns: chosen,
      line: all.reduce(damaged, Buffer.from(trouble === 'spaces' ? spaced(text) : text)),
    }));
  });
}
