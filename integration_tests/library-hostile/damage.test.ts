import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeService } from '../../src/dap/fake-service.test-helper.js';
import { SUBMIT, serveThenCut } from '../../src/dap/fake-service.test-helper.js';
import { sendJson } from '../../src/dap/scripted-server.test-helper.js';
import { allTexts, type HostileService, readTree, startHostile } from './hostile-service.js';

const TEXT = 'a row of a table\n'.repeat(5000);
const WHOLE = gzipSync(TEXT);
const QUERY = { format: 'jsonl' } as const;
const ID = 'job-1/part-0.jsonl.gz';

function flipped(at: number): Buffer {
  const bytes = Buffer.from(WHOLE);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
}

/** What a store may hold in place of a gzip file. */
const DAMAGED: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['a cut file', WHOLE.subarray(0, -20)],
  ['a file without its trailer', WHOLE.subarray(0, -8)],
  ['a file without its last byte', WHOLE.subarray(0, -1)],
  ['a bit flipped in the middle', flipped(WHOLE.length >> 1)],
  ['a bit flipped in the checksum', flipped(WHOLE.length - 6)],
  ['a bit flipped in the length', flipped(WHOLE.length - 2)],
  ['a page of HTML', Buffer.from('<html>Service unavailable</html>')],
  ['text that is not compressed', Buffer.from(TEXT)],
  ['something behind its end', Buffer.concat([WHOLE, Buffer.from('more')])],
  ['a second member that is cut', Buffer.concat([WHOLE, WHOLE.subarray(0, -3)])],
];

