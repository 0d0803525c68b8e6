import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { DapLab } from './run-dap.js';

/** Quotes, a percent sign and a blank: what careless masks let through. */
export const SECRET = 'pa"ss-w0rd %2F';

/** An emulator for the tests of a file, and a folder of its own for each test. */
export interface UsedDapLab {
  readonly emulator: Emulator;
  readonly lab: DapLab;
}

/** Starts the emulator before the tests of a file, and clears its faults behind each. */
export function useDapLab(tables: Readonly<Record<string, number>>): UsedDapLab {
  const used: { emulator?: Emulator; lab?: DapLab } = {};
  beforeAll(async () => {
    const namespaces = ['canvas', 'canvas_logs'];
    used.emulator = await startEmulator({ limits: false, jobDelayMs: 0, clientSecret: SECRET, namespaces, tables });
  });
  afterAll(async () => await used.emulator?.close());
  beforeEach(async () => {
    used.lab = await DapLab.create(used.emulator as Emulator);
  });
  afterEach(async () => {
    used.emulator?.faults.clear();
    await used.lab?.remove();
  });
  return used as UsedDapLab;
}
