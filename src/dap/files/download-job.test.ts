import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DapClient } from '../client.js';
import { ObjectCorruptError } from '../errors/job-errors.js';
import { completeJob, type FakeService, SUBMIT, serveBlob, startService } from '../fake-service.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import { MANIFEST_NAME, readJobManifest } from './manifest.js';

const QUERY = { format: 'jsonl' } as const;
const TEXT = Buffer.from('{"key":{"id":1}}\n'.repeat(20_000));
const OTHER = Buffer.from('{"key":{"id":2}}\n'.repeat(10));

let service: FakeService;
let folder: string;

beforeEach(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'download-test-'));
});
afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const download = async (options = {}, query: Parameters<DapClient['downloadTableData']>[2] = QUERY) =>
  await service.client.downloadTableData('canvas', 'courses', query, folder, options);

/** The comparison of the test runner takes seconds for large buffers. */
async function expectBytes(path: string, bytes: Buffer | undefined): Promise<void> {
  const found = await readFile(path);
  expect(bytes !== undefined && found.equals(bytes), `${path} has ${found.length} bytes, not ${bytes?.length}`).toBe(
    true,
  );
}

/** A gzip file that is nearly as large as its content. */
function noise(bytes: number): Buffer {
  const hash = (count: number) => createHash('sha512').update(String(count)).digest('base64');
  return gzipSync(Array.from({ length: Math.ceil(bytes / 90) }, (_, count) => `"${hash(count)}"\n`).join(''));
}

test('the files of a job lie in its folder as the service keeps them, with the next since', async () => {
  service.blobs.set('job-1/part-0.jsonl.gz', gzipSync(TEXT)).set('job-1/part-1.jsonl.gz', gzipSync(OTHER));
  const result = await download();
  expect(result).toEqual({
    schemaVersion: 3,
    timestamp: '2026-03-01T08:00:00.123456Z',
    jobId: 'job-1',
    folder: join(folder, 'job_job-1'),
    downloadedFiles: ['part-0.jsonl.gz', 'part-1.jsonl.gz'].map((name) => join(folder, 'job_job-1', name)),
    manifest: join(folder, 'job_job-1', MANIFEST_NAME),
  });
  await expectBytes(result.downloadedFiles[0] ?? '', service.blobs.get('job-1/part-0.jsonl.gz'));
  expect(await readdir(result.folder)).toEqual([MANIFEST_NAME, 'part-0.jsonl.gz', 'part-1.jsonl.gz']);
});

test('the manifest tells sizes and checksums of the files and of their content', async () => {
  const stored = gzipSync(TEXT);
  service.blobs.set('job-1/a.jsonl.gz', stored);
  const { folder: path } = await download();
  const manifest = await readJobManifest(path);
  const hex = (bytes: Buffer) => crc32(bytes).toString(16).padStart(8, '0');
  expect(manifest?.files.get('job-1/a.jsonl.gz')).toMatchObject({
    name: 'a.jsonl.gz',
    storedBytes: stored.length,
    storedCrc32: hex(stored),
    bytes: TEXT.length,
    crc32: hex(TEXT),
  });
  expect(manifest?.job).toMatchObject({ schemaVersion: 3, timestamp: '2026-03-01T08:00:00.123456Z', objects: 1 });
  expect(manifest?.job.handle).toMatchObject({ namespace: 'canvas', table: 'courses', query: QUERY, jobId: 'job-1' });
  expect(manifest?.end).toMatchObject({ files: 1, storedBytes: stored.length, bytes: TEXT.length });
});

test('a decompressed file holds the content, without .gz in its name', async () => {
  service.blobs.set('job-1/a.jsonl.gz', gzipSync(TEXT));
  const { downloadedFiles } = await download({ decompress: true });
  expect(downloadedFiles).toEqual([join(folder, 'job_job-1', 'a.jsonl')]);
  await expectBytes(downloadedFiles[0] ?? '', TEXT);
});

test('every member of a gzip file is read', async () => {
  service.blobs.set('job-1/a.jsonl.gz', Buffer.concat([gzipSync(TEXT), gzipSync(OTHER)]));
  const { downloadedFiles } = await download({ decompress: true });
  await expectBytes(downloadedFiles[0] ?? '', Buffer.concat([TEXT, OTHER]));
});

