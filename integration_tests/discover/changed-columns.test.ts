import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogOf } from '../../src/testing/catalog-of.js';
import { recordsOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';

function warningsOf(run: ConnectorRun): string[] {
  return run.messages.flatMap(({ log }) => (log?.level === 'WARN' ? [log.message] : []));
}

describe('a table whose columns change after its schema was discovered', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.roles': 30, 'canvas.wikis': 20 } });
    lab.emulator.addColumn('canvas', 'roles', { name: 'nickname', type: 'text' });
    lab.emulator.changeSchema('canvas', 'wikis', { dropColumn: 'title' });
  });
  afterAll(async () => await lab?.close());

  test('a new column is named in a warning, and not read', async () => {
    const run = await lab.read({ streams: ['canvas.roles'] });
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages).filter(({ data }) => 'nickname' in data)).toEqual([]);
    expect(warningsOf(run)).toEqual([
      expect.stringMatching(/canvas\.roles: new, and not read until .* refreshed: nickname\. .*clear the stream/),
    ]);
  });

  test('the same holds if the user selected some of the columns, and the others do not count as new', async () => {
    const columns = ['id', 'name', '_ab_cdc_updated_at', '_ab_cdc_deleted_at'];
    const run = await lab.read({ streams: ['canvas.roles'], columns });
    expect(warningsOf(run)).toEqual([expect.stringMatching(/refreshed: nickname\. /)]);
  });

  test('a column that was removed is named', async () => {
    const run = await lab.read({ streams: ['canvas.wikis'] });
    expect(run.exitCode).toBe(0);
    expect(warningsOf(run)).toEqual([expect.stringMatching(/canvas\.wikis: gone, and empty from now on: title\. /)]);
  });

  test('once the schema is refreshed, the column is read and no longer reported', async () => {
    const state = stateAfter(await lab.read({ streams: ['canvas.roles'] }));
    lab.emulator.commit({ namespace: 'canvas', table: 'roles', updates: 30, deletes: 0, inserts: 5 });
    const found = await lab.discover();
    const streams = found.messages.flatMap(({ catalog }) => catalog?.streams ?? []);
    const catalog = catalogOf({ streams }, { syncMode: 'incremental', streams: ['canvas.roles'] });
    const run = await lab.read({ catalog, state });
    expect(recordsOf(run.messages).filter(({ data }) => 'nickname' in data).length).toBeGreaterThan(0);
    expect(warningsOf(run).filter((text) => text.includes('not read'))).toEqual([]);
  });
});
