import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** The replay is not possible on this machine: this says nothing about the Dockerfile. */
export class MissingPrerequisite extends Error {
  override readonly name = 'MissingPrerequisite';
}

const UNSHARE = ['unshare', '--mount', '--pid', '--fork', '--kill-child'] as const;

/**
 * The command that gives a process mounts and process ids of its own, in which the root user of an image can act.
 *
 * @throws MissingPrerequisite if the system has no such command or does not allow it.
 */
export function findUnshare(): readonly string[] {
  if (process.platform !== 'linux') throw new MissingPrerequisite('only Linux can enter another root folder');
  if (canOwnFiles(UNSHARE)) return UNSHARE;
  throw new MissingPrerequisite(
    'this user may not make mount namespaces and give files away; root may, and so does "unshare --user --map-root-user --map-auto" where it is allowed',
  );
}

/** The instructions of an image need to mount and to change owners. */
function canOwnFiles([program, ...flags]: typeof UNSHARE): boolean {
  const trial =
    'mount -t tmpfs none /mnt && touch /mnt/file && chown 1000:1000 /mnt/file && chroot --userspec=1000:1000 / true';
  return spawnSync(program, [...flags, 'sh', '-c', trial], { stdio: 'ignore' }).status === 0;
}

/**
 * Runs a program to its end and gives its standard output; its errors go to ours.
 *
 * @param title - what messages call it.
 */
export function runHere(command: readonly string[], title = command.join(' ')): string {
  const [program = '', ...parameters] = command;
  const { status, stdout, error } = spawnSync(program, parameters, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw new MissingPrerequisite(`${program} cannot be started: ${error.message}`);
  if (status !== 0) throw new Error(`"${title}" ended with ${status ?? 'a signal'}.\n${stdout}`.trimEnd());
  return stdout;
}