test('a job without objects gives an empty folder with a manifest', async () => {
  const result = await download();
  expect(result.downloadedFiles).toEqual([]);
  expect((await readJobManifest(result.folder))?.end).toMatchObject({ files: 0 });
});

describe('a damaged file', () => {
  const sound = noise(200_000);
  const damaged = Buffer.from(sound);
  damaged.writeUInt8((damaged.readUInt8(5000) + 1) % 256, 5000);
  const kinds = {
    'cut short at rest': sound.subarray(0, -100),
    'without its trailer': sound.subarray(0, -8),
    'followed by something else': Buffer.concat([sound, Buffer.from('rest')]),
    'with a changed byte': damaged,
    'that is empty': Buffer.alloc(0),
  };

  test.each(Object.entries(kinds))('%s fails the download and gets no name', async (_, bytes) => {
    service.blobs.set('job-1/a.jsonl.gz', bytes);
    const error = await thrownBy(download());
    expect(error).toBeInstanceOf(ObjectCorruptError);
    expect(error.message).toContain('canvas.courses');
    expect(await readdir(join(folder, 'job_job-1'))).not.toContain('a.jsonl.gz');
    expect((await readJobManifest(join(folder, 'job_job-1')))?.end).toBeUndefined();
  });

  test.each(Object.entries(kinds))('%s is fetched again', async (_, bytes) => {
    service.blobs.set('job-1/a.jsonl.gz', sound);
    service.blobHandlers.set('job-1/a.jsonl.gz', (request, response, time) =>
      serveBlob(time === 1 ? bytes : sound, request, response),
    );
    const { downloadedFiles } = await download();
    await expectBytes(downloadedFiles[0] ?? '', sound);
  });

  test('of Parquet is noticed by its marks', async () => {
    service.blobs.set('job-1/a.parquet', Buffer.from('PAR1 and no end'));
    expect(await thrownBy(download({}, { format: 'parquet' }))).toBeInstanceOf(ObjectCorruptError);
  });
});

test('Parquet is not decompressed', async () => {
  service.blobs.set('job-1/a.parquet', Buffer.from('PAR1 … PAR1'));
  const error = await thrownBy(download({ decompress: true }, { format: 'parquet' }));
  expect(error).toMatchObject({ code: 'DAP_VALIDATION', failureType: 'config_error' });
  expect(service.count(SUBMIT)).toBe(0);
});

test('objects of equal base names lie beside each other, whatever their order', async () => {
  service.blobs.set('x/part.jsonl.gz', gzipSync(TEXT)).set('y/part.jsonl.gz', gzipSync(OTHER));
  const { downloadedFiles } = await download({ decompress: true });
  expect(new Set(downloadedFiles).size).toBe(2);
  await expectBytes(downloadedFiles[0] ?? '', TEXT);
  await expectBytes(downloadedFiles[1] ?? '', OTHER);
});

test('an id that points elsewhere stays in the folder of its job', async () => {
  const ids = [
    '../../../escape.jsonl.gz',
    '/etc/passwd',
    'job-1/..',
    'C:\\boot.ini',
    MANIFEST_NAME,
    'x.part',
    '.hidden',
  ];
  for (const id of ids) service.blobs.set(id, gzipSync(id));
  const { downloadedFiles, folder: path } = await download();
  for (const [index, file] of downloadedFiles.entries()) {
    expect(gunzipSync(await readFile(file)).toString()).toBe(ids[index]);
    expect(file).toBe(join(path, file.slice(path.length + 1)));
    expect(file.slice(path.length + 1)).not.toMatch(/[/\\]/);
  }
  expect(await readdir(folder)).toEqual(['job_job-1']);
  expect((await readJobManifest(path))?.end).toMatchObject({ files: ids.length });
});

