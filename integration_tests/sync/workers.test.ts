import { describe, expect, it } from 'vitest';
import { DatabaseLab } from '../cli-database/database-lab.js';
import { SERVER_TARGETS } from '../sql-support/targets.js';
import { queueServers } from './queue-servers.js';
import { logged } from './sync-run.js';

const TABLES = { 'canvas.users': 600, 'canvas.roles': 20, 'canvas.courses': 30 };
const [postgresql] = SERVER_TARGETS.filter(({ dialect }) => dialect === 'postgresql');
const [inPostgresql, inRedis] = await queueServers();

describe.skipIf(postgresql?.missing !== undefined).each([
  ['the target', inPostgresql],
  ['Redis', inRedis],
])('dap sync --queue in %s', (_, server) => {
  it('a worker that is killed loses and doubles nothing: another one takes its jobs over', {
    timeout: 240_000,
  }, async ({ skip }) => {
    if (server === undefined || server.missing !== undefined) skip(server?.missing);
    if (postgresql === undefined) throw new Error('DAP_TEST_DIALECTS leaves PostgreSQL out.');
    const lab = await DatabaseLab.start(postgresql, TABLES, { objectRows: 50 });
    const queue = ['--queue', server === inPostgresql ? 'target' : (server?.url ?? '')];
    // A file of a stage: its job is under way when the worker is killed.
    lab.emulator.faults.set({ name: 'objectStall', table: 'users', times: 'forever', after: 100 });
    const isStalled = async () => lab.emulator.requests().some(({ fault }) => fault === 'objectStall');
    const rolesAreThere = logged(lab, 'canvas.roles: initialized');

    const coordinator = lab.dap(['sync', '--table', 'users,roles,courses', ...queue, '--plan-only']);
    const killed = await lab.dap(['worker', ...queue], {
      stop: { by: 'SIGKILL', when: async () => (await isStalled()) && (await rolesAreThere()) },
    });
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    lab.emulator.faults.clear();
    let isOver = false;
    const survivor = lab.dap(['worker', ...queue], { stop: { by: 'SIGTERM', when: async () => isOver } });
    const run = await coordinator;
    isOver = true;
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('the run has ended: 3 initialized');
    const { code, stderr } = await survivor;
    expect(code, stderr).toBe(0);
    for (const table of ['users', 'roles', 'courses']) await lab.expectTruth(table);
    expect(lab.emulator.requests().filter(({ status }) => status === 429)).toEqual([]);
    await server?.close();
  });
});
