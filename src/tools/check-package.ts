import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { findLockfileProblems } from './check-lockfile/find-problems.js';
import { parseLockfile } from './check-lockfile/lockfile.js';
import { findContentProblems } from './check-package/find-content-problems.js';
import { findDeadLinks, type PackedPage } from './check-package/find-dead-links.js';
import { type PackedFile, packProject } from './check-package/pack-project.js';
import { run } from './check-package/run.js';
import { tryInstalled } from './check-package/try-installed.js';

/** Programs of the packages that judge a packed file. */
const PUBLINT = join('node_modules', 'publint', 'src', 'cli.js');
const ATTW = join('node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');

type Check = readonly [title: string, findProblems: (folder: string) => readonly string[]];

/** The checks of the package as it would be published; each gives what is wrong, a sentence each. */
function listChecks(): readonly Check[] {
  let archive = '';
  let files: readonly PackedFile[] = [];
  return [
    [
      'lockfile: licences, scripts, addresses, engines, platforms',
      () => findLockfileProblems(parseLockfile(readFileSync('package-lock.json', 'utf8'))),
    ],
    [
      'pack: what users need and nothing else',
      (folder) => {
        ({ archive, files } = packProject(folder));
        return findContentProblems(files);
      },
    ],
    [
      'links: pages lead to what is in the package',
      () =>
        findDeadLinks(
          readPages(files),
          files.map(({ path }) => path),
        ),
    ],
    ['publint: exports, bins, files', () => run(process.execPath, [PUBLINT, archive, '--strict'])],
    [
      'attw: types resolve from every subpath',
      () => run(process.execPath, [ATTW, archive, '--profile', 'esm-only', '--no-color']),
    ],
    [
      'install: npm ci in an empty folder, then the packed package without optional packages',
      (folder) => tryInstalled(archive, folder),
    ],
  ];
}

function readPages(files: readonly PackedFile[]): readonly PackedPage[] {
  const pages = files.filter(({ path }) => path.endsWith('.md') && !path.startsWith('templates/'));
  return pages.map(({ path }) => ({ path, text: readFileSync(path, 'utf8') }));
}

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'check-package-'));
  let failed = 0;
  try {
    for (const [title, findProblems] of listChecks()) {
      const problems = findProblems(folder);
      failed += problems.length === 0 ? 0 : 1;
      console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title}`);
      for (const problem of problems) console.log(`       ${problem.replaceAll('\n', '\n       ')}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