test('a refused URL is replaced', async () => {
  const stored = gzipSync(TEXT);
  service.blobs.set('job-1/a.jsonl.gz', stored);
  service.blobHandlers.set('job-1/a.jsonl.gz', (request, response, time) => {
    if (time === 1) response.writeHead(403).end();
    else serveBlob(stored, request, response);
  });
  const { downloadedFiles } = await download();
  await expectBytes(downloadedFiles[0] ?? '', stored);
});

test('no error shows a signed URL', async () => {
  service.blobs.set('job-1/a.jsonl.gz', gzipSync(TEXT));
  service.blobHandlers.set('job-1/a.jsonl.gz', (_, response) => void response.writeHead(403).end());
  const error = await thrownBy(download());
  expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toMatch(/Signature|s3cret/);
  expect(JSON.stringify(service.events)).not.toMatch(/Signature|s3cret/);
});

test('a connection that stalls is given up and continued', async () => {
  const stored = noise(400_000);
  service.blobs.set('job-1/a.jsonl.gz', stored);
  service.blobHandlers.set('job-1/a.jsonl.gz', (request, response, time) => {
    if (time > 1) return serveBlob(stored, request, response);
    response.writeHead(200, { 'content-length': stored.length, etag: '"v1"' });
    response.write(stored.subarray(0, 50_000));
  });
  const { downloadedFiles } = await download();
  await expectBytes(downloadedFiles[0] ?? '', stored);
});

test('a job that is lost on the way is asked for again', async () => {
  service.blobs.set('job-2/a.jsonl.gz', gzipSync(TEXT));
  service.routes.set(SUBMIT, (_, response, time) => {
    const lost = new Map([['job-1/gone.jsonl.gz', Buffer.alloc(0)]]);
    sendJson(response, 200, time === 1 ? completeJob('job-1', lost) : completeJob('job-2', service.blobs));
  });
  const { jobId, downloadedFiles } = await download();
  expect([jobId, downloadedFiles]).toEqual(['job-2', [join(folder, 'job_job-2', 'a.jsonl.gz')]]);
});

