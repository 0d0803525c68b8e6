import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadedProgram } from '../../cli/dap-program.js';
import { blockNames, renewBlocks } from './command-blocks.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');

it('the tables of the page are those of the command definitions', async () => {
  expect(page).toBe(renewBlocks(page, await loadedProgram()));
});

it('the page has a block of every command but help, and but the emulator, which has a page of its own', async () => {
  const program = await loadedProgram();
  const names = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name());
  expect(blockNames(page)).toEqual(['dap', ...names.filter((name) => name !== 'emulator' && name !== 'help')]);
});

it('a block of a command that does not exist is refused', async () => {
  const program = await loadedProgram();
  expect(() => renewBlocks('<!-- command: fly -->\n<!-- end -->', program)).toThrow('fly, which is not a command');
});

it('a block lists the options with their defaults, choices and variables', async () => {
  const block = renewBlocks('<!-- command: snapshot -->\n<!-- end -->', await loadedProgram());
  expect(block).toContain('| `--format <format>` | `jsonl` | format of the files: `jsonl`, `csv`, `tsv`, `parquet` |');
  expect(block).not.toContain('--base-url');
  expect(renewBlocks('<!-- command: dap -->\n<!-- end -->', await loadedProgram())).toContain(
    '(environment: `DAP_API_URL`)',
  );
});
