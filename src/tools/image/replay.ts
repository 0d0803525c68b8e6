import { join } from 'node:path';
import process from 'node:process';
import { errorText } from '../../errors.js';
import { Workspace } from '../demo/workspace.js';
import { type BuiltImage, buildImage } from './build-image.js';
import { findDescriptionProblems, findFileProblems, measureImage } from './find-image-problems.js';
import { findPackageProblems } from './find-package-problems.js';
import { MissingPrerequisite } from './host.js';
import { readMetadata } from './image-metadata.js';
import { tryImage } from './try-image.js';

const EXIT_WRONG = 1;
const EXIT_MISSING = 3;

/** Bytes of `node_modules` in the image, at most. */
const PACKAGES_LIMIT = 25_000_000;

/*
 * Builds the image without Docker: replays the Dockerfile in temporary folders, looks at what it made, and runs the
 * connector in it.
 */
async function main(): Promise<number> {
  const workspace = new Workspace('source-dap-image-');
  try {
    const image = buildImage(process.cwd(), workspace.folder, (text) => process.stdout.write(`     ${text}\n`));
    const { all, packages } = measureImage(image);
    const tooLarge =
      packages > PACKAGES_LIMIT ? [`they have ${packages} bytes, at most ${PACKAGES_LIMIT} is wanted`] : [];
    const code = join(image.root, 'airbyte/integration_code');
    const trials = (await tryImage(image)).map(({ title, problems }) =>
      report(`${title}, as ${asUser(image)}`, problems),
    );
    const results = [
      report('labels, entry point and user', findDescriptionProblems(image, readMetadata('metadata.yaml'))),
      report(`files below /airbyte (${megabytes(all)})`, findFileProblems(image)),
      report(`packages (${megabytes(packages)})`, [...findPackageProblems(code, 'package-lock.json'), ...tooLarge]),
      ...trials,
    ];
    process.stdout.write(`The image took ${Math.round(performance.now() / 1000)} s.\n`);
    return results.every((isWell) => isWell) ? 0 : EXIT_WRONG;
  } catch (error) {
    const isMissing = error instanceof MissingPrerequisite;
    process.stderr.write(isMissing ? `No image was made: ${error.message}.\n` : `FAIL ${errorText(error)}\n`);
    return isMissing ? EXIT_MISSING : EXIT_WRONG;
  } finally {
    workspace.close();
  }
}

function report(title: string, problems: readonly string[]): boolean {
  process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title}\n`);
  for (const problem of problems) process.stdout.write(`       ${problem.replaceAll('\n', '\n       ')}\n`);
  return problems.length === 0;
}

function asUser({ user, state }: BuiltImage): string {
  return `${user.name} under Node ${state.env.get('NODE_VERSION')}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

process.exitCode = await main();
