import { afterEach } from 'vitest';
import type { ReplicationEvent, ReplicationOptions } from '../../../src/sql/index.js';
import { SqlLab, type SqlLabOptions } from '../../sql-support/sql-lab.js';
import type { Target } from '../../sql-support/targets.js';

/** A lab, and what the replicator tells while it works. */
export interface CoreLab {
  readonly lab: SqlLab;
  readonly events: readonly ReplicationEvent[];
  /** Hand them to every command whose events count. */
  readonly heard: Pick<ReplicationOptions, 'onEvent'>;
  /** Texts of the notes so far. */
  notes(): readonly string[];
}

/** Labs of a suite: started by a test, closed after it. */
export function useCoreLabs(target: Target): (options: SqlLabOptions) => Promise<CoreLab> {
  const open: SqlLab[] = [];
  afterEach(async () => {
    for (const lab of open.splice(0)) await lab.close();
  });
  return async (options) => {
    const lab = await SqlLab.start(target, { nulCharacters: false, ...options });
    open.push(lab);
    const events: ReplicationEvent[] = [];
    return {
      lab,
      events,
      heard: { onEvent: (event) => events.push(event) },
      notes: () => events.flatMap((event) => (event.type === 'note' ? [event.message] : [])),
    };
  };
}
