import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SECRET, useDapLab } from './use-dap-lab.js';

const used = useDapLab({ 'canvas.users': 30, 'canvas.roles': 10, 'canvas_logs.web_logs': 10 });

describe('dap.yaml', () => {
  it('is written by dap init after it has proved the credentials, and read by the other commands', async () => {
    const init = await used.lab.dap(['init', '--namespace', 'canvas', '--table', 'users,enroll*']);
    expect(init).toMatchObject({ code: 0, stdout: 'dap.yaml is written.\n' });
    const text = await readFile(join(used.lab.folder, 'dap.yaml'), 'utf8');
    expect(text).toMatch(/^client_secret_env: DAP_CLIENT_SECRET$/m);
    expect(text).not.toContain(SECRET);
    const env = { DAP_API_URL: '', DAP_CLIENT_ID: '' };
    const { code } = await used.lab.dap(['schema'], { env });
    expect(code).toBe(0);
    expect(await used.lab.files('downloads')).toHaveLength(5);
  });

  it('is not written with wrong credentials, for a table that does not exist, or over another one', async () => {
    const wrong = await used.lab.dap(['init', '--client-id', 'us-east-1#nobody']);
    expect(wrong.code).toBe(5);
    expect(wrong.stderr).toMatch(/DAP_AUTHENTICATION/);
    const unknown = await used.lab.dap(['init', '--table', 'users,nix']);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toMatch(/Namespace canvas has no table nix/);
    expect(await used.lab.files('')).toEqual([]);
    await writeFile(join(used.lab.folder, 'dap.yaml'), '# mine\n');
    expect(await used.lab.dap(['init'])).toMatchObject({ code: 5 });
    expect(await readFile(join(used.lab.folder, 'dap.yaml'), 'utf8')).toBe('# mine\n');
    expect(await used.lab.dap(['init', '--force'])).toMatchObject({ code: 0 });
  });

  it('takes the secret from the variable that it names, and says which one is missing', async () => {
    const settings = `client_id: ${JSON.stringify(used.emulator.clientId)}\nclient_secret_env: CANVAS_KEY\nnamespace: canvas_logs\n`;
    await writeFile(join(used.lab.folder, 'other.yaml'), settings);
    const env = { DAP_CLIENT_ID: '', DAP_CLIENT_SECRET: '' };
    const missing = await used.lab.dap(['list', '--config', 'other.yaml'], { env });
    expect(missing.code).toBe(5);
    expect(missing.stderr).toMatch(/names variables that are not set: CANVAS_KEY/);
    const found = await used.lab.dap(['list', '--config', 'other.yaml'], { env: { ...env, CANVAS_KEY: SECRET } });
    expect(found).toMatchObject({ code: 0, stdout: 'web_logs\n' });
  });
});
