import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '../../emulator/index.js';
import { errorText } from '../../errors.js';
import { VERSION } from '../../version.js';
import { type BuiltImage, commandIn } from './build-image.js';
import { type Stopped, stopInside } from './stop-inside.js';
import type { Trial } from './trial.js';

const TABLES: Readonly<Record<string, number>> = { accounts: 20, courses: 100 };
const TIMEOUT_MS = 120_000;
/** What is said when a run of the schedule has ended. */
const WAITS = 'the next run begins at';

const execute = promisify(execFile);

/** Runs `dap` in its image, as its user, against an emulator outside: help, one run into DuckDB, the default command. */
export async function tryDap(image: BuiltImage): Promise<readonly Trial[]> {
  const tables = Object.entries(TABLES).map(([name, rows]) => [`canvas.${name}`, rows] as const);
  const emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    namespaces: ['canvas'],
    tables: Object.fromEntries(tables),
  });
  emulator.setTables('canvas', Object.keys(TABLES));
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
    const { clientSecret } = this.#emulator;
    this.#placeSettings();
    const secret = [['SECRET_OF_DAP', clientSecret]] as const;
    return [
      await this.#try('dap --version', ['--version'], { prints: VERSION }),
      await this.#try('dap sync --help', ['sync', '--help'], { prints: '--every <schedule>' }),
      await this.#try('dap sync', ['sync'], { variables: secret }),
      await this.#try('the rows of dap sync', ['listdb', '--omit-not-replicated', '--output', 'json'], {
        variables: secret,
        wrong: (output) => this.#countProblems(output),
      }),
      {
        title: 'the default command, its health and its stop',
        problems: await this.#stopDefault([...secret, ['DAP_LISTEN', String(await freePort())]]),
      },
    ];
  }

  /** The settings of the machine, which `dap` finds by itself. */
  #placeSettings(): void {
    const { baseUrl, clientId } = this.#emulator;
    const folder = join(this.#image.root, 'etc/dap');
    mkdirSync(folder, { recursive: true });
    const settings = { base_url: baseUrl, client_id: clientId, client_secret_env: 'SECRET_OF_DAP' };
    writeFileSync(join(folder, 'dap.yaml'), JSON.stringify(settings));
  }

  async #try(
    title: string,
    args: readonly string[],
    { prints = '', variables = [], wrong = () => [] }: Expectation,
  ): Promise<Trial> {
    const { entrypoint = [] } = this.#image.state;
    try {
      const output = await this.#run([...entrypoint, ...args], variables);
      const problems = output.includes(prints) ? wrong(output) : [`it does not print ${prints}: ${output}`];
      return { title, problems };
    } catch (error) {
      return { title, problems: [errorText(error)] };
    }
  }

  /** Runs words to their end and gives their standard output. */
  async #run(words: readonly string[], variables: Variables): Promise<string> {
    const [program = '', ...parameters] = commandIn(this.#image, words, variables);
    return (await execute(program, parameters, { timeout: TIMEOUT_MS })).stdout;
  }

  #countProblems(output: string): readonly string[] {
    const found = JSON.parse(output) as readonly { readonly name: string; readonly records: number }[];
    const counts = new Map(found.map(({ name, records }) => [name, records]));
    return Object.keys(TABLES)
      .map((name) => [name, counts.get(name), this.#emulator.rowCount('canvas', name)] as const)
      .filter(([, records, rows]) => records !== rows)
      .map(([name, records, rows]) => `canvas.${name} has ${records} rows of ${rows}`);
  }

  async #stopDefault(variables: Variables): Promise<readonly string[]> {
    const { entrypoint = [], command = [], healthCheck = [] } = this.#image.state;
    const unwell: string[] = [];
    const stopped = await stopInside(commandIn(this.#image, [...entrypoint, ...command], variables), {
      from: 'stderr',
      when: (lines) => lines.at(-1)?.includes(WAITS) === true,
      before: async () => {
        await this.#run(healthCheck, variables).catch((error: unknown) => unwell.push(errorText(error)));
      },
    });
    return [...unwell, ...stopProblems(stopped)];
  }
}

type Variables = readonly (readonly [string, string])[];

interface Expectation {
  readonly prints?: string;
  readonly variables?: Variables;
  readonly wrong?: (output: string) => readonly string[];
}

function stopProblems({ lines, exitCode, isKilled }: Stopped): readonly string[] {
  const last = lines.slice(-5).join('\n');
  if (isKilled) return [`it did not stop when asked to and was killed\n${last}`];
  return exitCode === 0 ? [] : [`it ended with ${exitCode}\n${last}`];
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
