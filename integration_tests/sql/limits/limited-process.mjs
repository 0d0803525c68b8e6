/** A process that asks for the list of tables some times, within limits that it shares through a database. */
import { DapClient } from '../../../dist/dap/index.js';
import { DatabaseConnection, limitThroughDatabase } from '../../../dist/sql/index.js';

const { url, calls, limits, clientId, clientSecret, baseUrl } = JSON.parse(process.argv[2] ?? '');
const connection = new DatabaseConnection(url);
const onWarning = (message) => process.stderr.write(`${message}\n`);
const rateLimiter = await limitThroughDatabase(await connection.open(), { clientId, baseUrl, limits, onWarning });
const client = new DapClient({ clientId, clientSecret, baseUrl, rateLimiter });
await Promise.all(Array.from({ length: calls }, () => client.getTables('canvas')));
await client.close();
await connection.close();
process.stdout.write('done');
