import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/index.js';
import { catalogOf } from '../../testing/catalog-of.js';
import { checkMessages } from '../../testing/check-messages.js';
import { checkReadOrder } from '../../testing/check-read-order.js';
import { parseMessages, type ReceivedMessage, type ReceivedStream } from '../../testing/received-message.js';
import { type ConnectorRun, runConnector } from '../../testing/run-connector.js';
import { stringifyJson } from '../../util/json.js';
import { type BuiltImage, commandIn } from './build-image.js';
import { type Stopped, stopInside } from './stop-inside.js';
import type { Trial } from './trial.js';

/** The folder that a platform mounts into the container of a connector. */
const DATA = '/data';
const TABLES: Readonly<Record<string, number>> = {
  'canvas.courses': 300,
  'canvas.users': 4000,
  'canvas.submissions': 12_000,
  'canvas_logs.web_logs': 2000,
};
const TIMEOUT_MS = 180_000;
/** Lines after which the read is stopped. */
const STOP_AFTER_LINES = 3000;
/** What a shell makes of a program that SIGTERM ended. */
const EXIT_SIGTERM = 143;

/** Runs all four commands of the connector in its image, as its user, against an emulator outside, and stops one. */
export async function tryConnector(image: BuiltImage): Promise<readonly Trial[]> {
  const emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    namespaces: ['canvas', 'canvas_logs'],
    tables: TABLES,
    // A row that is delivered twice would distort the count.
    webLogDuplicates: 0,
  });
  try {
    return await new Tester(image, emulator).tryAll();
  } finally {
    await emulator.close();
  }
}

class Tester {
  readonly #image: BuiltImage;
  readonly #emulator: Emulator;

  constructor(image: BuiltImage, emulator: Emulator) {
    this.#image = image;
    this.#emulator = emulator;
  }

  async tryAll(): Promise<readonly Trial[]> {
    const { clientId, clientSecret, baseUrl } = this.#emulator;
    const settings = { namespaces: ['canvas', 'canvas_logs'], tables: Object.keys(TABLES) };
    const config = this.#place('config', {
      client_id: clientId,
      client_secret: clientSecret,
      base_url: baseUrl,
      ...settings,
    });
    const spec = await this.#run(['spec']);
    const check = await this.#run(['check', ...config]);
    const discover = await this.#run(['discover', ...config]);
    const streams = discover.messages.flatMap(({ catalog }) => catalog?.streams ?? []);
    const catalog = this.#place('catalog', catalogOf({ streams }, { syncMode: 'incremental' }));
    const read = await this.#run(['read', ...config, ...catalog]);
    const stopped = await stopInside(this.#command(['read', ...config, ...catalog]), {
      when: ({ length }) => length >= STOP_AFTER_LINES,
    });
    return [
      { title: 'spec', problems: [...soundness(spec), ...specProblems(spec)] },
      { title: 'check', problems: [...soundness(check), ...checkProblems(check)] },
      { title: 'discover', problems: [...soundness(discover), ...catalogProblems(streams)] },
      {
        title: 'read',
        problems: [...soundness(read), ...checkReadOrder(read.messages, false), ...this.#countProblems(read)],
      },
      { title: 'stop', problems: stopProblems(stopped) },
    ];
  }

  /** Writes a document that only the connector's user can read, and returns the parameters that name it. */
  #place(name: string, document: unknown): readonly string[] {
    const { root, user } = this.#image;
    const inside = `${DATA}/${name}.json`;
    mkdirSync(join(root, DATA), { recursive: true });
    writeFileSync(join(root, inside), stringifyJson(document), { mode: 0o600 });
    chownSync(join(root, inside), user.uid, user.gid);
    return [`--${name}`, inside];
  }

  async #run(args: readonly string[]): Promise<ConnectorRun> {
    return await runConnector({ command: this.#command(args), timeoutMs: TIMEOUT_MS });
  }

  #command(args: readonly string[]): readonly string[] {
    return commandIn(this.#image, [...(this.#image.state.entrypoint ?? []), ...args]);
  }

  #countProblems({ messages }: ConnectorRun): readonly string[] {
    const counts = new Map<string, number>();
    for (const { record } of messages) {
      if (record === undefined) continue;
      const name = `${record.namespace}.${record.stream}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return Object.keys(TABLES).flatMap((name) => {
      const [namespace = '', table = ''] = name.split('.');
      const rows = this.#emulator.rowCount(namespace, table);
      const found = counts.get(name) ?? 0;
      return found === rows ? [] : [`${name}: ${found} records of ${rows} rows`];
    });
  }
}

/** What holds for every command. */
function soundness({ exitCode, signal, lines, stderr }: ConnectorRun): readonly string[] {
  const end = exitCode === 0 ? [] : [`it ended with ${exitCode ?? signal}\n${stderr}${lines.slice(-5).join('\n')}`];
  return [...end, ...(stderr === '' ? [] : [`it wrote to standard error: ${stderr}`]), ...checkMessages(lines)];
}

/** A stopped read must not look complete, and leaves a state to continue from. */
function stopProblems({ lines, exitCode, isKilled }: Stopped): readonly string[] {
  const messages = parseMessages(lines);
  const isCut = messages.some(({ trace }) => trace?.stream_status?.status === 'INCOMPLETE');
  const hasState = messages.some(({ state }) => state !== undefined);
  return [
    ...(isKilled ? ['it did not stop when asked to and was killed'] : []),
    ...(isKilled || exitCode === EXIT_SIGTERM ? [] : [`it ended with ${exitCode}, not ${EXIT_SIGTERM}`]),
    ...(isCut ? [] : ['no stream was told to be incomplete']),
    ...(hasState ? [] : ['it left no state']),
    ...checkReadOrder(messages, true),
  ];
}

function specProblems({ messages }: ConnectorRun): readonly string[] {
  const specs = messages.filter(({ spec }) => spec?.['connectionSpecification'] !== undefined);
  return specs.length === 1 ? [] : [`${specs.length} specifications came`];
}

function checkProblems({ messages }: ConnectorRun): readonly string[] {
  const statuses = messages.flatMap(({ connectionStatus }: ReceivedMessage) => connectionStatus?.status ?? []);
  return statuses.join() === 'SUCCEEDED' ? [] : [`the status is ${statuses.join() || 'missing'}`];
}

/** Descriptions show that the schema files are in the image and found. */
function catalogProblems(streams: readonly ReceivedStream[]): readonly string[] {
  const names = streams.map(({ name, namespace }) => `${namespace}.${name}`);
  const missing = Object.keys(TABLES).filter((name) => !names.includes(name));
  const bare = streams.filter(({ json_schema: schema }) => typeof schema['description'] !== 'string');
  return [
    ...missing.map((name) => `${name} was not discovered`),
    ...bare.map(({ name }) => `${name} has no description: its schema file is not in the image`),
  ];
}