describe('an interrupted download', () => {
  const first = noise(50_000);
  const second = noise(700_000);
  const objects = () => service.server.seen.filter(({ path }) => path.startsWith('/blob/'));

  /** Downloads until the second file stalls in its middle, then stops as a kill would: without another word. */
  async function interrupt(options = {}): Promise<void> {
    service.blobs.set('job-1/a.jsonl.gz', first).set('job-1/b.jsonl.gz', second);
    const stop = new AbortController();
    service.blobHandlers.set('job-1/b.jsonl.gz', (_, response) => {
      response.writeHead(200, { 'content-length': second.length, etag: '"v1"' });
      response.write(second.subarray(0, 300_000), () => setTimeout(() => stop.abort(), 60));
    });
    const error = await thrownBy(download({ ...options, signal: stop.signal }));
    expect(error.name).toBe('AbortError');
    service.blobHandlers.clear();
  }

  test('continues: finished files are not fetched, the one under way goes on where it was', async () => {
    await interrupt();
    expect(await readdir(join(folder, 'job_job-1'))).toEqual(['a.jsonl.gz', 'b.jsonl.gz.part', MANIFEST_NAME]);
    const before = objects().length;
    const { downloadedFiles } = await download({ resume: true });
    const after = objects().slice(before);
    expect(after.map(({ headers }) => headers.range)).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    await expectBytes(downloadedFiles[0] ?? '', first);
    await expectBytes(downloadedFiles[1] ?? '', second);
    expect((await readJobManifest(join(folder, 'job_job-1')))?.end).toMatchObject({ files: 2 });
  });

  test('is fetched as a whole without resume, and leaves no temporary file', async () => {
    await interrupt();
    const before = objects().length;
    const { folder: path } = await download();
    expect(objects().length - before).toBe(2);
    expect(await readdir(path)).toEqual(['a.jsonl.gz', 'b.jsonl.gz', MANIFEST_NAME]);
  });

  test('continues also when its temporary file is damaged', async () => {
    await interrupt();
    const part = join(folder, 'job_job-1', 'b.jsonl.gz.part');
    const bytes = await readFile(part);
    bytes.writeUInt8((bytes.readUInt8(1000) + 1) % 256, 1000);
    await writeFile(part, bytes);
    const { downloadedFiles } = await download({ resume: true });
    await expectBytes(downloadedFiles[1] ?? '', second);
  });

  test('continues also when the object is another by now', async () => {
    await interrupt();
    service.blobHandlers.set('job-1/b.jsonl.gz', (request, response) => {
      if (request.headers['if-match'] === '"v1"') response.writeHead(412).end();
      else serveBlob(first, request, response, '"v2"');
    });
    const { downloadedFiles } = await download({ resume: true });
    await expectBytes(downloadedFiles[1] ?? '', first);
  });

  test('continues after a kill between the line of a file and its name', async () => {
    await interrupt();
    const path = join(folder, 'job_job-1');
    await writeFile(join(path, 'a.jsonl.gz.part'), await readFile(join(path, 'a.jsonl.gz')));
    await rm(join(path, 'a.jsonl.gz'));
    const before = objects().length;
    await download({ resume: true });
    expect(objects().length - before).toBe(1);
    await expectBytes(join(path, 'a.jsonl.gz'), first);
  });

  test('continues when the last line of the manifest was cut', async () => {
    await interrupt();
    const path = join(folder, 'job_job-1', MANIFEST_NAME);
    await writeFile(path, `${await readFile(path, 'utf8')}{"type":"fi`);
    const { downloadedFiles } = await download({ resume: true });
    await expectBytes(downloadedFiles[1] ?? '', second);
  });

  test('with decompression keeps its finished files', async () => {
    await interrupt({ decompress: true });
    const before = objects().length;
    const { downloadedFiles } = await download({ decompress: true, resume: true });
    expect(objects().slice(before).length).toBe(1);
    await expectBytes(downloadedFiles[1] ?? '', gunzipSync(second));
  });

  test('of files as they are is of no use for decompressed ones', async () => {
    await interrupt();
    const { downloadedFiles } = await download({ decompress: true, resume: true });
    await expectBytes(downloadedFiles[0] ?? '', gunzipSync(first));
  });

  test('tells how far it is, the earlier part included', async () => {
    await interrupt();
    service.events.length = 0;
    await download({ resume: true });
    const told = service.events.filter((event) => event.type === 'download');
    expect(told[0]).toMatchObject({ files: 2, filesDone: 1, storedBytes: first.length });
    const total = first.length + second.length;
    expect(told.at(-1)).toMatchObject({ filesDone: 2, storedBytes: total, expectedBytes: total });
  });

  test('that is complete fetches nothing again', async () => {
    service.blobs.set('job-1/a.jsonl.gz', first);
    await download();
    const before = objects().length;
    expect((await download({ resume: true })).downloadedFiles).toHaveLength(1);
    expect(objects()).toHaveLength(before);
  });
});

test('a folder that cannot be made is named', async () => {
  await writeFile(join(folder, 'job_job-1'), 'in the way');
  const error = await thrownBy(download());
  expect(error).toMatchObject({ code: 'DAP_FILE', details: { path: join(folder, 'job_job-1') } });
});

test('a file that cannot be written is named, and the others stop', async () => {
  service.blobs.set('job-1/a.jsonl.gz', gzipSync(TEXT)).set('job-1/b.jsonl.gz', gzipSync(OTHER));
  await mkdir(join(folder, 'job_job-1', 'a.jsonl.gz'), { recursive: true });
  const error = await thrownBy(download());
  expect(error).toMatchObject({ code: 'DAP_FILE', details: { systemCode: 'EISDIR' } });
});

test('a handle is collected by another client', async () => {
  service.blobs.set('job-1/a.jsonl.gz', gzipSync(TEXT));
  const handle = await service.client.submit({ namespace: 'canvas', table: 'courses' }, QUERY);
  await using later = new DapClient({
    clientId: 'us-east-1#0c59cade',
    clientSecret: 'pa55word',
    baseUrl: service.server.url,
    clock: service.clock,
  });
  const { downloadedFiles } = await later.downloadJob(JSON.parse(JSON.stringify(handle)), folder);
  expect(downloadedFiles).toEqual([join(folder, 'job_job-1', 'a.jsonl.gz')]);
});
