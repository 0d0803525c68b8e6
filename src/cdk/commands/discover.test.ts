import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CodedError, isCodedError } from '../../errors.js';
import { errorsOf, runCommandInProcess } from '../../testing/index.js';
import { Source, Stream, streamMissing } from '../index.js';

class Described extends Stream<object> {
  override readonly primaryKey = null;
  readonly #name: string;
  readonly #failure: Error | undefined;
  constructor(name: string, failure?: Error) {
    super();
    this.#name = name;
    this.#failure = failure;
  }
  override get name() {
    return this.#name;
  }
  override async getJsonSchema() {
    if (this.#failure !== undefined) throw this.#failure;
    return { type: 'object', properties: {} };
  }
  override readRecords() {
    return [];
  }
}

class Strict extends Source<unknown> {
  override readonly configSchema = z.unknown();
  readonly #streams: readonly Stream<object>[];
  constructor(...streams: readonly Stream<object>[]) {
    super();
    this.#streams = streams;
  }
  override async check(): Promise<void> {}
  override async streams(): Promise<Stream<object>[]> {
    return [...this.#streams];
  }
}

class Lenient extends Strict {
  override leavesOut(error: unknown): boolean {
    return isCodedError(error, 'DAP_SCHEMA_UNUSABLE', 'CDK_STREAM_DEFINITION');
  }
}

const odd = (message = 'It has no key.') => new CodedError('DAP_SCHEMA_UNUSABLE', { message });

async function discover(source: Source<unknown>) {
  const { messages } = await runCommandInProcess(source, { command: 'discover' });
  return {
    offered: messages.flatMap(({ catalog }) => catalog?.streams.map(({ name }) => name) ?? []),
    catalogs: messages.filter(({ catalog }) => catalog !== undefined).length,
    warnings: messages.flatMap(({ log }) => (log?.level === 'WARN' ? [log.message] : [])),
    errors: errorsOf(messages).map((error) => error.message),
  };
}

describe('a stream whose schema cannot be loaded', () => {
  test('ends the command unless the source leaves it out', async () => {
    const run = await discover(new Strict(new Described('a'), new Described('b', odd())));
    expect(run).toMatchObject({ catalogs: 0, errors: [expect.stringContaining('It has no key.')] });
  });

  test('is left out, with a warning that names it and says why', async () => {
    const run = await discover(new Lenient(new Described('a'), new Described('b', odd()), new Described('c')));
    expect(run).toEqual({
      offered: ['a', 'c'],
      catalogs: 1,
      warnings: ['Stream b is not offered: It has no key.'],
      errors: [],
    });
  });

  test('ends the command for an error that the source does not leave out', async () => {
    const failure = new CodedError('DAP_AUTHENTICATION', { message: 'Refused.' });
    const run = await discover(new Lenient(new Described('a'), new Described('b', failure)));
    expect(run).toMatchObject({ catalogs: 0, errors: [expect.stringContaining('Refused.')] });
  });

  test('ends the command when no stream remains, with the error of the first', async () => {
    const gone = new Described('a', streamMissing('It is gone.'));
    const run = await discover(
      new Lenient(gone, new Described('b', odd('First.')), new Described('c', odd('Second.'))),
    );
    expect(run.catalogs).toBe(0);
    expect(run.errors).toEqual([expect.stringContaining('First.')]);
    expect(run.warnings).toHaveLength(3);
  });
});

test('a definition that contradicts itself is left out like any other error', async () => {
  class Headless extends Described {
    override async getJsonSchema() {
      return { type: 'object', properties: { id: { type: 'integer' } } };
    }
    override get cursorField() {
      return 'at';
    }
  }
  const run = await discover(new Lenient(new Described('a'), new Headless('b')));
  expect(run).toMatchObject({
    offered: ['a'],
    warnings: [expect.stringMatching(/^Stream b is not offered: .*cursor at/)],
  });
});

test('streams that are gone leave the catalog empty', async () => {
  const run = await discover(new Lenient(new Described('a', streamMissing('It is gone.'))));
  expect(run).toMatchObject({ offered: [], catalogs: 1, errors: [] });
});