describe('a store that misbehaves', () => {
  let service: HostileService;
  beforeEach(async () => {
    service = await startHostile();
  });
  afterEach(async () => await service.close());

  async function download(options: { decompress?: boolean; resume?: boolean } = {}) {
    return await service.client.downloadTableData('canvas', 'courses', QUERY, service.out, options);
  }

  async function refusalOf(work: Promise<unknown>): Promise<Error & { readonly code?: string }> {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect(allTexts(error)).not.toMatch(/Signature|s3cret|token-|pa55word|a row of/);
    return error as Error;
  }

  test.each(DAMAGED)('%s, for ever: no file gets its name', async (_, blob) => {
    service.serve([ID], () => blob);
    for (const decompress of [false, true]) {
      expect((await refusalOf(download({ decompress }))).code).toBe('DAP_OBJECT_CORRUPT');
      const names = [...readTree(service.out).keys()];
      expect(names.filter((name) => !name.includes('manifest') && !name.endsWith('.part'))).toEqual([]);
    }
    expect(service.fetches(0)).toBeLessThan(20);
  });

  test.each(DAMAGED)('%s, once: the file is fetched again', async (_, blob) => {
    service.serve([ID], () => WHOLE);
    service.blobHandlers.set('0', (request, response, time) => {
      const bytes = time === 1 ? blob : WHOLE;
      if (time > 1) expect(request.headers.range).toBeUndefined();
      response.writeHead(200, { 'content-length': bytes.length, etag: `"${time}"` }).end(bytes);
    });
    await download();
    expect([...readTree(service.out).keys()].sort()).toEqual(['job_job-1/manifest.jsonl', 'job_job-1/part-0.jsonl.gz']);
    expect(readTree(service.out).get('job_job-1/part-0.jsonl.gz')?.equals(WHOLE)).toBe(true);
  });

  test.each([false, true])('several members: all of them (decompress: %s)', async (decompress) => {
    const blob = Buffer.concat([WHOLE, gzipSync(''), WHOLE]);
    service.serve([ID], () => blob);
    const { downloadedFiles } = await download({ decompress });
    const bytes =
      [...readTree(service.out)].find(([path]) => downloadedFiles[0]?.endsWith(path))?.[1] ?? Buffer.alloc(0);
    expect((decompress ? bytes : gunzipSync(bytes)).toString()).toBe(TEXT + TEXT);
  });

  test('addresses that are always refused', async () => {
    service.serve([ID]);
    service.blobHandlers.set('0', (_, response) => void response.writeHead(403).end('<Error/>'));
    expect((await refusalOf(download())).code).toBe('DAP_OBJECT_FORBIDDEN');
    expect(service.fetches(0)).toBeLessThan(20);
  });

  test('an object that is gone for ever', async () => {
    service.serve([ID]);
    service.blobHandlers.set('0', (_, response) => void response.writeHead(404).end());
    expect((await refusalOf(download())).code).toBe('DAP_JOB_LOST');
    expect(service.fetches(0)).toBeLessThan(20);
  });

  test('transfers that stall again and again without a byte', async () => {
    service.serve([ID]);
    service.blobHandlers.set('0', (_, response) => {
      response.writeHead(200, { 'content-length': WHOLE.length, etag: '"v1"' });
      response.flushHeaders();
    });
    expect((await refusalOf(download())).code).toBe('DAP_NETWORK');
    expect(service.fetches(0)).toBeLessThan(40);
  });

  test('transfers that break off after a few bytes each, without ranges', async () => {
    service.serve([ID], () => WHOLE);
    service.blobHandlers.set('0', (request, response, time) => {
      const { range, 'if-match': _, ...headers } = request.headers;
      serveThenCut(WHOLE, time * 60, { ...request, headers }, response);
    });
    await download();
    expect(readTree(service.out).get('job_job-1/part-0.jsonl.gz')?.equals(WHOLE)).toBe(true);
  });

  test.each(['file:///etc/passwd', 'http://192.0.2.1/x', 'not an address', '//evil', 'javascript:1'])(
    'an address that leads elsewhere: %s',
    async (url) => {
      service.serve([ID]);
      service.routes.set('POST /dap/object/url', (_, response) =>
        sendJson(response, 200, { urls: { [ID]: { url: `${url}?X-Amz-Signature=s3cret` } } }),
      );
      await refusalOf(download());
      expect([...readTree(service.out)].filter(([path]) => path.endsWith('.gz'))).toEqual([]);
      expect(service.fetches(0)).toBe(0);
    },
  );

  test('one failed job among several tables: the others finish, and the error has the reason', async () => {
    service.serve([ID], () => WHOLE);
    const route = service.routes.get(SUBMIT) as NonNullable<ReturnType<FakeService['routes']['get']>>;
    for (const table of ['users', 'groups', 'courses']) {
      service.routes.set(`POST /dap/query/canvas/table/${table}/data`, (request, response, time) => {
        const error = { type: 'ProcessingError', uuid: 'u-1', message: 'the disk of the service is full' };
        if (table === 'groups') sendJson(response, 200, { id: `f-${time}`, status: 'failed', error });
        else if (table === 'courses') route(request, response, time);
        else
          sendJson(response, 200, {
            id: 'job-2',
            status: 'complete',
            objects: [],
            schema_version: 1,
            at: '2026-03-01T08:00:00Z',
          });
      });
    }
    const all = ['users', 'groups', 'courses'];
    const error = await refusalOf(service.client.downloadTablesData('canvas', all, QUERY, service.out));
    expect(error).toMatchObject({ failures: [{ table: 'groups' }], skipped: [] });
    expect(allTexts((error as unknown as { failures: { error: unknown }[] }).failures[0]?.error)).toContain(
      'disk of the service',
    );
    const paths = [...readTree(service.out).keys()];
    expect(paths).toContain('job_job-1/part-0.jsonl.gz');
    expect(paths).toContain('job_job-2/manifest.jsonl');
  });

  describe('and a folder that an earlier run left', () => {
    const folder = (): string => join(service.out, 'job_job-1');

    async function cutOnce(): Promise<void> {
      service.serve([ID], () => WHOLE);
      service.blobHandlers.set('0', (request, response, time) => {
        if (time === 1) serveThenCut(WHOLE, 100, request, response);
        else response.writeHead(403).end();
      });
      await refusalOf(download());
      service.blobHandlers.delete('0');
    }

    test.each([
      ['nothing of the file', Buffer.alloc(0)],
      ['other bytes', Buffer.alloc(80, 7)],
      ['more bytes than the file has', Buffer.alloc(WHOLE.length + 1000, 7)],
      ['all bytes of the file', WHOLE],
      ['as many bytes, but others', Buffer.alloc(WHOLE.length, 7)],
    ])('with %s: the file becomes what it is', async (_, left) => {
      await cutOnce();
      writeFileSync(join(folder(), 'part-0.jsonl.gz.part'), left);
      await download({ resume: true });
      const tree = readTree(folder());
      expect(tree.get('part-0.jsonl.gz')?.equals(WHOLE)).toBe(true);
      expect([...tree.keys()].filter((path) => path.endsWith('.part'))).toEqual([]);
    });

    test('with part of a manifest: the rest is fetched', async () => {
      await cutOnce();
      const manifest = readTree(folder()).get('manifest.jsonl') ?? Buffer.alloc(0);
      for (const bytes of [0, 1, 20, manifest.length - 1]) {
        writeFileSync(join(folder(), 'manifest.jsonl'), manifest.subarray(0, bytes));
        await download({ resume: true });
        expect(readTree(folder()).get('part-0.jsonl.gz')?.equals(WHOLE), `${bytes} bytes`).toBe(true);
      }
    });

    test('with a manifest of something else: it is refused, and without --resume replaced', async () => {
      service.serve([ID], () => WHOLE);
      for (const text of ['not JSON\n', '{"type":"file"}\n', '[]\n', '{"type":"job","manifestVersion":99}\n']) {
        mkdirSync(folder(), { recursive: true });
        writeFileSync(join(folder(), 'manifest.jsonl'), text);
        expect((await refusalOf(download({ resume: true }))).code).toBe('DAP_FILE');
        await download();
        expect(readTree(folder()).get('part-0.jsonl.gz')?.equals(WHOLE)).toBe(true);
      }
    });
  });
});
