// Airbyte's acceptance tests against the built connector, which reads from the stand-in of the API. Further options of
// `stream-cdk test` can be given: npm run acceptance -- --junit report.xml
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
  const newItem = join(folder, 'new-item.mjs');
  await writeFile(config, JSON.stringify(api.config));
  await writeFile(invalid, JSON.stringify({ ...api.config, api_key: 'wrong-key-5678' }));
  await writeFile(
    newItem,
    `await fetch('${api.config.base_url}items', { method: 'POST', headers: { 'x-api-key': '${api.key}' } });`,
  );
  const command = ['--command', 'node dist/src/main.js', '--config', config, '--invalid-config', invalid];
  const papers = ['--metadata', 'metadata.yaml', '--docs', 'docs/source-placeholder.md'];
  const options = [...command, ...papers, '--between', `node "${newItem}"`, ...process.argv.slice(2)];
  const suite = spawn('stream-cdk', ['test', ...options], { stdio: 'inherit' });
  return await new Promise((resolve, reject) => suite.once('error', reject).once('exit', (code) => resolve(code ?? 1)));
}
