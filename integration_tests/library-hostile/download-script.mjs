// A program that downloads one table with the built library: `download-script.mjs <table> <folder> [resume]`.
import process from 'node:process';
import { DapClient } from '../../dist/dap/index.js';

const [table, folder, resume] = process.argv.slice(2);
const client = new DapClient();
try {
  await client.downloadTableData('canvas', table, { format: 'jsonl' }, folder, { resume: resume === 'resume' });
} catch (error) {
  process.stderr.write(`${error.code}: ${error.message}`);
  process.exitCode = 5;
} finally {
  await client.close();
}
