import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A user or owner by numbers. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A line of `/etc/passwd`. */
export interface User extends Owner {
  readonly name: string;
  readonly home: string;
}

/**
 * The user that an image knows by a name or an id.
 *
 * @throws Error when there is none.
 */
export function findUser(root: string, nameOrId: string): User {
  const fields = findLine(root, '/etc/passwd', nameOrId);
  const [name = '', , uid = '', gid = '', , home = ''] = fields;
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/**
 * What `--chown=user:group` means in an image; root if it is absent.
 *
 * @throws Error when the image has no such user or group.
 */
export function findOwner(root: string, chown: string | undefined): Owner {
  if (chown === undefined) return { uid: 0, gid: 0 };
  const [userPart = '', groupPart] = chown.split(':');
  const { uid, gid } = findUser(root, userPart);
  return { uid, gid: groupPart === undefined ? gid : Number(findLine(root, '/etc/group', groupPart)[2]) };
}

function findLine(root: string, file: string, nameOrId: string): readonly string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const found = lines.map((line) => line.split(':')).find(([name, , id]) => name === nameOrId || id === nameOrId);
  if (found === undefined) throw new Error(`The image has no ${nameOrId} in ${file}.`);
  return found;
}
