import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logsOf, recordsOf, statesOf, statusesOf, tracesOf } from '../../src/testing/messages-of-type.js';
import { Lab } from '../support/lab.js';
import { recordsIn } from '../support/rows.js';

describe('what the catalog selects', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({
      tables: { 'canvas.users': 60, 'canvas.groups': 40, 'canvas.roles': 30 },
    });
  });
  afterAll(async () => await lab?.close());

  test('only the columns of the catalog are sent', async () => {
    const columns = ['id', 'name', 'created_at', '_ab_cdc_updated_at', '_ab_cdc_deleted_at'];
    const run = await lab.read({ streams: ['canvas.users'], columns });
    const sent = new Set(recordsOf(run.messages).flatMap(({ data }) => Object.keys(data)));
    expect([...sent].sort()).toEqual([...columns].sort());
    expect(recordsOf(run.messages)).toHaveLength(60);
  });

  test('a column that the server no longer has is left out', async () => {
    const catalog = lab.catalog({ streams: ['canvas.groups'] });
    const properties = catalog.streams[0]?.stream.json_schema['properties'] as Record<string, unknown>;
    properties['gone_since'] = { type: ['null', 'string'] };
    try {
      const run = await lab.read({ catalog });
      expect(run.exitCode).toBe(0);
      await lab.expectTruth('canvas.groups', run.messages);
    } finally {
      delete properties['gone_since'];
    }
  });

  test('a column that is new at the server stays out until the catalog has it', async () => {
    lab.emulator.addColumn('canvas', 'roles', { name: 'brand_new', type: 'text' });
    lab.emulator.commit({ namespace: 'canvas', table: 'roles', updates: 30, deletes: 0, inserts: 5 });
    const run = await lab.read({ streams: ['canvas.roles'] });
    expect(recordsOf(run.messages).length).toBeGreaterThan(30);
    expect(recordsOf(run.messages).filter(({ data }) => 'brand_new' in data)).toEqual([]);
    const fresh = await lab.discover({ tables: ['roles'] });
    expect(JSON.stringify(fresh.messages)).toContain('brand_new');
  });

  test('a table that is gone is skipped with a warning, the others finish, and the sync succeeds', async () => {
    const catalog = structuredClone(lab.catalog({ streams: ['canvas.users', 'canvas.groups'] }));
    const ghost = structuredClone(catalog.streams[0]);
    if (ghost === undefined) throw new Error('no stream');
    Object.assign(ghost.stream, { name: 'vanished' });
    const run = await lab.read({ catalog: { streams: [ghost, ...catalog.streams] }, config: { tables: [] } });
    expect(run.exitCode).toBe(0);
    expect(tracesOf(run.messages, 'ERROR')).toEqual([]);
    expect(logsOf(run.messages, 'WARN')).toEqual([expect.stringContaining('canvas.vanished')]);
    expect(statusesOf(run.messages, 'canvas.vanished')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(statesOf(run.messages, 'canvas.vanished')).toEqual([]);
    await lab.expectTruth('canvas.users', run.messages);
    await lab.expectTruth('canvas.groups', run.messages);
  });

  test('a stream that the configuration no longer selects is skipped as well', async () => {
    const run = await lab.read({ streams: ['canvas.users', 'canvas.groups'], config: { tables: ['groups'] } });
    expect(run.exitCode).toBe(0);
    expect(statusesOf(run.messages, 'canvas.users')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(recordsIn(run.messages, 'canvas.groups')).toHaveLength(40);
  });

  test('an empty catalog is read in a moment', async () => {
    const run = await lab.read({ catalog: { streams: [] } });
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages)).toHaveLength(0);
  });
});
