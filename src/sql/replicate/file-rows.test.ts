import { expect, test } from 'vitest';
import type { JsonObject } from '../../util/json.js';
import { DEFAULT_POLICIES } from '../contract/policies.js';
import { designTable } from '../design/design-table.js';
import { schemaDocument } from '../design/schema-document.test-helper.js';
import { postgresqlTypes } from '../dialects/postgresql/types.js';
import { FileRows } from './file-rows.js';
import { ValueCounts } from './value-counts.js';

const REF = { namespace: 'canvas', table: 'users' };
const TEXT: JsonObject = { type: 'string', maxLength: 3 };
const { columns } = designTable(
  { ref: REF, target: { schema: 'canvas', table: 'users' } },
  schemaDocument({ name: TEXT }),
  1,
  postgresqlTypes,
);

type Chunk = Parameters<FileRows['write']>[0];

/** A load that keeps what it is given, and chunks that keep where they were distrusted. */
function scene(header = 'meta.ts\tkey.id\tvalue.name\n') {
  const written: string[] = [];
  const distrusted: [number, string][] = [];
  const load = {
    write: async (bytes: Uint8Array) => {
      written.push(Buffer.from(bytes).toString());
    },
  };
  const file = new FileRows({
    ref: REF,
    objectId: 'part-0',
    header: Buffer.from(header),
    load,
    columns,
    format: 'copy',
    policies: DEFAULT_POLICIES,
    keepsMeta: false,
    careful: false,
  });
  const chunk = (text: string, startOffset = 26): Chunk => {
    const bytes = Buffer.from(text);
    const distrust = (offset: number, reason: string) => distrusted.push([offset, reason]);
    return { bytes, startOffset, distrust };
  };
  return { file, written, distrusted, chunk, counts: new ValueCounts() };
}

const TS = '2026-03-01T08:00:00Z';

test('rows are written, and counted once', async () => {
  const { file, written, chunk, counts } = scene();
  expect(file.cells).toMatchObject([{ column: { name: 'id' } }, { column: { name: 'name' } }]);
  await file.write(chunk(`${TS}\t1\tab\n${TS}\t2\tabcdef\n`), counts);
  expect([written.join(''), file.rows]).toEqual(['1\tab\n2\tabc\n', 2]);
  counts.endFile();
  expect(counts.all()).toEqual([{ column: 'name', fault: 'too-long', count: 1 }]);
});

test('a line that is no row makes its chunk come again; what was counted of it is counted then', async () => {
  const { file, written, distrusted, chunk, counts } = scene();
  await file.write(chunk(`${TS}\t2\tabcdef\n${TS}\t3\n`), counts);
  expect(distrusted).toEqual([[26, 'the row has more or fewer cells than the header']]);
  expect([written, file.rows]).toEqual([[], 0]);
  await file.write(chunk(`${TS}\t2\tabcdef\n${TS}\t3\tx\n`), counts);
  counts.endFile();
  expect(counts.all()).toEqual([{ column: 'name', fault: 'too-long', count: 1 }]);
  expect(file.rows).toBe(2);
});

test('a line that is no row in two copies is an error that says where, and quotes nothing', async () => {
  const { file, chunk, counts } = scene();
  await file.write(chunk(`${TS}\t3\n`), counts);
  await expect(file.write(chunk(`${TS}\t3\n`), counts)).rejects.toMatchObject({
    code: 'DAP_ROW_INVALID',
    message:
      'canvas.users, object part-0: the row has more or fewer cells than the header (near byte 26 of its content).',
  });
});

test('a header that makes no sense is fetched again with the first rows, and an error at the end of a file without', async () => {
  const { file, distrusted, chunk, counts } = scene('meta.ts\tvalue.name\n');
  expect(file.cells).toBeUndefined();
  await file.write(chunk(`${TS}\tx\n`), counts);
  expect(distrusted).toEqual([[26, 'the row has no key']]);
  expect(() => file.end()).toThrow(expect.objectContaining({ code: 'DAP_ROW_INVALID' }));
});
