import { join } from 'node:path';
import type { BuiltImage } from './build-image.js';
import { findDescriptionProblems, findFileProblems } from './find-image-problems.js';
import { findPackageProblems } from './find-package-problems.js';
import { findProgramProblems } from './find-program-problems.js';
import { readMetadata } from './image-metadata.js';
import type { Lockfile } from './lockfile.js';
import { listEntries, megabytes, sumSizes } from './tree.js';
import type { Trial } from './trial.js';
import { tryConnector } from './try-connector.js';

/** Bytes of `node_modules` in the image, at most. */
const PACKAGES_LIMIT = 25_000_000;
const HOME = 'airbyte/integration_code';

/** Looks at the image of the connector, and runs the connector in it. */
export async function judgeConnector(image: BuiltImage, lockfile: Lockfile): Promise<readonly Trial[]> {
  const home = join(image.root, HOME);
  const all = sumSizes(listEntries(home));
  const packages = sumSizes(listEntries(join(home, 'node_modules')));
  const tooLarge =
    packages > PACKAGES_LIMIT ? [`they have ${packages} bytes, at most ${PACKAGES_LIMIT} is wanted`] : [];
  return [
    {
      title: 'labels, entry point and user',
      problems: findDescriptionProblems(image, readMetadata('metadata.yaml')),
    },
    {
      title: `files below /airbyte (${megabytes(all)})`,
      problems: [
        ...findFileProblems(image),
        ...findProgramProblems(join(home, 'dist'), ['cli/source-dap.js', 'index.js']),
      ],
    },
    {
      title: `packages (${megabytes(packages)})`,
      problems: [...findPackageProblems(home, lockfile.production()), ...tooLarge],
    },
    ...(await tryConnector(image)),
  ];
}
