import { afterEach } from 'vitest';
import { SqlLab, type SqlLabOptions } from '../sql-support/sql-lab.js';
import type { Target } from '../sql-support/targets.js';

/** Labs of a suite: started by a test, closed after it. */
export function useLabs(target: Target): (options: SqlLabOptions) => Promise<SqlLab> {
  const open: SqlLab[] = [];
  afterEach(async () => {
    for (const lab of open.splice(0)) await lab.close();
  });
  return async (options) => {
    const lab = await SqlLab.start(target, options);
    open.push(lab);
    return lab;
  };
}
