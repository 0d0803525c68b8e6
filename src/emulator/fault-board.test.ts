import { describe, expect, it } from 'vitest';
import { FaultBoard } from './fault-board.js';
import type { FaultName } from './faults.js';

describe('FaultBoard', () => {
  it('strikes the given number of times, after the occasions to skip', () => {
    const board = new FaultBoard();
    board.set({ name: 'api500', times: 2, skip: 1 });
    const struck = Array.from({ length: 5 }, () => board.strike('api500') !== undefined);
    expect(struck).toEqual([false, true, true, false, false]);
    expect(board.list()).toMatchObject([{ name: 'api500', fired: 2, left: 0 }]);
  });

  it('strikes only the table and the call it is narrowed to', () => {
    const board = new FaultBoard();
    board.set({ name: 'apiDrop', times: 'forever', table: 'canvas.users', on: 'job' });
    const at = (namespace: string, table: string, on: 'job' | 'data') =>
      board.strike('apiDrop', { namespace, table, on });
    expect(at('canvas', 'users', 'job')).toBeDefined();
    expect([at('catalog', 'users', 'job'), at('canvas', 'roles', 'job'), at('canvas', 'users', 'data')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is cleared by name or as a whole', () => {
    const board = new FaultBoard();
    board.set({ name: 'api500' });
    board.set({ name: 'apiDrop' });
    board.clear('api500');
    expect(board.list().map((fault) => fault.name)).toEqual(['apiDrop']);
    board.clear();
    expect(board.list()).toEqual([]);
  });

  it('refuses a name that it does not know', () => {
    expect(() => new FaultBoard().set({ name: 'apiExplode' as FaultName })).toThrow(/no fault named "apiExplode"/);
  });

  it('refuses a setting whose word it does not know, since it would arm something else', () => {
    const spec = { name: 'oddSchema', kind: 'recursiv' } as unknown as Parameters<FaultBoard['set']>[0];
    expect(() => new FaultBoard().set(spec)).toThrow(/kind of oddSchema must be one of noKey, .*not "recursiv"/);
  });
});
