import { expect, test } from 'vitest';
import { indexStreams } from './index-streams.js';
import { Stream } from './stream.js';
import type { StreamItem } from './stream-items.js';

class Things extends Stream {
  override readonly primaryKey = null;
  readonly #namespace: string | undefined;

  constructor(namespace?: string) {
    super();
    this.#namespace = namespace;
  }

  override get namespace(): string | undefined {
    return this.#namespace;
  }

  override *readRecords(): Generator<StreamItem> {}
}

test('streams of one name are distinguished by their namespaces', () => {
  const streams = [new Things(), new Things('a'), new Things('b')];
  expect([...indexStreams(streams).values()]).toEqual(streams);
});

test.each([
  [undefined, 'things'],
  ['a', 'a.things'],
])('two streams of one name in namespace %s are refused', (namespace, text) => {
  expect(() => indexStreams([new Things(namespace), new Things('b'), new Things(namespace)])).toThrow(
    `The source offers two streams with the name ${text}.`,
  );
});
