#!/usr/bin/env node
import { Command } from 'commander';
import { emulatorCommand } from './emulator-command.js';

/** Runs the `dap` program. */
async function main(): Promise<void> {
  const program = new Command('dap')
    .description("Tools for Instructure's Data Access Platform")
    .showHelpAfterError('(dap --help tells more)')
    // Wrong usage ends with 2, as other programs of this kind do.
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  program.addCommand(emulatorCommand().copyInheritedSettings(program));
  await program.parseAsync();
}

await main();
