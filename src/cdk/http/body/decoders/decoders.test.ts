import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { CodedError } from '../../../../errors.js';
import type { HttpRequest } from '../../../../http/transport.js';
import { errorOf, startApi, type TestApi } from '../../requester.test-helper.js';
import type { BodyDecoder } from '../body-decoder.js';
import { csvDecoder } from './csv-decoder.js';
import { gzipFileDecoder } from './gzip-file-decoder.js';
import { jsonDecoder } from './json-decoder.js';
import { jsonLinesDecoder } from './lines-decoder.js';
import { xmlDecoder } from './xml-decoder.js';
import { zipFileDecoder } from './zip-file-decoder.js';

const open: TestApi[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

type Chunks = readonly (string | Uint8Array)[];

const get = (api: TestApi): HttpRequest => ({ method: 'GET', url: `${api.origin}/file`, label: 'GET api/file' });

/** Serves the chunks one by one, so that they arrive as such, or nearly. */
async function serve(chunks: Chunks, headers: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const api = await startApi(async (_request, response) => {
    response.writeHead(200, headers);
    for (const chunk of chunks) {
      response.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  open.push(api);
  return api;
}

async function collect<T>(api: TestApi, decoder: BodyDecoder<T>, maxAnswerBytes = 1024 * 1024): Promise<T[]> {
  const answer = await api.requester({}, { maxAnswerBytes }).open(get(api), decoder);
  const records: T[] = [];
  for await (const batch of answer?.records ?? []) records.push(...batch);
  return records;
}

async function decode<T>(decoder: BodyDecoder<T>, ...chunks: Chunks): Promise<T[]> {
  return await collect(await serve(chunks), decoder);
}

async function refusal(decoder: BodyDecoder<unknown>, ...chunks: Chunks): Promise<string> {
  return (await errorOf(decode(decoder, ...chunks))).message;
}

const pieces = (text: string) => [...text];

test('JSON: the members of a list, wherever it is cut, integers exact', async () => {
  const items = [{ id: '\u0041"\\', n: [1, [2]], o: { items: [9] } }, 'a,]', null, -1.5e3, {}, [], true];
  const text = `{"items":[7],"d\\u0061ta": {"x":{"items":[8]}, "items" : [${items.map((item) => JSON.stringify(item)).join(' , ')} , 9007199254740993 ]},"next":"p2"}`;
  const decoder = jsonDecoder({ path: ['data', 'items'] });
  expect(await decode(decoder, text)).toEqual([...items, 9007199254740993n]);
  expect(await decode(decoder, ...pieces(text))).toEqual([...items, 9007199254740993n]);
});

test('JSON: a body that is the list, an empty list and a null list', async () => {
  expect(await decode(jsonDecoder(), ' [1, {"a":[2]}] ')).toEqual([1, { a: [2] }]);
  expect(await decode(jsonDecoder(), '[ ]')).toEqual([]);
  expect(await decode(jsonDecoder({ path: ['rows'] }), '{"rows":null}')).toEqual([]);
});

test.each([
  ['{"rows":[1,2', 'ends early'],
  ['{"rows":[1,2]', 'ends early'],
  ['{"rows":[1,,2]}', 'not valid JSON'],
  ['{"rows":[1,2,]}', 'not valid JSON'],
  ['{"rows":[1 2]}', 'not valid JSON'],
  ['{"rows":[1}]', 'not valid JSON'],
  ['{"rows":[1]]', 'not valid JSON'],
  ['{"rows":[1]} x', 'not valid JSON'],
  ['{"rows":[{"a":1]}', 'not valid JSON'],
  ['{"rows" [1]}', 'not valid JSON'],
  ['<html>', 'not valid JSON'],
  ['', 'is empty'],
  ['{"data":[1]}', 'holds no list at rows'],
  ['{"rows":{"a":1}}', 'holds no list at rows'],
  ['[{"rows":[1]}]', 'holds no list at rows'],
])('JSON: refuses %s', async (text, message) => {
  expect(await refusal(jsonDecoder({ path: ['rows'] }), text)).toContain(message);
  expect(await refusal(jsonDecoder({ path: ['rows'] }), ...pieces(text))).toContain(message);
});

test('JSON: random documents come out as from the whole', async () => {
  const { assert, asyncProperty, integer, jsonValue, array } = await import('fast-check');
  const { JsonListScanner } = await import('./json-list-scanner.js');
  const check = async (members: unknown[], other: unknown, size: number) => {
    const text = JSON.stringify({ other, a: { skipped: [other], b: members }, z: other });
    const found: string[] = [];
    const parts = { member: (member: string) => void found.push(member), tooLarge: () => new Error() };
    const scanner = new JsonListScanner(['a', 'b'], 1e6, parts);
    for (let at = 0; at < text.length; at += size) scanner.add(text.slice(at, at + size));
    expect(found.map((member) => JSON.parse(member))).toEqual(JSON.parse(JSON.stringify(members)));
    expect(JSON.parse(scanner.around)).toEqual(
      JSON.parse(JSON.stringify({ other, a: { skipped: [other], b: [] }, z: other })),
    );
  };
  await assert(asyncProperty(array(jsonValue()), jsonValue(), integer({ min: 1, max: 9 }), check), { numRuns: 200 });
});

test('JSON Lines: every line, the last one with or without its end; a broken one is named', async () => {
  const text = '{"id":9007199254740993}\r\n\n{"id":2}\n{"id":3}';
  expect(await decode(jsonLinesDecoder(), ...pieces(text))).toEqual([{ id: 9007199254740993n }, { id: 2 }, { id: 3 }]);
  expect(await refusal(jsonLinesDecoder(), '{"id":1}\n{"student":4711')).toMatch(
    /is not JSON in line 2, or ends early/,
  );
  expect(await refusal(jsonLinesDecoder(), '{"student":4711')).not.toContain('4711');
});

test('CSV: quoted fields, line ends within them, a byte order mark, other delimiters', async () => {
  const text = '\ufeffid,name\r\n1,"a ""b"", c\nd"\r\n2,é\r\n';
  const rows = [
    { id: '1', name: 'a "b", c\nd' },
    { id: '2', name: 'é' },
  ];
  expect(await decode(csvDecoder(), text)).toEqual(rows);
  expect(await decode(csvDecoder(), ...Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte)))).toEqual(rows);
  expect(await decode(csvDecoder({ delimiter: ';', columns: ['a', 'b'] }), '1;2\n')).toEqual([{ a: '1', b: '2' }]);
  expect(await decode(csvDecoder({ skipLines: 2 }), 'report\nof today\nid\n7\n')).toEqual([{ id: '7' }]);
  expect(await decode(csvDecoder(), 'id,name\n')).toEqual([]);
});

test.each([
  ['id,name\n1,secret-row,3\n', 'CSV_RECORD_INCONSISTENT_COLUMNS'],
  ['id,name\n1\n', 'CSV_RECORD_INCONSISTENT_COLUMNS'],
  ['id,name\n1,"secret-row\n', 'CSV_QUOTE_NOT_CLOSED'],
  ['id,id\n1,2\n', 'has the column "id" twice'],
])('CSV: refuses %j', async (text, message) => {
  const said = await refusal(csvDecoder(), text);
  expect(said).toContain(message);
  expect(said).not.toContain('secret-row');
});

test('XML: attributes, children, lists, text; only standard entities', async () => {
  const text = `<?xml version="1.0"?><feed><title>x</title><entry id="7"><name>Ada &amp; Bob &#x20AC;</name><tag>a</tag><tag>b</tag>
    <phone>1</phone><note><![CDATA[<b>]]></note></entry><entry>plain</entry><other><entry>no</entry></other></feed>`;
  const decoder = xmlDecoder({ path: ['feed', 'entry'], lists: ['phone'] });
  const records = [
    { '@id': '7', name: 'Ada & Bob €', tag: ['a', 'b'], phone: ['1'], note: '<b>' },
    { '#text': 'plain' },
  ];
  expect(await decode(decoder, text)).toEqual(records);
  expect(await decode(decoder, ...pieces(text))).toEqual(records);
  expect(await decode(decoder, '<feed/>')).toEqual([]);
});

test.each([
  ['<feed><entry>secret-row</feed>', 'not well-formed'],
  ['<feed><entry>1</entry>', 'ends early'],
  ['<feed><entry a="1" a="2"/></feed>', 'not well-formed'],
  ['<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed><entry>&x;</entry></feed>', 'not well-formed'],
  ['<!DOCTYPE feed [<!ENTITY x "secret-row">]><feed><entry>&x;</entry></feed>', 'not well-formed'],
  ['', 'ends early'],
  ['<rss><entry>1</entry></rss>', 'has no element feed'],
  [`<feed><entry>${'<a>'.repeat(500)}`, 'nests more than 200'],
])('XML: refuses %s', async (text, message) => {
  const said = await refusal(xmlDecoder({ path: ['feed', 'entry'] }), text);
  expect(said).toContain(message);
  expect(said).not.toContain('secret-row');
});

test('gzip: all members, wherever they are cut; what is damaged or cut off is an error', async () => {
  const file = Buffer.concat([gzipSync('id\n1\n'), gzipSync('2\n'), gzipSync('3\n')]);
  const decoder = gzipFileDecoder(csvDecoder());
  const rows = [{ id: '1' }, { id: '2' }, { id: '3' }];
  expect(await decode(decoder, file)).toEqual(rows);
  expect(await decode(decoder, ...Array.from(file, (byte) => Uint8Array.of(byte)))).toEqual(rows);
  expect(await refusal(decoder, file.subarray(0, -3))).toContain('is not a whole gzip file');
  expect(await refusal(decoder, Buffer.concat([file, Buffer.from('more')]))).toContain('is not a whole gzip file');
  expect(await refusal(decoder, gzipSync('id\n1,2\n'))).toContain('is a gzip file whose content is not the CSV');
});

interface Member {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly flags?: number;
  readonly sum?: number;
}

/** A zip archive by APPNOTE 6.3.9: local headers, then the table of contents, then its end. */
function zip(...members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const table: Buffer[] = [];
  for (const { name, content, flags = 0, sum } of members) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const path = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(sum ?? crc32(raw), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(raw.length, 18);
    facts.writeUInt16LE(path.length, 22);
    const at = Buffer.alloc(4);
    at.writeUInt32LE(Buffer.concat(locals).length);
    locals.push(Buffer.from('PK\x03\x04'), facts, path, packed);
    table.push(Buffer.from('PK\x01\x02\x14\x00'), facts, Buffer.alloc(10), at, path);
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(Buffer.concat(table).length, 8);
  end.writeUInt32LE(Buffer.concat(locals).length, 12);
  return Buffer.concat([...locals, ...table, Buffer.from('PK\x05\x06'), end]);
}

test('zip: the chosen files, nested, in their order, and nothing stays on disk', async () => {
  const archive = zip(
    { name: 'b/', content: '' },
    { name: 'b/1.csv', content: 'id\n1\n' },
    { name: 'readme.txt', content: 'no rows' },
    { name: '2.csv', content: 'id\n2\n' },
  );
  const decoder = zipFileDecoder(csvDecoder(), { files: (name) => name.endsWith('.csv') });
  expect(await decode(decoder, archive)).toEqual([{ id: '1' }, { id: '2' }]);
  const latin = zip({ name: 'a.csv', content: Buffer.from('id\né\n', 'latin1') });
  expect(await decode(zipFileDecoder(csvDecoder(), { charset: 'latin1' }), latin)).toEqual([{ id: 'é' }]);
  const nested = zip({ name: 'a.gz', content: gzipSync('{"id":1}') });
  expect(await decode(zipFileDecoder(gzipFileDecoder(jsonLinesDecoder())), nested)).toEqual([{ id: 1 }]);
  expect(await refusal(decoder, zip({ name: 'x.txt', content: '' }))).toContain('without a file to read');
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('airbyte-source-'))).toEqual([]);
});

test('zip: encrypted, damaged and cut archives are errors', async () => {
  const decoder = zipFileDecoder(csvDecoder());
  expect(await refusal(decoder, zip({ name: 'a.csv', content: 'id\n1\n', flags: 1 }))).toContain(
    'with an encrypted file, "a.csv"',
  );
  expect(await refusal(decoder, zip({ name: 'a.csv', content: 'id\n1\n', sum: 7 }))).toContain(
    'not a whole zip archive',
  );
  expect(await refusal(decoder, zip({ name: 'a.csv', content: 'id\n1\n' }).subarray(0, -30))).toContain(
    'not a whole zip archive',
  );
  expect(await refusal(decoder, 'PK, but no archive')).toContain('not a whole zip archive');
  expect(await refusal(decoder, zip({ name: 'a.csv', content: 'id\n1,2\n' }))).toContain(
    'whose file "a.csv" is not the CSV',
  );
});

test.each<[string, BodyDecoder<unknown>, string]>([
  ['JSON', jsonDecoder(), `["${'x'.repeat(5000)}"]`],
  ['JSON around the list', jsonDecoder({ path: ['a'] }), `{"b":"${'x'.repeat(5000)}","a":[]}`],
  ['JSON Lines', jsonLinesDecoder(), `"${'x'.repeat(5000)}"`],
  ['CSV', csvDecoder(), `id\n${'x'.repeat(5000)}\n`],
  ['XML', xmlDecoder({ path: ['a', 'b'] }), `<a><b>${'x'.repeat(5000)}</b></a>`],
])('%s: a single value beyond the limit is refused', async (_title, decoder, text) => {
  const api = await serve(pieces(text.slice(0, 20)).concat(text.slice(20)));
  const error = await errorOf(collect(api, decoder, 1000));
  expect(error).toBeInstanceOf(CodedError);
  expect(error.message).toMatch(/larger than the 1000 bytes|CSV_MAX_RECORD_SIZE/);
});

test('a body that breaks off is asked for again until its first record has left, and then ends in an error', async () => {
  let calls = 0;
  const api = await startApi((_request, response) => {
    calls += 1;
    response.writeHead(200, { 'content-length': '100' });
    response.write(calls === 1 ? '{"id"' : '{"id":1}\n{"id":2}\n', () => setTimeout(() => response.destroy(), 20));
  });
  open.push(api);
  const error = await errorOf(collect(api, jsonLinesDecoder()));
  expect(calls).toBe(2);
  expect(error).toMatchObject({ code: 'CDK_HTTP_NETWORK', failureType: 'transient_error' });
  expect(error.message).toContain('GET api/file: the answer ended early, after 2 records');
});

test('the page of a decoded answer has its status and headers, and says where its body is', async () => {
  const api = await serve(['{"id":1}'], { link: '<x>; rel="next"' });
  const answer = await api.requester().open(get(api), jsonLinesDecoder());
  expect([answer?.page.status, answer?.page.header('Link')]).toEqual([200, '<x>; rel="next"']);
  expect(() => answer?.page.text).toThrow("goes to the stream's decoder");
  for await (const _batch of answer?.records ?? []);
});
