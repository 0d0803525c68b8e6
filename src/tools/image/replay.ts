import process from 'node:process';
import { errorText } from '../../errors.js';
import { Workspace } from '../demo/workspace.js';
import { type BuiltImage, buildImages } from './build-image.js';
import { judgeConnector } from './connector-image.js';
import { judgeDap } from './dap-image.js';
import { MissingPrerequisite } from './host.js';
import { Lockfile } from './lockfile.js';
import type { Trial } from './trial.js';

const EXIT_WRONG = 1;
const EXIT_MISSING = 3;

/*
 * Builds the images without Docker: replays the Dockerfile in temporary folders, looks at what it made, and runs the
 * programs in it.
 */
async function main(): Promise<number> {
  const workspace = new Workspace('source-dap-image-');
  try {
    const images = buildImages(process.cwd(), workspace.folder, (text) => process.stdout.write(`     ${text}\n`));
    const lockfile = new Lockfile('package-lock.json');
    const connector = report(
      'connector',
      imageOf(images, 'connector'),
      await judgeConnector(imageOf(images, 'connector'), lockfile),
    );
    const dap = report('dap', imageOf(images, 'dap'), await judgeDap(imageOf(images, 'dap'), lockfile));
    process.stdout.write(`The images took ${Math.round(performance.now() / 1000)} s.\n`);
    return connector && dap ? 0 : EXIT_WRONG;
  } catch (error) {
    const isMissing = error instanceof MissingPrerequisite;
    process.stderr.write(isMissing ? `No image was made: ${error.message}.\n` : `FAIL ${errorText(error)}\n`);
    return isMissing ? EXIT_MISSING : EXIT_WRONG;
  } finally {
    workspace.close();
  }
}

function imageOf(images: ReadonlyMap<string, BuiltImage>, target: string): BuiltImage {
  const image = images.get(target);
  if (image === undefined) throw new Error(`The Dockerfile has no target ${target}.`);
  return image;
}

/** @returns whether nothing is wrong. */
function report(target: string, { user, state }: BuiltImage, trials: readonly Trial[]): boolean {
  process.stdout.write(`${target}, run as ${user.name} under Node ${state.env.get('NODE_VERSION')}\n`);
  for (const { title, problems } of trials) {
    process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title}\n`);
    for (const problem of problems) process.stdout.write(`       ${problem.replaceAll('\n', '\n       ')}\n`);
  }
  return trials.every(({ problems }) => problems.length === 0);
}

process.exitCode = await main();
