/** A process that initializes a table by way of a stage, and prints a line for each file that is in it. */
import { DapClient } from '../../../dist/dap/index.js';
import { DatabaseConnection, SqlReplicator } from '../../../dist/sql/index.js';

const { url, clientId, clientSecret, baseUrl, namespace, table } = JSON.parse(process.argv[2] ?? '');
const client = new DapClient({ clientId, clientSecret, baseUrl, limits: 'none' });
const connection = new DatabaseConnection(url);
const onEvent = (event) => {
  if (event.type === 'progress') process.stdout.write(`${event.files}\n`);
};
try {
  const staging = { fromFiles: 1 };
  const { status } = await new SqlReplicator(client, connection).initialize(namespace, table, { staging, onEvent });
  process.stdout.write(`${status}\n`);
} catch (error) {
  process.stdout.write(`${error.code}\n`);
} finally {
  await connection.close();
  await client.close();
}
