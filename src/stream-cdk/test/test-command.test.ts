import { Command } from 'commander';
import { expect, test } from 'vitest';
import { RULE_OPTIONS } from '../../testing/assertions/rule-needs.js';
import { addTestCommand } from './test-command.js';

test('every option that a rule names is an option of the command', () => {
  const program = new Command();
  addTestCommand(program);
  const flags = program.commands.flatMap(({ options }) => options.map(({ long }) => long));
  expect(flags).toEqual(expect.arrayContaining(Object.values(RULE_OPTIONS)));
});
