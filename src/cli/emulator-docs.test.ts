import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { FAULT_NAMES } from '../emulator/index.js';
import { createDap } from './dap-program.js';
import { emulatorCommand } from './emulator-command.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/emulator.md'), 'utf8');

it.each(FAULT_NAMES)('the page on the emulator shows the fault %s with its command', (name) => {
  expect(text).toMatch(new RegExp(`\`--fault ${name}[=\`]`));
});

const command = new Command();
emulatorCommand(command, createDap());

it.each(command.options.map(({ long }) => long ?? ''))('the page shows the option %s in a command', (option) => {
  expect(text).toMatch(new RegExp(`\`dap emulator .*${option}\\b`));
});
