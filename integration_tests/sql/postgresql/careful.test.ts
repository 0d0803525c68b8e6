import { describe, expect, test } from 'vitest';
import { ServiceLab } from '../../sql-support/service-lab.js';
import { TARGETS } from '../../sql-support/targets.js';

const KEY = { id: { type: 'integer', format: 'int64' } };
const POSTGRESQL = TARGETS.filter(({ dialect }) => dialect === 'postgresql');

/** What a quick look takes for JSON, and the server refuses. */
const BAD = ['{"a":1}}', `${'['.repeat(20_000)}${']'.repeat(20_000)}`];

describe.each(POSTGRESQL)('a row that $dialect refuses', (target) => {
  test.skipIf(target.missing !== undefined)(
    'is loaded by careful checks, and what was left out is counted',
    async () => {
      const lab = await ServiceLab.start(target);
      try {
        const value = { data: { type: 'object', properties: { a: {} } } };
        const good = { id: '1', data: '{"a":1}' };
        lab.service.snapshot({ key: KEY, value }, [good, ...BAD.map((data, n) => ({ id: String(n + 2), data }))]);
        const notes: string[] = [];
        const heard = {
          onEvent: (event: { readonly type: string; readonly message?: string }) => notes.push(event.message ?? ''),
        };
        const loaded = await lab.initialize(heard);
        expect(notes.join('\n')).toMatch(/repeated with careful checks: .*column data/);
        expect(notes.join('\n')).not.toMatch(/1\}\}|\[\[\[/);
        expect(loaded.counts).toEqual([{ column: 'data', fault: 'bad-json', count: BAD.length }]);
        expect(await lab.cells('id', 'data')).toEqual({ 1: '{"a":1}', 2: null, 3: null });

        notes.length = 0;
        lab.service.changes(BAD.map((data) => ({ action: 'U' as const, row: { id: '1', data } })).slice(0, 1));
        const synchronized = await lab.synchronize(heard);
        expect(notes.join('\n')).toMatch(/repeated with careful checks/);
        expect(synchronized.counts).toEqual([{ column: 'data', fault: 'bad-json', count: 1 }]);
        expect(await lab.cells('id', 'data')).toEqual({ 1: null, 2: null, 3: null });
      } finally {
        await lab.close();
      }
    },
  );
});
