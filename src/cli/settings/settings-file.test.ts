import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSettings } from './settings-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dap-settings-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function settingsOf(content: string, environment: Readonly<Record<string, string>> = {}): Promise<object> {
  const path = join(folder, 'dap.yaml');
  await writeFile(path, content);
  return await readSettings(path, environment);
}

it('gives the values by the names of the options', async () => {
  const content = `base_url: https://dap.test
client_id: us-east-1#me
client_secret_env: MY_SECRET
scope: root-1
namespace: catalog
tables: [users, enroll*]
format: parquet
mode: condensed
output_directory: here
concurrency: 3
decompress: true
`;
  expect(await settingsOf(content, { MY_SECRET: 's' })).toEqual({
    baseUrl: 'https://dap.test',
    clientId: 'us-east-1#me',
    clientSecret: 's',
    unsetVariables: [],
    scope: 'root-1',
    namespace: 'catalog',
    table: 'users,enroll*',
    format: 'parquet',
    mode: 'condensed',
    outputDirectory: 'here',
    concurrency: 3,
    decompress: true,
  });
});

it('gives the section on the database by the names of the options', async () => {
  const content = `database:
  connection_string_env: CANVAS_DB
  schema: north
  concurrency: 2
  removed_columns: keep
  resnapshot: false
  resnapshot_strategy: truncate
  non_finite: fail
  nul: null
  too_long: 'null'
`;
  expect(await settingsOf(content, { CANVAS_DB: 'postgresql://me:pass@db.test/dap' })).toMatchObject({
    database: {
      fileConnectionString: 'postgresql://me:pass@db.test/dap',
      unsetConnectionVariable: undefined,
      schema: 'north',
      concurrency: 2,
      removedColumns: 'keep',
      resnapshot: false,
      resnapshotStrategy: 'truncate',
      nonFinite: 'fail',
      nul: 'null',
      tooLong: 'null',
    },
  });
  expect(await settingsOf(content)).toMatchObject({ database: { unsetConnectionVariable: 'CANVAS_DB' } });
});

it('a connection string may stand in the file if it holds no password', async () => {
  expect(await settingsOf('database:\n  connection_string: duckdb://here.duckdb\n')).toMatchObject({
    database: { fileConnectionString: 'duckdb://here.duckdb' },
  });
  const refused = settingsOf('database:\n  connection_string: postgresql://me:pass123@db.test/dap\n');
  await expect(refused).rejects.toThrow(/holds a password; name the environment variable/);
  await expect(refused).rejects.not.toThrow(/pass123/);
});

it('names the variables that are not set or empty', async () => {
  const content = 'client_id_env: MY_ID\nclient_secret_env: MY_SECRET\n';
  expect(await settingsOf(content, { MY_ID: '' })).toMatchObject({ unsetVariables: ['MY_ID', 'MY_SECRET'] });
});

it('an empty file sets nothing', async () => {
  expect(await settingsOf('# nothing yet\n')).toMatchObject({ table: undefined, namespace: undefined });
});

it('a file that is not there is an error only if it was named', async () => {
  await expect(readSettings(join(folder, 'none.yaml'), {})).rejects.toMatchObject({ code: 'TOOL_INPUT' });
  expect(await readSettings(undefined, {})).toEqual({});
});

it.each([
  ['a secret', 'client_secret: abc', /name the environment variable.*client_secret_env/],
  ['an unknown key', 'tabels: [users]', /tabels/],
  ['a wrong type', 'concurrency: many', /concurrency: /],
  ['a value where a variable belongs', 'client_secret_env: a-secret-value', /client_secret_env: must be the name/],
  ['an unknown policy', 'database: { nul: cut }', /database: nul: /],
  ['an unknown key of the database', 'database: { password: abc }', /database: .*password/],
  ['something else than YAML', 'tables: [users', /is not YAML/],
])('a file with %s is refused', async (_name, content, message) => {
  const refused = settingsOf(content);
  await expect(refused).rejects.toMatchObject({ code: 'TOOL_INPUT' });
  await expect(refused).rejects.toThrow(message);
});

it('a refused secret is not repeated in the message', async () => {
  await expect(settingsOf('client_secret: abc123')).rejects.not.toThrow(/abc123/);
});

it('gives the section on dap sync by the names of the options; a bare 0 is a duration', async () => {
  const content = `sync:
  tables: [canvas.*, catalog.courses]
  every: 0 */4 * * *
  time_zone: Europe/Oslo
  jitter: 0
  budget: 10m
`;
  expect(await settingsOf(content)).toMatchObject({
    sync: {
      table: 'canvas.*,catalog.courses',
      every: '0 */4 * * *',
      timeZone: 'Europe/Oslo',
      jitter: '0',
      budget: '10m',
    },
  });
  await expect(settingsOf('sync:\n  evry: 4h\n')).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: /sync: .*evry/,
  });
});

it('reads the first file that exists in the usual places', async () => {
  const [first, second] = [join(folder, 'dap.yaml'), join(folder, 'etc.yaml')];
  expect(await readSettings(undefined, {}, [first, second])).toEqual({});
  await writeFile(second, 'namespace: catalog\n');
  expect(await readSettings(undefined, {}, [first, second])).toMatchObject({ namespace: 'catalog' });
  await writeFile(first, 'namespace: canvas\n');
  expect(await readSettings(undefined, {}, [first, second])).toMatchObject({ namespace: 'canvas' });
});

it('passes over no file that it cannot read', async () => {
  await expect(readSettings(undefined, {}, [folder, join(folder, 'dap.yaml')])).rejects.toThrow(
    `The settings file ${folder}: cannot be read: EISDIR`,
  );
});
