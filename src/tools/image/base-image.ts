import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runHere } from './host.js';
import { layOutNode } from './node-runtime.js';

/** A folder or file of this machine that is mounted in an image while a command runs there. */
export interface Mount {
  readonly from: string;
  /** Absolute, inside the image. */
  readonly to: string;
  readonly isWritable?: boolean;
}

/** What a base image brings. */
export interface BaseImage {
  readonly mounts: readonly Mount[];
  readonly env: ReadonlyMap<string, string>;
  /** Makes the folder that is an image's root, users and groups included. */
  layOut(root: string): void;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Folders of a system that are links to `/usr/...` on most machines. */
const SYSTEM = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];
const FOLDERS = ['etc', 'dev', 'proc', 'sys', 'usr', 'var/tmp', 'root', 'home/node', 'data', 'local'];
/** Name resolution and certificates come from the machine; in Docker the engine provides them. */
const FROM_HOST = ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf', '/etc/ssl', '/etc/alternatives'];

const PASSWD = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
node:x:1000:1000::/home/node:/bin/bash
`;
const GROUP = `root:x:0:
shadow:x:42:
nogroup:x:65534:
node:x:1000:
`;
const SHADOW = `root:*:20000:0:99999:7:::
nobody:*:20000:0:99999:7:::
node:!:20000:0:99999:7:::
`;

/**
 * The base image `node:<version>-<variant>-slim`, built from this machine's system, read-only, and that version of
 * Node; users and groups are those of the official image.
 *
 * @throws Error for any base that is not a slim Node of one exact version.
 */
export function openBaseImage(name: string, scratch: string): BaseImage {
  const version = /^node:(\d+\.\d+\.\d+)-\w+-slim$/.exec(name)?.[1];
  if (version === undefined) throw new Error(`Base image ${name} is not a slim Node image of one exact version.`);
  const { local, npm } = layOutNode(version, scratch);
  const system = SYSTEM.filter((folder) => existsSync(`/${folder}`));
  const mounts = [
    { from: '/usr', to: '/usr' },
    { from: local, to: '/usr/local' },
    { from: npm, to: '/usr/local/lib/node_modules/npm' },
    ...system.filter((folder) => !isLink(folder)).map((folder) => ({ from: `/${folder}`, to: `/${folder}` })),
    ...FROM_HOST.filter((path) => existsSync(path)).map((path) => ({ from: path, to: path })),
    ...npmMounts(),
  ];
  return {
    mounts,
    env: new Map([
      ['PATH', PATH],
      ['NODE_VERSION', version],
    ]),
    layOut: (root) => layOutRoot(root, mounts),
  };
}

/** The user's registry, credentials and cache: what a build would get as secrets and cache mounts. */
function npmMounts(): readonly Mount[] {
  const [settings = '', cache = ''] = ['userconfig', 'cache'].map((name) =>
    runHere(['npm', 'config', 'get', name, '--loglevel=error']).trim(),
  );
  return [
    ...(existsSync(settings) ? [{ from: settings, to: '/root/.npmrc' }] : []),
    ...(existsSync(cache) ? [{ from: cache, to: '/root/.npm', isWritable: true }] : []),
  ];
}

function layOutRoot(root: string, mounts: readonly Mount[]): void {
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  mkdirSync(join(root, 'tmp'), { mode: 0o1777 });
  for (const folder of SYSTEM) if (isLink(folder)) symlinkSync(readlinkSync(`/${folder}`), join(root, folder));
  writeFileSync(join(root, 'etc/passwd'), PASSWD);
  writeFileSync(join(root, 'etc/group'), GROUP);
  writeFileSync(join(root, 'etc/shadow'), SHADOW, { mode: 0o640 });
  for (const { from, to } of mounts) {
    const place = join(root, to);
    if (to.startsWith('/usr/') || existsSync(place)) continue;
    if (lstatSync(from).isDirectory()) mkdirSync(place, { recursive: true });
    else writeFileSync(place, '');
  }
}

function isLink(folder: string): boolean {
  return lstatSync(`/${folder}`, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Settings of npm and of proxies that reach a build from outside. */
export function settingsFromOutside(): ReadonlyMap<string, string> {
  const wanted =
    /^(npm_config_(registry|\w*proxy|cafile|strict_ssl)|https?_proxy|all_proxy|no_proxy|node_extra_ca_certs)$/i;
  const found = Object.entries(process.env).filter(([name]) => wanted.test(name));
  return new Map(found.map(([name, value]) => [name, value ?? '']));
}
