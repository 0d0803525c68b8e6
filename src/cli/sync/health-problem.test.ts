import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type Listener, listen } from '../../sync/watch/listen.js';
import { Watch } from '../../sync/watch/watch.js';
import { healthProblem } from './health-problem.js';

const opened: Listener[] = [];
afterEach(async () => {
  for (const listener of opened.splice(0)) await listener.close();
});

async function portOf(server: Server): Promise<string> {
  const listener = await listen(server, { host: '127.0.0.1', port: 0 });
  opened.push(listener);
  return new URL(listener.url).port;
}

test('a service that listens is alive', async () => {
  const onWarning = () => undefined;
  const address = { host: '127.0.0.1', port: 0 };
  await using watch = await Watch.open({ service: 'x', objectiveOf: () => ({}), targets: [], address, onWarning });
  const { port } = new URL(watch.url ?? '');
  expect(await healthProblem(port)).toBeUndefined();
  expect(await healthProblem(`0.0.0.0:${port}`)).toBeUndefined();
});

test('a service that answers with an error, or not at all, is not well', async () => {
  const port = await portOf(createServer((_, response) => response.writeHead(500).end()));
  expect(await healthProblem(port)).toBe(`http://127.0.0.1:${port}/healthz answers 500`);
  await opened.pop()?.close();
  expect(await healthProblem(port)).toContain(`http://127.0.0.1:${port}/healthz does not answer: `);
});

test.each([undefined, ''])('without an address (%j) nothing is wrong', async (address) => {
  expect(await healthProblem(address)).toBeUndefined();
});

test('an address that is none is refused', async () => {
  await expect(healthProblem('everywhere')).rejects.toThrow('The address "everywhere" is none');
});
