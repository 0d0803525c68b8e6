// Downloads a table with the built client, and is killed meanwhile.
import { DapClient } from '../../dist/dap/index.js';

const [folder, decompress, userAgent] = process.argv.slice(2);
const client = new DapClient({ limits: 'none', userAgent });
const options = { resume: true, decompress: decompress === 'true' };
await client.downloadTableData('canvas', 'users', { format: 'jsonl' }, folder, options);
await client.close();
