import { join } from 'node:path';
import type { BuiltImage } from './build-image.js';
import type { ImageMetadata } from './image-metadata.js';
import { listEntries } from './tree.js';

/** Where the platform expects a connector. */
const HOME = '/airbyte';
const OWNER = 1000;
const WANTED =
  /^integration_code(\/(dist\/.+\.js(on)?|(schemas|shared)\/.+\.json|node_modules\/.+|package\.json|LICENSE))?$/;

/** What is wrong with what an image says about itself: names, versions, user, entry point. */
export function findDescriptionProblems({ state, user }: BuiltImage, metadata: ImageMetadata): readonly string[] {
  const { entrypoint = [], env, labels } = state;
  const expected = [
    ['label io.airbyte.name', labels.get('io.airbyte.name'), metadata.dockerRepository],
    ['label io.airbyte.version', labels.get('io.airbyte.version'), metadata.dockerImageTag],
    ['AIRBYTE_ENTRYPOINT', env.get('AIRBYTE_ENTRYPOINT'), entrypoint.join(' ')],
    ['user name', user.name, 'airbyte'],
    ['user id', String(user.uid), String(OWNER)],
    ['group id', String(user.gid), String(OWNER)],
    ['home', user.home, HOME],
  ] as const;
  const differing = expected.filter(([, found, wanted]) => found !== wanted);
  return differing.map(([what, found, wanted]) => `${what} is ${found ?? 'missing'}, it should be ${wanted}`);
}

/** What is wrong with the connector's files: others than it needs, or not the unprivileged user's. */
export function findFileProblems({ root }: BuiltImage): readonly string[] {
  const entries = listEntries(join(root, HOME));
  const foreign = entries.filter(({ uid, gid }) => uid !== OWNER || gid !== OWNER);
  const unwanted = entries.filter(({ kind, path }) => kind !== 'folder' && !WANTED.test(path));
  return [
    ...foreign.map(({ path, uid, gid }) => `${HOME}/${path} belongs to ${uid}:${gid}`),
    ...unwanted.map(({ path }) => `${HOME}/${path} is not needed`),
  ];
}
