import { type Emulator, startEmulator } from '../../../emulator/index.js';
import { PlainClient } from '../../../emulator/testing/plain-client.js';
import type { CliCase } from './case.js';

const ROWS = 60;
const TABLES = Object.fromEntries(
  ['users', 'groups', 'courses', 'accounts', 'roles', 'rubrics', 'wikis', 'scores', 'folders', 'quizzes']
    .map((table) => [`canvas.${table}`, ROWS])
    .concat([['canvas_logs.web_logs', ROWS]]),
) as Readonly<Record<string, number>>;
const DAYS_BEFORE = 3;
/** Preloaded into our program, it lets its time run faster. */
const FAST_TIME = new URL('../../../../integration_tests/support/fast-time.mjs', import.meta.url).href;

/** An emulator whose tables have changed, and what command lines may name. */
export interface JudgedServer {
  readonly emulator: Emulator;
  readonly plain: PlainClient;
  readonly values: Readonly<Record<string, string>>;
}

/** Starts a server: several files a table, one commit of all tables, a reload of `canvas.roles`. */
export async function startServer(kind: NonNullable<CliCase['server']>): Promise<JudgedServer> {
  const emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    tables: TABLES,
    scale: 0.1,
    objectRows: 25,
    gzipMembers: kind === 'members' ? 3 : 1,
  });
  const { at } = emulator.commit({ updates: 5, deletes: 2, inserts: 3 });
  emulator.reload('canvas', 'roles');
  const plain = new PlainClient(emulator);
  await plain.login();
  return { emulator, plain, values: valuesOf(emulator, at) };
}

/**
 * What stands for the placeholders of a command line: the emulator's address and credentials, the instant of its
 * commit, an instant before that in several spellings, and the options of Node that hurry it.
 */
function valuesOf(
  { baseUrl, clientId, clientSecret }: Pick<Emulator, 'baseUrl' | 'clientId' | 'clientSecret'>,
  commit: string,
): Readonly<Record<string, string>> {
  const beforeMs = Date.parse(commit) - DAYS_BEFORE * 86_400_000;
  const seconds = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
  const before = seconds(beforeMs);
  return {
    url: baseUrl,
    id: clientId,
    secret: clientSecret,
    commit,
    before: `${before}Z`,
    'before+02:00': `${seconds(beforeMs + 2 * 3_600_000)}+02:00`,
    // Read in a zone five hours behind UTC it is the one below.
    'before-zone': before,
    'before-05:00': `${seconds(beforeMs + 5 * 3_600_000)}Z`,
    'before blank': `${before.replace('T', ' ')}Z`,
    day: before.slice(0, 10),
    'fast time': `--import ${FAST_TIME}`,
  };
}

/** Replaces the placeholders of a text. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([^{}]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Arms the faults of a case, then has the jobs made that it wants complete. */
export async function prepare({ emulator, plain, values }: JudgedServer, { faults, warm }: CliCase): Promise<void> {
  emulator.faults.clear();
  for (const fault of faults ?? []) emulator.faults.set(fault);
  for (const { table, query } of warm ?? []) {
    const body = Object.fromEntries(Object.entries(query).map(([name, text]) => [name, fill(text, values)]));
    await plain.finish(await plain.query(table, body));
  }
}
