import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/stream-cdk.js', import.meta.url));
const SOURCE = fileURLToPath(new URL('../cdk/sample-sources/sample-source.mjs', import.meta.url));

/** Hides the packages that read YAML and check API descriptions from Node. */
const HOOK = `export const resolve = (name, context, next) => {
  if (!['yaml', '@seriousme/openapi-schema-validator'].includes(name)) return next(name, context);
  throw Object.assign(new Error('not installed'), { code: 'ERR_MODULE_NOT_FOUND' });
};`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(asModule(HOOK))});`;

function asModule(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-command-'));
  await write('config.json', { password: 'a secret' });
});
afterAll(async () => await rm(folder, { recursive: true }));

async function write(name: string, content: unknown): Promise<void> {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, name), 'utf8'));
}

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of shell in the folder: \`schema\` is the command tested, \`source\` a connector. */
async function run(line: string, nodeOptions = ''): Promise<Outcome> {
  const script = [
    'set -o pipefail',
    `schema() { '${process.execPath}' '${PROGRAM}' schema "$@"; }`,
    `source_x() { '${process.execPath}' '${SOURCE}' "$@" --config config.json; }`,
    line,
  ].join('\n');
  return await new Promise((resolve) => {
    execFile(
      'bash',
      ['-c', script],
      { cwd: folder, env: { ...process.env, NODE_OPTIONS: nodeOptions } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

describe('schema infer', () => {
  test('a catalog that it configures is read, and gives the schemas', async () => {
    const configured = await run(
      'source_x discover | schema infer --configure-catalog catalog.json --streams good,empty',
    );
    expect(configured).toMatchObject({ code: 0, stdout: '' });
    expect(configured.stderr).toBe('good: full_refresh, overwrite\nempty: full_refresh, overwrite\n');
    const inferred = await run(
      '(source_x discover; source_x read --catalog catalog.json) | schema infer --required-keys --out made --streams good',
    );
    expect(inferred).toMatchObject({ code: 0, stdout: '' });
    expect(inferred.stderr).toContain('good: 3 records, 3 fields -> made/good.json (written)');
    expect(await read('made/good.json')).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: true,
      properties: { id: { type: 'integer' }, text: { type: ['null', 'string'] }, at: { type: ['null', 'string'] } },
      required: ['id'],
    });
  });

  test('only a catalog goes to standard output', async () => {
    const { code, stdout } = await run('source_x discover | schema infer --configure-catalog --sync-mode incremental');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('streams.0.sync_mode');
  });

  test('noise, half a line and broken bytes are skipped', async () => {
    const line = '{"type":"RECORD","record":{"stream":"n","data":{"x":1.0},"emitted_at":1}}';
    const { code, stderr } = await run(
      `printf '%s\\n' 'Traceback:' '${line}' '{"type":' $'\\xff' | schema infer --out noisy`,
    );
    expect(code).toBe(0);
    expect(stderr).toContain('skipped: 2 lines that are not messages, 1 line that is not UTF-8');
    expect(await read('noisy/n.json')).toMatchObject({ properties: { x: { type: ['null', 'number'] } } });
  });

  test.each([
    ['no records', 'echo hello | schema infer', 1, 'error: The input has no RECORD message.'],
    ['no catalog', 'echo hello | schema infer --configure-catalog', 1, 'The input has no CATALOG message'],
    ['two commands in one', 'schema infer --configure-catalog --required-keys < /dev/null', 2, 'cannot be used with'],
    [
      'an unknown mode',
      'schema infer --configure-catalog --sync-mode x < /dev/null',
      2,
      'Allowed choices are full_refresh',
    ],
    ['an unknown option', 'schema infer --nope < /dev/null', 2, "unknown option '--nope'"],
  ])('%s is an error that says so', async (_title, line, code, message) => {
    const outcome = await run(line);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });
});

const API = `openapi: 3.0.3
info: {title: API, version: '1'}
paths: {}
components:
  schemas:
    Employee:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int64, example: 1}
        hired: {type: string, format: date}
        boss: {$ref: '#/components/schemas/Employee'}
        address: {$ref: '#/components/schemas/Address'}
    Address:
      type: object
      properties: {city: {type: string}}
`;

describe('schema from-openapi', () => {
  test('a description gives schemas and shared schemas, and never overwrites manual changes', async () => {
    await write('api.yaml', API);
    const command =
      'schema from-openapi api.yaml --component Employee=employees --schemas api/schemas --shared api/shared';
    const first = await run(command);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toBe(`streams in api/schemas: 1, shared schemas in api/shared: 1, references: 1
