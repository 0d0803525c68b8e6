import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { catalogOf, recordsOf, runCommandInProcess, stateFrom } from 'airbyte-source-dap/testing';
import { PlaceholderSource } from '../src/source.js';
import { FakeApi } from './fake-api.js';

let api: FakeApi;
before(async () => {
  api = await FakeApi.start();
});
after(() => api.close());

const status = async (config: object) => {
  const { messages } = await runCommandInProcess(new PlaceholderSource(), { command: 'check', config });
  return messages.find((message) => message.connectionStatus !== undefined)?.connectionStatus;
};

async function read(state?: unknown) {
  const { config } = api;
  const discovered = await runCommandInProcess(new PlaceholderSource(), { command: 'discover', config });
  const catalog = catalogOf(discovered.messages, { syncMode: 'incremental', streams: ['items'] });
  const { messages } = await runCommandInProcess(new PlaceholderSource(), { command: 'read', config, catalog, state });
  return { items: recordsOf(messages).map((record) => record.data), state: stateFrom(messages) };
}

test('the key of the configuration is tried out', async () => {
  assert.deepEqual(await status(api.config), { status: 'SUCCEEDED' });
  const refused = await status({ ...api.config, api_key: 'wrong' });
  assert.equal(refused?.status, 'FAILED');
  assert.match(refused?.message ?? '', /This key is not known/);
});

test('all pages are read, and prices are numbers', async () => {
  const { items } = await read();
  assert.deepEqual(
    items.map((item) => [item['id'], item['price']]),
    [1, 2, 3, 4, 5].map((id) => [id, id + 0.5]),
  );
});

test('the next read brings what changed since', async () => {
  const first = await read();
  await fetch(`${api.config.base_url}items`, { method: 'POST', headers: { 'x-api-key': api.key } });
  const second = await read(first.state);
  // The API is asked for what changed at the instant of the state or later, so the last item comes once more.
  assert.deepEqual(
    second.items.map((item) => item['id']),
    [5, 6],
  );
});
