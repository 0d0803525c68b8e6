import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadedProgram } from '../../src/cli/dap-program.js';
import { readSettings } from '../../src/cli/settings/settings-file.js';
import { parseDockerfile, splitWords } from '../../src/tools/image/dockerfile.js';
import { parseDap } from '../support/parse-dap.js';
import { CHECKOUT } from './page-home.js';

// No engine runs the file here: what can be read of it is held against the program, the image and the checkout.
const FILE = join(CHECKOUT, 'examples/compose/compose.yaml');
const FOLDER = dirname(FILE);

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), target: z.string() }).optional(),
  restart: z.enum(['unless-stopped', 'on-failure', 'always', 'no']).optional(),
  stop_grace_period: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  deploy: z.strictObject({ replicas: z.number().int().positive() }).optional(),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number() })
    .optional(),
});
const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});

const { services, volumes } = composeSchema.parse(parse(readFileSync(FILE, 'utf8'), { merge: true }));
const all = Object.entries(services);
const ours = all.filter(([, { image }]) => image === 'dap');
const program = await loadedProgram();
/** Those of options, and the one that has no option. */
const variables = new Set([
  ...[program, ...program.commands].flatMap(({ options }) => options.flatMap(({ envVar }) => envVar ?? [])),
  'DAP_LIMITS',
]);

test.each(ours)('%s runs a command that dap has', async (_, { command }) => {
  await parseDap(command ?? []);
});

test('a command that dap does not have is noticed', async () => {
  await expect(parseDap(['synk'])).rejects.toThrow('dap has no command synk');
  await expect(parseDap(['sync', '--hourly'])).rejects.toThrow('dap sync does not know --hourly');
});

test.each(ours)('%s is made from a target of the Dockerfile', (_, { build }) => {
  const file = join(FOLDER, build?.context ?? '', 'Dockerfile');
  const stages = parseDockerfile(readFileSync(file, 'utf8')).filter(({ name }) => name === 'FROM');
  expect(resolve(file)).toBe(join(CHECKOUT, 'Dockerfile'));
  expect(stages.map(({ text }) => splitWords(text)[2])).toContain(build?.target);
});

test.each(ours)('%s sets variables that dap reads', (_, { environment }) => {
  const own = Object.keys(environment).filter((name) => name.startsWith('DAP_'));
  expect(own.filter((name) => !variables.has(name))).toEqual([]);
});

test.each(all)('%s depends on services, volumes and files that exist', (_, service) => {
  const { depends_on: before, network_mode: network, profiles = [] } = service;
  const named = [...Object.keys(before), ...(network === undefined ? [] : [network.replace(/^service:/, '')])];
  for (const name of named) {
    const other = services[name];
    expect(other, name).toBeDefined();
    // A service of another profile would not be started.
    expect(profiles).toEqual(expect.arrayContaining(other?.profiles ?? []));
    if (before[name]?.condition === 'service_healthy') expect(other?.healthcheck).toBeDefined();
  }
  for (const [from = '', to = ''] of service.volumes.map((text) => text.split(':'))) {
    expect(to).toMatch(/^\//);
    if (from.startsWith('.')) expect(existsSync(join(FOLDER, from)), from).toBe(true);
    else expect(Object.keys(volumes)).toContain(from);
  }
});

test.each(all)('%s opens ports on this machine only', (_, { ports }) => {
  expect(ports.filter((text) => !text.startsWith('127.0.0.1:'))).toEqual([]);
});

test('the settings file is one that dap reads', async () => {
  expect(await readSettings(join(FOLDER, 'dap.yaml'), {})).toMatchObject({ sync: { table: 'canvas.*' } });
});

test('pages name only profiles that exist', () => {
  const profiles = new Set(all.flatMap(([, service]) => service.profiles ?? []));
  const texts = [
    join(CHECKOUT, 'README.md'),
    FILE,
    ...readdirSync(join(CHECKOUT, 'docs')).flatMap((name) =>
      name.endsWith('.md') ? join(CHECKOUT, 'docs', name) : [],
    ),
  ];
  const named = texts.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/docker compose .*?--profile (\w+)/g)]);
  expect(named.length).toBeGreaterThan(1);
  expect(named.flatMap(([, profile = '']) => (profiles.has(profile) ? [] : profile))).toEqual([]);
});
