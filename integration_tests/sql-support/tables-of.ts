import { startEmulator } from '../../src/emulator/index.js';
import { PlainClient } from '../../src/emulator/testing/plain-client.js';

/** Names of all tables of a namespace. */
export async function tablesOf(namespace: string): Promise<readonly string[]> {
  const emulator = await startEmulator({ limits: false, namespaces: [namespace] });
  try {
    const client = new PlainClient(emulator);
    await client.login();
    const { body } = await client.call('GET', `/dap/query/${namespace}/table`);
    return body['tables'] as string[];
  } finally {
    await emulator.close();
  }
}
