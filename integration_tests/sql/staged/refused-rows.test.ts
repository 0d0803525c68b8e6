import { describe, expect, onTestFinished, test } from 'vitest';
import type { ReplicationEvent } from '../../../src/sql/index.js';
import { ServiceLab } from '../../sql-support/service-lab.js';
import { TARGETS } from '../../sql-support/targets.js';
import { ALWAYS } from './rounds.js';

const COLUMNS = {
  key: { id: { type: 'integer', format: 'int64' } },
  value: { data: { type: 'object', properties: { a: {} } } },
};
const POSTGRESQL = TARGETS.filter(({ dialect }) => dialect === 'postgresql');

/** A file of one row for each text; ids count from `first`. */
function file(first: number, ...data: readonly string[]): string {
  const rows = data.map((json, n) => `2026-03-01T08:00:00.123456Z\t${first + n}\t${json}\n`);
  return `meta.ts\tkey.id\tvalue.data\n${rows.join('')}`;
}

describe.each(POSTGRESQL)('a row of a staged file that $dialect refuses', (target) => {
  test.skipIf(target.missing !== undefined)('makes that file alone come again, with careful checks', async () => {
    const lab = await ServiceLab.start(target);
    onTestFinished(() => lab.close());
    lab.service.snapshot(COLUMNS, []);
    // What a quick look takes for JSON.
    lab.service.files([file(1, '{"a":1}'), file(2, '{"a":2}', '{"a":3}}'), file(4, '{"a":4}')]);
    const events: ReplicationEvent[] = [];
    const loaded = await lab.initialize({ staging: ALWAYS, onEvent: (event) => events.push(event) });
    expect(loaded).toMatchObject({ upserted: 4, counts: [{ column: 'data', fault: 'bad-json', count: 1 }] });
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes).toEqual([expect.stringMatching(/^A file is loaded again with careful checks: .*data/)]);
    expect(notes.join('')).not.toContain('}}');
    const files = events.flatMap((event) => (event.type === 'progress' ? [event.files] : []));
    expect(files).toEqual([...files].sort());
    expect(await lab.cells('id', 'data')).toEqual({ 1: '{"a":1}', 2: '{"a":2}', 3: null, 4: '{"a":4}' });
  });
});
