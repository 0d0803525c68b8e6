import { expect, test } from 'vitest';
import { createDeferred } from '../../../util/deferred.js';
import { errorOf, startApi } from '../requester.test-helper.js';
import type { BodyDecoder } from './body-decoder.js';
import { jsonLinesDecoder } from './decoders/lines-decoder.js';

/** Asks for an answer that never ends, and waits until its connection is closed. */
async function askEndless(decoder: BodyDecoder<object>, resolveError?: () => never): Promise<Error> {
  const closed = createDeferred<void>();
  const api = await startApi((_request, response) => {
    response.on('close', () => closed.resolve());
    response.write('{"id":1}\n');
  });
  const signal = new AbortController().signal;
  const request = { method: 'GET', url: api.origin, label: 'GET rows', headers: {}, signal } as const;
  const requester = api.requester({}, resolveError === undefined ? {} : { resolveError });
  const error = await errorOf(requester.open(request, decoder));
  // The transport stays open until the command ends.
  await closed.promise;
  await api.close();
  return error;
}

const broken = () => {
  throw new TypeError('broken');
};

test('an answer that cannot be judged is discarded at once', async () => {
  expect((await askEndless(jsonLinesDecoder(), broken)).message).toBe('broken');
});

test('an answer whose decoder fails before it has begun is discarded at once', async () => {
  expect((await askEndless({ decode: broken })).message).toBe('broken');
});
