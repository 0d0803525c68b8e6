import { afterEach, describe, expect, test } from 'vitest';
import { SqlLab } from '../sql-support/sql-lab.js';
import { TARGETS } from '../sql-support/targets.js';

const TABLES = { 'canvas.users': 60, 'canvas.submissions': 150, 'canvas_logs.web_logs': 60 } as const;
const NAMES = ['canvas.users', 'canvas.submissions', 'canvas_logs.web_logs'] as const;

/** The way of a table in short; the suites of `npm run test:databases` look at every corner. */
describe.each(TARGETS)('a table in $dialect', (target) => {
  let lab: SqlLab | undefined;
  afterEach(async () => await lab?.close());

  test.skipIf(target.missing !== undefined)(
    'is initialized, follows changes of rows and columns, and is dropped',
    async () => {
      lab = await SqlLab.start(target, { tables: TABLES, objectRows: 50, nulCharacters: false });
      for (const name of NAMES) {
        await lab.initialize(name);
        await lab.expectTruth(name);
        lab.commit(name, { updates: 9, deletes: 4, inserts: 5 });
      }
      lab.commit('canvas.users', {
        updates: 20,
        schema: [
          { addColumn: { name: 'is_alumnus', type: 'boolean', required: true, default: false } },
          { addEnumValue: { column: 'workflow_state', value: 'suspended' } },
          { dropColumn: 'school_name' },
        ],
      });
      for (const name of NAMES) {
        await lab.synchronize(name);
        await lab.expectTruth(name);
      }
      expect(await lab.verify('canvas.users')).toMatchObject({ isEqual: true });
      for (const name of NAMES) await lab.drop(name);
      expect(await lab.scratch.objects()).toEqual([]);
    },
  );
});