files written: 2, unchanged: 0
  recursive references, cut to open objects: 1 (Employee.boss)
  annotations, left out: example 1
`);
    expect(await read('api/schemas/employees.json')).toMatchObject({
      properties: {
        id: { type: 'integer' },
        address: { $ref: '../shared/address.json' },
        boss: { additionalProperties: true },
      },
      required: ['id'],
    });
    expect((await run(command)).stderr).toContain('files written: 0, unchanged: 2');
    await write('api/schemas/employees.json', '{}');
    await write('api/shared/address.json', '{}');
    const refused = await run(command);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('[TOOL_FILE_EXISTS]') });
    expect(await read('api/shared/address.json')).toEqual({});
    expect((await run(`${command} --force`)).stderr).toContain('files written: 2');
    expect((await readdir(join(folder, 'api/schemas'))).sort()).toEqual(['.from-openapi.json', 'employees.json']);
  });

  test('schemas of two versions are compared by their folders', async () => {
    await write('v1.yaml', API);
    await write('v2.yaml', API.replace('city', 'town'));
    for (const version of ['v1', 'v2']) {
      await run(`schema from-openapi ${version}.yaml --schemas ${version}/schemas --shared ${version}/shared`);
    }
    const { code, stdout } = await run('schema diff v1/schemas v2/schemas');
    expect(code).toBe(1);
    expect(stdout).toContain('employee\n  BREAKING  address.city: field removed\n  safe      address.town: new field');
  });

  test('JSON needs no other package; for YAML the message names it', async () => {
    await write('api.json', { openapi: '3.0.3', components: { schemas: { A: { type: 'object' } } } });
    const flags = `--import ${asModule(REGISTER).replaceAll("'", '%27')}`;
    const json = await run('schema from-openapi api.json --schemas bare/schemas --shared bare/shared', flags);
    expect(json).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('it was not checked. This needs the package'),
    });
    const yaml = await run('schema from-openapi api.yaml --schemas bare/schemas --shared bare/shared', flags);
    expect(yaml).toMatchObject({ code: 1, stderr: expect.stringContaining('npm install --save-dev yaml') });
  });

  test.each([
    ['a file that is not there', 'schema from-openapi none.yaml', 'none.yaml cannot be read'],
    ['no description', 'schema from-openapi config.json', 'config.json is not an OpenAPI description'],
    ['one folder for both', 'schema from-openapi api.yaml --schemas x --shared ./x', 'must be two folders'],
  ])('%s is an error that says so', async (_title, line, message) => {
    await write('api.yaml', API);
    expect(await run(line)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('schema diff', () => {
  const catalog = (type: string) => ({
    type: 'CATALOG',
    catalog: { streams: [{ name: 'users', json_schema: { type: 'object', properties: { id: { type } } } }] },
  });

  test('a breaking change ends with 1, a safe one with 0', async () => {
    await write('old.json', catalog('integer'));
    await write('new.jsonl', `Starting\n${JSON.stringify(catalog('string'))}\n`);
    expect(await run('schema diff old.json new.jsonl')).toEqual({
      code: 1,
      stdout: 'users\n  BREAKING  id: type changed from integer to string\n\n1 change, 1 of them breaking.\n',
      stderr: '',
    });
    const { code, stdout } = await run('schema diff --json old.json new.jsonl');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      breaking: true,
      changes: [
        { in: 'catalog', breaking: true, stream: 'users', place: 'id', what: 'type changed from integer to string' },
      ],
    });
    expect(await run('schema diff old.json old.json')).toEqual({ code: 0, stdout: 'No changes.\n', stderr: '' });
  });

  test('a specification that refuses what it accepted is a breaking change, whatever keyword causes it', async () => {
    const spec = (account: object) => ({ connectionSpecification: { type: 'object', properties: { account } } });
    await write('old-spec.json', spec({ type: 'string' }));
    await write('new-spec.json', spec({ type: 'string', pattern: '^[0-9]{8}$' }));
    const { code, stdout } = await run('schema diff old-spec.json new-spec.json');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'BREAKING  a configuration of the previous version is refused: /account must match pattern',
    );
    expect(await run('schema diff new-spec.json old-spec.json')).toMatchObject({ code: 0 });
  });

  test('the output of a connector is compared directly', async () => {
    expect(await run('source_x discover > now.jsonl; schema diff now.jsonl now.jsonl')).toMatchObject({ code: 0 });
    const mixed = await run('schema diff now.jsonl config.json');
    expect(mixed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('[TOOL_INPUT]') });
    expect(await run('schema diff now.jsonl')).toMatchObject({ code: 2 });
  });
});
