import { isCodedError } from '../../../errors.js';
import { type Instance, type InstanceOptions, openInstance } from './connection.js';
import { isInnocent, isOutOfMemory } from './errors.js';
import { megabytes } from './megabytes.js';
import type { MemoryBounds, MemoryLimit } from './memory.js';
import { quoteText } from './names.js';

/** The instance of a file, which another takes the place of when a failure has left it unusable. */
export class CurrentInstance {
  readonly #start: (memory: MemoryBounds) => Promise<Instance>;
  #instance: Instance;
  #reopening: Promise<Instance> | undefined;

  /** @param start - opens the file. */
  constructor(instance: Instance, start: (memory: MemoryBounds) => Promise<Instance>) {
    this.#instance = instance;
    this.#start = start;
  }

  /** The instance, sound or not. */
  get instance(): Instance {
    return this.#instance;
  }

  /** An instance that can be used: the file is opened again if need be. */
  async sound(): Promise<Instance> {
    if (!this.#instance.isLost) return this.#instance;
    this.#reopening ??= this.#reopen();
    try {
      return await this.#reopening;
    } finally {
      this.#reopening = undefined;
    }
  }

  async #reopen(): Promise<Instance> {
    const { memory } = this.#instance;
    // What it may usually use is asked for before the end raises it.
    const bounds = { usual: memory.usual, most: memory.most };
    await this.#instance.close();
    this.#instance = await this.#start(bounds);
    return this.#instance;
  }
}

/** Opens a file for the usual work. */
export async function openRestricted(path: string, options: InstanceOptions, spoolPath: string): Promise<Instance> {
  const instance = await openInstance(path, options);
  try {
    await restrict(instance, spoolPath);
    await instance.memory.settle();
    return instance;
  } catch (error) {
    await instance.close();
    throw error;
  }
}

/** From here on DuckDB reaches nothing but the database, its temporary files and the spool. */
async function restrict(instance: Instance, spoolPath: string): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.execute(`SET allowed_directories = [${quoteText(spoolPath)}]`);
    await connection.execute('SET enable_external_access = false');
    await connection.execute(`SET allowed_configs = ['memory_limit']`);
    await connection.execute('SET lock_configuration = true');
  } finally {
    connection.close();
  }
}

/** Sees to it that work that failed can succeed if it begins again, and says how; undefined when it cannot. */
export function recover(memory: MemoryLimit, error: unknown): string | undefined {
  if (isInnocent(error)) return 'the database file was opened again after a failed commit';
  if (!isOutOfMemory(error) || isCodedError(error, 'SQL_MEMORY') || !memory.grow()) return undefined;
  return `DuckDB needed more memory than usual for it, and may use ${megabytes(memory.usual)} from now on`;
}
