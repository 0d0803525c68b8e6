import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenefitsApi } from '../../examples/employee-benefits/test/benefits-api.js';
import {
  type ConnectorRun,
  catalogOf,
  checkMessages,
  checkReadOrder,
  logsOf,
  recordsOf,
  runAcceptanceSuite,
  runConnector,
  stateFrom,
  statesOf,
} from '../../src/testing/index.js';
import { CHECKOUT } from '../docs/page-home.js';
import { testPage } from '../docs/run-page.js';

const EXAMPLE = 'examples/employee-benefits';
const COMPONENTS = ['--component', 'Employee=employees', '--component', 'EmployeeBenefit=employee_benefits'];

// Compiles the example, among others.
const home = testPage(`${EXAMPLE}/README.md`, { folder: EXAMPLE });

let folder = '';
let api: BenefitsApi;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'employee-benefits-'));
  api = await BenefitsApi.start();
});
afterAll(async () => {
  api.close();
  await rm(folder, { recursive: true });
});

async function run(command: string, files: Readonly<Record<string, unknown>>): Promise<ConnectorRun> {
  const args = [command];
  for (const [name, content] of Object.entries({ config: api.config, ...files })) {
    const path = join(folder, `${name}.json`);
    await writeFile(path, JSON.stringify(content));
    args.push(`--${name}`, path);
  }
  const ended = await runConnector({ command: ['node', join(home().current, 'dist/src/main.js')], args });
  expect(checkMessages(ended.lines)).toEqual([]);
  expect(checkReadOrder(ended.messages)).toEqual([]);
  return ended;
}

async function read(files: Readonly<Record<string, unknown>> = {}): Promise<ConnectorRun> {
  const catalog = catalogOf((await run('discover', {})).messages, { syncMode: 'incremental' });
  const ended = await run('read', { catalog, ...files });
  expect(ended.exitCode).toBe(0);
  return ended;
}

const rowsOf = ({ messages }: ConnectorRun, stream: string) => recordsOf(messages, stream).map(({ data }) => data);

test('its own code has less than a hundred lines', () => {
  const files = readdirSync(join(CHECKOUT, EXAMPLE, 'src')).filter((name) => name.endsWith('.ts'));
  const lines = files.flatMap((name) =>
    readFileSync(join(CHECKOUT, EXAMPLE, 'src', name), 'utf8')
      .trimEnd()
      .split('\n'),
  );
  expect(files).toHaveLength(3);
  expect(lines.length).toBeLessThan(100);
});

test('its schemas and types are those of the description', async () => {
  const made = join(folder, 'made');
  const program = join(CHECKOUT, 'dist/cli/stream-cdk.js');
  const places = ['--schemas', join(made, 'schemas'), '--shared', join(made, 'shared')];
  const openapi = join(CHECKOUT, EXAMPLE, 'openapi.yaml');
  const ended = await home().shell(
    `node '${program}' schema from-openapi '${openapi}' ${COMPONENTS.join(' ')} '${places.join("' '")}'
     node '${program}' types '${places.join("' '")}' --out '${join(made, 'src/types')}'`,
  );
  expect(ended.code, ended.stderr).toBe(0);
  const files = readdirSync(made, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(json|d\.ts)$/.test(path));
  expect(files.sort()).toEqual([
    'schemas/.from-openapi.json',
    'schemas/employee_benefits.json',
    'schemas/employees.json',
    'shared/address.json',
    'shared/money.json',
    'src/types/employee_benefits.d.ts',
    'src/types/employees.d.ts',
  ]);
  for (const file of files) {
    const committed = await readFile(join(CHECKOUT, EXAMPLE, file), 'utf8');
    expect(await readFile(join(made, file), 'utf8'), file).toBe(committed);
  }
});

test('a wrong key is refused with the message of the API', async () => {
  const { messages } = await run('check', { config: { ...api.config, api_key: 'another-key-9999' } });
  expect(messages[0]?.connectionStatus).toMatchObject({
    status: 'FAILED',
    message: expect.stringContaining('This key is not known.'),
  });
});

test('all pages and slices are read, amounts are numbers, and dates are ISO dates at any depth', async () => {
  const ended = await read();
  const employees = rowsOf(ended, 'employees');
  expect(employees.map(({ id }) => id)).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
  expect(employees[0]).toEqual({
    id: 1,
    name: 'Employee 1',
    email: 'employee-1@benefits.example',
    hired_on: '2020-01-02',
    office: { city: 'Porto', country: 'PT' },
    salary: { amount: 4001.5, currency: 'EUR' },
    updated_at: '2026-01-01T08:00:00Z',
  });
  const benefits = rowsOf(ended, 'employee_benefits');
  expect(new Set(benefits.map(({ employee_id: id }) => id)).size).toBe(36);
  expect(benefits.find(({ id }) => id === 11)).toEqual({
    id: 11,
    employee_id: 1,
    kind: 'health',
    contribution: { amount: 26.75, currency: 'EUR' },
    starts_on: '2020-01-03',
    ends_on: '2021-01-01',
    beneficiaries: [{ name: 'Child of 1', born_on: '2020-01-02', address: { city: 'Porto' } }],
  });
  expect(logsOf(ended.messages, 'WARN')).toEqual([]);
});

test('states come between records, and the next read brings the changes since then', async () => {
  const first = await read();
  const states = statesOf(first.messages, 'employees').map(({ stream }) => stream?.stream_state?.['updated_at']);
  expect(states).toEqual(['2026-01-01T08:19:00Z', '2026-01-01T08:39:00Z', '2026-01-01T08:44:00Z']);
  api.change(7);
  const second = await read({ state: stateFrom(first.messages) });
  expect(rowsOf(second, 'employees').map(({ id }) => id)).toEqual([45, 7]);
  expect(api.requests).toContain('/v1/employees?updated_since=2026-01-01T08%3A44%3A00Z');
});

test('the format of dates is that of the configuration, and other texts are not changed', async () => {
  const german = await BenefitsApi.start('dd.MM.yyyy');
  const dates = async (config: object) => rowsOf(await read({ config }), 'employees').map((row) => row['hired_on']);
  try {
    expect((await dates(german.config))[0]).toBe('2020-01-02');
    expect((await dates({ ...german.config, date_format: 'MM/dd/yyyy' }))[0]).toBe('02.01.2020');
  } finally {
    german.close();
  }
});

// The other assertions are run by the page.
test("it passes Airbyte's incremental assertions with new data between two reads", async () => {
  const report = await runAcceptanceSuite({
    command: ['node', join(home().current, 'dist/src/main.js')],
    config: api.config,
    between: async () => api.change(3),
    only: ['46', '47', '48'],
  });
  const outcomes = report.assertions.map(({ id, outcome, problems }) => [id, outcome, problems]);
  expect(outcomes.filter(([, outcome]) => outcome !== 'not-run')).toEqual([
    ['46', 'passed', []],
    ['47', 'passed', []],
    ['48', 'passed', []],
    ['59', 'passed', []],
  ]);
});
