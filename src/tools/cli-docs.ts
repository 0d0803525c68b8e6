/** Writes the tables of docs/cli.md again, from the definitions of the commands. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadedProgram } from '../cli/dap-program.js';
import { renewBlocks } from './cli-docs/command-blocks.js';

const path = join(import.meta.dirname, '../../docs/cli.md');
await writeFile(path, renewBlocks(await readFile(path, 'utf8'), await loadedProgram()));
