import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendJson } from '../../src/dap/scripted-server.test-helper.js';
import { type HostileService, readTree, startHostile, textOf } from './hostile-service.js';

const HOSTILE_IDS = [
  '../../etc/passwd',
  '/etc/passwd',
  '..\\..\\windows\\system.ini',
  '..',
  '.',
  '../..',
  ' ',
  '/',
  'a/../b',
  'job/manifest.jsonl',
  'job/MANIFEST.JSONL',
  'job/manifest.jsonl.part',
  'con',
  'job/nul.jsonl.gz',
  'job/a.jsonl.gz',
  'other/a.jsonl.gz',
  'other/A.jsonl.gz',
  'other/a.jsonl.gz.part',
  'job/a-1b2c3d4e.jsonl.gz',
  '.hidden',
  '-rf',
  'zero\0byte.gz',
  'line\nbreak.gz',
  '\u202egz.lnosj',
  'caf\u00e9.gz',
  'cafe\u0301.gz',
  '\ud800.gz',
  `job/${'n'.repeat(65_536)}.jsonl.gz`,
  `other/${'n'.repeat(65_536)}.jsonl.gz`,
  `job/${'\u{1f600}'.repeat(16_384)}.jsonl.gz`,
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  'job/a.jsonl.gz?x=1#y',
  '~root/.ssh/authorized_keys',
];

describe('names that a service gives its objects', () => {
  let service: HostileService;
  beforeEach(async () => {
    service = await startHostile();
    writeFileSync(join(service.surroundings, 'passwd'), 'untouched');
  });
  afterEach(async () => await service.close());

  function expectOnlyInside(): void {
    const outside = [...readTree(service.surroundings)].filter(([path]) => !path.startsWith('out/'));
    expect(outside.map(([path, bytes]) => [path, bytes.toString()])).toEqual([['passwd', 'untouched']]);
  }

  test.each([false, true])('never lead out of the folder of the job, nor meet (decompress: %s)', async (decompress) => {
    service.serve(HOSTILE_IDS);
    const query = { format: 'jsonl' } as const;
    const result = await service.client.downloadTableData('canvas', 'courses', query, service.out, { decompress });
    const tree = readTree(result.folder);
    const contents = result.downloadedFiles.map((path) => {
      const bytes = tree.get(basename(path)) ?? Buffer.alloc(0);
      return (decompress ? bytes : gunzipSync(bytes)).toString();
    });
    expect(contents).toEqual(HOSTILE_IDS.map(textOf));
    expect(tree.size).toBe(HOSTILE_IDS.length + 1);
    expectOnlyInside();
  });

  test('are the same again, so that a second run fetches nothing', async () => {
    service.serve(HOSTILE_IDS);
    const query = { format: 'jsonl' } as const;
    const first = await service.client.downloadTableData('canvas', 'courses', query, service.out, { resume: true });
    const second = await service.client.downloadTableData('canvas', 'courses', query, service.out, { resume: true });
    expect(second.downloadedFiles).toEqual(first.downloadedFiles);
    expect(HOSTILE_IDS.map((_, at) => service.fetches(at))).toEqual(HOSTILE_IDS.map(() => 1));
  });

  test('never replace a file of another content in a folder of objects', async () => {
    mkdirSync(service.out);
    const earlier = join(service.out, 'a.jsonl.gz');
    writeFileSync(earlier, 'of the user');
    service.serve(HOSTILE_IDS);
    const paths = await service.client.downloadObjects(HOSTILE_IDS, service.out);
    expect(new Set(paths).size).toBe(HOSTILE_IDS.length);
    const tree = readTree(service.out);
    expect(tree.get('a.jsonl.gz')?.toString()).toBe('of the user');
    expect(tree.size).toBe(HOSTILE_IDS.length + 1);
    expectOnlyInside();
  });

  test('of jobs lead to folders of their own in the output folder', async () => {
    const jobIds = ['../../evil', '..', '.', '/abs', 'a/b', 'a_b', ' ', 'con', 'x'.repeat(65_536)];
    const folders: string[] = [];
    for (const jobId of jobIds) {
      service.serve(['only.jsonl.gz'], undefined, jobId);
      const query = { format: 'jsonl' } as const;
      folders.push((await service.client.downloadTableData('canvas', 'courses', query, service.out)).folder);
    }
    expect(folders.map((folder) => dirname(folder))).toEqual(jobIds.map(() => service.out));
    expect(folders.every((folder) => basename(folder).startsWith('job_'))).toBe(true);
    expect(new Set(folders).size).toBe(jobIds.length);
    expectOnlyInside();
  });

  test('of tables lead to schema files of their own in the output folder', async () => {
    const tables = ['users', 'x/users', '../users', 'y\\users', 'USERS'];
    for (const table of tables) {
      service.routes.set(`GET /dap/query/canvas/table/${encodeURIComponent(table)}/schema`, (_, response) =>
        sendJson(response, 200, { schema: { title: table }, version: 1 }),
      );
    }
    const files = await service.client.downloadTableSchemas('canvas', tables, service.out);
    const titles = [...files.values()].map(({ path }) => {
      const { schema } = JSON.parse(readFileSync(path, 'utf8')) as { schema: { title: string } };
      return schema.title;
    });
    expect(titles).toEqual(tables);
    expectOnlyInside();
  });
});
