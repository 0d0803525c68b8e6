// Airbyte's acceptance tests against the built connector, which reads from the stand-in of the API.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeApi } from './fake-api.js';

const api = await FakeApi.start();
const folder = await mkdtemp(join(tmpdir(), 'source-placeholder-'));
try {
  process.exitCode = await runSuite(folder);
} finally {
  api.close();
  await rm(folder, { recursive: true });
}

async function runSuite(folder: string): Promise<number> {
  const config = join(folder, 'config.json');
  const invalid = join(folder, 'invalid.json');
  await writeFile(config, JSON.stringify(api.config));
  await writeFile(invalid, JSON.stringify({ ...api.config, api_key: 'wrong-key-5678' }));
  const options = ['--config', config, '--invalid-config', invalid, '--metadata', 'metadata.yaml'];
  const suite = spawn('stream-cdk', ['test', '--command', 'node dist/src/main.js', ...options], { stdio: 'inherit' });
  return await new Promise((resolve, reject) => suite.once('error', reject).once('exit', (code) => resolve(code ?? 1)));
}
