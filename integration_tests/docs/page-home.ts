import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The checkout that is documented. */
export const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
/** The packages that pages use, of those that a user of the package has installed. */
const PACKAGES = [
  ...['zod', 'luxon', 'typescript', '@types/node', '@types/luxon', 'json-schema-to-typescript'],
  '@duckdb/node-api',
];
/** Its programs that pages run. */
const PROGRAMS = ['stream-cdk', 'dap'];

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The folder in which the blocks of a page are executed: a project with the strictest compiler settings and this package
 * installed; the checkout is in it as `airbyte-source-dap`.
 */
export class PageHome {
  readonly folder: string;
  #current: string;
  readonly #background: ChildProcess[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.#current = folder;
  }

  static async create(): Promise<PageHome> {
    const home = new PageHome(await mkdtemp(join(tmpdir(), 'page-')));
    await symlink(CHECKOUT, join(home.folder, 'airbyte-source-dap'));
    await home.write('package.json', '{ "type": "module", "private": true }\n');
    const { compilerOptions } = JSON.parse(await readFile(join(CHECKOUT, 'tsconfig.json'), 'utf8'));
    const settings = { compilerOptions: { ...compilerOptions, paths: {} }, include: ['*.ts', 'src'] };
    await home.write('tsconfig.json', JSON.stringify(settings));
    for (const name of PACKAGES) await home.#link(join('node_modules', name), join(CHECKOUT, 'node_modules', name));
    await home.#link('node_modules/airbyte-source-dap', CHECKOUT);
    for (const name of PROGRAMS) await home.#link(`node_modules/.bin/${name}`, join(CHECKOUT, `dist/cli/${name}.js`));
    await home.#link('node_modules/.bin/tsc', join(CHECKOUT, 'node_modules/typescript/bin/tsc'));
    return home;
  }

  /** Copies a folder of the checkout to the same place below this one, and makes it the current directory. */
  async enterCopy(folder: string): Promise<void> {
    this.#current = join(this.folder, folder);
    const isSource = (path: string) => !/[/\\](dist|node_modules)$/.test(path);
    await cp(join(CHECKOUT, folder), this.#current, { recursive: true, filter: isSource });
  }

  /** The current directory of the shell. */
  get current(): string {
    return this.#current;
  }

  /** Whether the shell is where the page began. */
  get isAtHome(): boolean {
    return this.#current === this.folder;
  }

  /** Writes a file below the current directory; TypeScript of the page's own project also as JavaScript. */
  async write(path: string, text: string): Promise<void> {
    const target = join(this.#current, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    if (path.endsWith('.ts') && this.isAtHome) await writeFile(target.replace(/\.ts$/, '.js'), toJavaScript(text));
  }

  /**
   * Runs a script; its `cd`, and what it exports under names that begin with `DAP_`, also apply to the next one. The
   * programs of the package are found without `npx`.
   */
  async shell(script: string): Promise<Ended> {
    const place = join(this.folder, '.place');
    const after = `pwd > '${place}'\nexport -p | { grep '^declare -x DAP_' || true; } > '${this.#exported}'`;
    const ended = await run('bash', ['-euo', 'pipefail', '-c', `${this.#before}\n${script}\n${after}`], this.#current);
    if (ended.code === 0) this.#current = (await readFile(place, 'utf8')).trim();
    return ended;
  }

  /** Starts a script that runs until the home is removed; waits for its first line. */
  async background(script: string): Promise<void> {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', `${this.#before}\n${script}`], {
      cwd: this.#current,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    this.#background.push(child);
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`It ended with ${code}: ${script}`))),
    ]);
  }

  /** Where the names are that earlier scripts have exported. */
  get #exported(): string {
    return join(this.folder, '.exported');
  }

  /** What a script of the page finds. */
  get #before(): string {
    const path = `PATH='${join(this.folder, 'node_modules/.bin')}':"$PATH"`;
    return `export ${path}\nif [ -f '${this.#exported}' ]; then . '${this.#exported}'; fi`;
  }

  /** Runs a file of the page's own project. */
  async node(path: string): Promise<Ended> {
    return await run(process.execPath, [join(this.folder, path)], this.folder);
  }

  /** The compiler's errors in the page's own project. */
  async typeErrors(): Promise<string> {
    return (await run(process.execPath, [join(this.folder, 'node_modules/.bin/tsc'), '--pretty', 'false'], this.folder))
      .stdout;
  }

  async remove(): Promise<void> {
    for (const child of this.#background) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGTERM');
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  async #link(path: string, target: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await symlink(target, join(this.folder, path));
  }
}

function toJavaScript(text: string): string {
  const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  return ts.transpileModule(text, { compilerOptions: options }).outputText;
}

/** Pages contain a plain `npm install`; in tests it must be fast and quiet. */
const NPM_SETTINGS = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_ignore_scripts: 'true',
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
};

async function run(program: string, parameters: readonly string[], cwd: string): Promise<Ended> {
  // The tests' own settings must not reach programs of a page.
  const { NODE_OPTIONS: _, NODE_ENV: __, FORCE_COLOR: ___, ...env } = process.env;
  const child = spawn(program, parameters, {
    cwd,
    env: { ...env, ...NPM_SETTINGS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, ...output };
}
