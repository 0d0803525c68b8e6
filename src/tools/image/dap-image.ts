import { join } from 'node:path';
import { VERSION } from '../../version.js';
import type { BuiltImage } from './build-image.js';
import { findPackageProblems } from './find-package-problems.js';
import { findProgramProblems, namedPackages } from './find-program-problems.js';
import type { Lockfile } from './lockfile.js';
import { listEntries, megabytes, sumSizes } from './tree.js';
import type { Trial } from './trial.js';
import { tryDap } from './try-dap.js';

const HOME = 'opt/dap';
const PROGRAMS = ['cli/dap.js', 'cli/health.js'];
/** Has machine code for the usual systems with it, and msgpackr does without. */
const PREBUILT = ['msgpackr-extract'];
const OWNER = 1000;

/** Looks at the image of `dap`, and runs it. */
export async function judgeDap(image: BuiltImage, lockfile: Lockfile): Promise<readonly Trial[]> {
  const home = join(image.root, HOME);
  const wanted = lockfile.productionWith(namedPackages(join(home, 'dist'), lockfile.optionalPackages));
  const packages = sumSizes(listEntries(join(home, 'node_modules')));
  return [
    { title: 'label, user and volume', problems: descriptionProblems(image) },
    {
      title: `files below /opt/dap (${megabytes(sumSizes(listEntries(home)))})`,
      problems: [...findProgramProblems(join(home, 'dist'), PROGRAMS), ...ownerProblems(image)],
    },
    {
      title: `packages (${megabytes(packages)})`,
      problems: findPackageProblems(home, wanted, { prebuilt: PREBUILT }),
    },
    ...(await tryDap(image)),
  ];
}

function descriptionProblems({ state, user }: BuiltImage): readonly string[] {
  const expected = [
    ['the version', state.labels.get('org.opencontainers.image.version'), VERSION],
    ['the user', `${user.name} ${user.uid}:${user.gid}`, `dap ${OWNER}:${OWNER}`],
    ['the volume', state.volumes.join(), '/data'],
    ['the working folder', state.workdir, '/data'],
  ] as const;
  const differing = expected.filter(([, found, wanted]) => found !== wanted);
  return differing.map(([what, found, wanted]) => `${what} is ${found ?? 'missing'}, it should be ${wanted}`);
}

/** The program must not be able to change itself, and must be able to keep its data. */
function ownerProblems({ root }: BuiltImage): readonly string[] {
  const own = listEntries(join(root, HOME)).filter(({ uid }) => uid === OWNER);
  const [data] = listEntries(join(root, 'data'));
  return [
    ...own.map(({ path }) => `/${HOME}/${path} belongs to the user that runs it`),
    ...(data?.uid === OWNER ? [] : ['/data does not belong to the user']),
  ];
}
