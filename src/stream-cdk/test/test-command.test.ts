import { Command } from 'commander';
import { expect, test } from 'vitest';
import { RULE_OPTIONS } from '../../testing/assertions/rule-needs.js';
import { createStreamCdk } from '../program.js';
import { testCommand } from './test-command.js';

test('every option that a rule names is an option of the command', () => {
  const command = new Command();
  testCommand(command, createStreamCdk());
  const flags = command.options.map(({ long }) => long);
  expect(flags).toEqual(expect.arrayContaining(Object.values(RULE_OPTIONS)));
});
