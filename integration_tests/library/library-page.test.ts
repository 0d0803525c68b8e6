import { afterAll, beforeAll, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { testPage } from '../docs/run-page.js';

let emulator: Emulator;

// The programs of the page take the service from their environment, as those of its readers do.
beforeAll(async () => {
  emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    startAt: '2026-03-01T08:00:00Z',
    namespaces: ['canvas'],
    tables: { 'canvas.accounts': 20, 'canvas.courses': 20, 'canvas.users': 20 },
  });
  emulator.setTables('canvas', ['accounts', 'courses', 'users']);
  const { baseUrl, clientId, clientSecret } = emulator;
  vi.stubEnv('DAP_API_URL', baseUrl);
  vi.stubEnv('DAP_CLIENT_ID', clientId);
  vi.stubEnv('DAP_CLIENT_SECRET', clientSecret);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator.close();
});

testPage('docs/library.md');
