import { join } from 'node:path';
import type { Mount } from './base-image.js';

/** User, folder and environment of a command inside an image. */
export interface InsideCommand {
  readonly words: readonly string[];
  readonly uid: number;
  readonly gid: number;
  readonly workdir: string;
  readonly env: ReadonlyMap<string, string>;
}

/** Enters the root folders of images: absolute paths mean the image's, process 1 is the command. */
export class Sandbox {
  readonly #unshare: readonly string[];
  readonly #mounts: readonly Mount[];

  constructor(unshare: readonly string[], mounts: readonly Mount[]) {
    this.#unshare = unshare;
    this.#mounts = mounts;
  }

  /** The command of this machine that runs `inside` with `root` as its root folder. The mounts end with it. */
  command(root: string, inside: InsideCommand): readonly string[] {
    const { words, uid, gid, workdir, env } = inside;
    const variables = [...env].map(([name, value]) => `${name}=${value}`);
    const script = `${this.#mountLines(root).join('\n')}\nexec chroot "$@"`;
    const chroot = [`--userspec=${uid}:${gid}`, `--groups=${gid}`, root];
    return [...this.#unshare, 'sh', '-ec', script, 'sh', ...chroot, '/usr/bin/env', '-i', '-C', workdir]
      .concat(variables)
      .concat(words);
  }

  #mountLines(root: string): readonly string[] {
    const binds = this.#mounts.flatMap(({ from, to, isWritable = false }) => {
      const place = quote(join(root, to));
      const bind = `mount --rbind ${quote(from)} ${place}`;
      return isWritable ? [bind] : [bind, `mount -o remount,bind,ro ${place}`];
    });
    return [
      ...binds,
      `mount --rbind /dev ${quote(join(root, 'dev'))}`,
      `mount --rbind /sys ${quote(join(root, 'sys'))}`,
      `mount -t proc proc ${quote(join(root, 'proc'))}`,
    ];
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
