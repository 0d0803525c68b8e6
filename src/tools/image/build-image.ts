import { mkdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { BaseImage } from './base-image.js';
import { openBaseImage, settingsFromOutside } from './base-image.js';
import { createContextFilter } from './context-filter.js';
import { copyFiles } from './copy-files.js';
import { type Instruction, parseDockerfile, splitWords } from './dockerfile.js';
import { findUnshare, runHere } from './host.js';
import { ImageState } from './image-state.js';
import { Sandbox } from './sandbox.js';
import { findOwner, findUser, type User } from './users.js';

/** A built image: a folder that is its root, and what it says about itself. */
export interface BuiltImage {
  readonly root: string;
  readonly state: ImageState;
  readonly user: User;
  readonly sandbox: Sandbox;
}

/** The command of this machine that runs `words` in an image, as a container would. */
export function commandIn(
  { root, sandbox, state, user }: BuiltImage,
  words: readonly string[],
  variables: Iterable<readonly [string, string]> = [],
): readonly string[] {
  const env = new Map([['HOME', user.home], ...state.env, ...variables]);
  return sandbox.command(root, { words, uid: user.uid, gid: user.gid, workdir: state.workdir, env });
}

interface Stage {
  readonly root: string;
  readonly state: ImageState;
  readonly sandbox: Sandbox;
}

/**
 * Replays a Dockerfile: its stages become folders below `scratch`, and every instruction acts on them.
 *
 * @returns the image of each stage by the name that `--target` knows it by, the default one last.
 * @param context - the folder that Docker would be given.
 * @throws MissingPrerequisite if this machine lacks something; Error with the line of the instruction that fails.
 */
export function buildImages(
  context: string,
  scratch: string,
  say: (text: string) => void,
): ReadonlyMap<string, BuiltImage> {
  return new ImageBuilder(context, scratch, say).build();
}

class ImageBuilder {
  readonly #context: string;
  readonly #scratch: string;
  readonly #say: (text: string) => void;
  readonly #isInContext: (path: string) => boolean;
  readonly #unshare = findUnshare();
  readonly #bases = new Map<string, BaseImage>();
  readonly #stages = new Map<string, Stage>();
  #stage: Stage | undefined;

  constructor(context: string, scratch: string, say: (text: string) => void) {
    this.#context = context;
    this.#scratch = scratch;
    this.#say = say;
    this.#isInContext = createContextFilter(readFileSync(join(context, '.dockerignore'), 'utf8'));
  }

  build(): ReadonlyMap<string, BuiltImage> {
    for (const instruction of parseDockerfile(readFileSync(join(this.#context, 'Dockerfile'), 'utf8'))) {
      this.#say(describeInstruction(instruction));
      try {
        this.#execute(instruction);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'Error') throw error;
        throw new Error(`Dockerfile, line ${instruction.line}: ${error.message}`, { cause: error });
      }
    }
    return new Map(
      [...this.#stages].map(([name, stage]) => [name, { ...stage, user: findUser(stage.root, stage.state.user) }]),
    );
  }

  #execute(instruction: Instruction): void {
    if (instruction.name === 'FROM') this.#begin(instruction.text);
    else if (this.#current().state.accept(instruction)) return;
    else if (instruction.name === 'WORKDIR') this.#enter(instruction.text);
    else if (instruction.name === 'RUN') this.#run(instruction.text);
    else if (instruction.name === 'COPY') this.#copy(instruction);
    else throw new Error(`the replay does not support ${instruction.name}.`);
  }

  #begin(text: string): void {
    const [baseName = '', as, name = String(this.#stages.size)] = splitWords(text);
    if (as !== undefined && as.toUpperCase() !== 'AS') throw new Error(`"${text}" should be "base AS name".`);
    const base = this.#bases.get(baseName) ?? openBaseImage(baseName, join(this.#scratch, `base-${this.#bases.size}`));
    this.#bases.set(baseName, base);
    const root = join(this.#scratch, 'stages', name);
    mkdirSync(root, { recursive: true });
    base.layOut(root);
    this.#stage = { root, state: new ImageState(base.env), sandbox: new Sandbox(this.#unshare, base.mounts) };
    this.#stages.set(name, this.#stage);
  }

  #enter(text: string): void {
    const { root, state } = this.#current();
    state.workdir = posix.resolve(state.workdir, state.expand(text));
    mkdirSync(join(root, state.workdir), { recursive: true });
  }

  #run(text: string): void {
    const { root, state, sandbox } = this.#current();
    const { uid, gid, home } = findUser(root, state.user);
    const env = new Map([...settingsFromOutside(), ['HOME', home], ...state.runEnv]);
    const inside = { words: ['/bin/sh', '-c', text], uid, gid, workdir: state.workdir, env };
    runHere(sandbox.command(root, inside), text);
  }

  #copy({ flags, text }: Instruction): void {
    const { root, state } = this.#current();
    const words = splitWords(state.expand(text));
    if (words.length < 2 || words.some((word) => /[*?[]/.test(word))) throw new Error(`"COPY ${text}" is not known.`);
    const target = words.at(-1) ?? '';
    const from = this.#origin(flags.get('from'));
    const isContext = from === this.#context;
    const slash = /(^|\/)\.?\/?$/.test(target) ? '/' : '';
    copyFiles({
      from,
      sources: words.slice(0, -1),
      root,
      target: posix.resolve(state.workdir, target) + slash,
      owner: findOwner(root, flags.get('chown')),
      takes: isContext ? this.#isInContext : () => true,
    });
  }

  #origin(name: string | undefined): string {
    if (name === undefined) return this.#context;
    const stage = this.#stages.get(name);
    if (stage === undefined) throw new Error(`there is no stage ${name}.`);
    return stage.root;
  }

  #current(): Stage {
    if (this.#stage === undefined) throw new Error('FROM must come first.');
    return this.#stage;
  }
}

function describeInstruction({ name, flags, text }: Instruction): string {
  const options = [...flags].map(([flag, value]) => `--${flag}=${value} `);
  return `${name} ${options.join('')}${text.replaceAll(/\s+/g, ' ')}`;
}
