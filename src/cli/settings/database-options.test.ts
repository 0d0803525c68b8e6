import { Command } from 'commander';
import { expect, it } from 'vitest';
import { DEFAULT_POLICIES } from '../../sql/index.js';
import {
  addPolicyOptions,
  addReplicaOptions,
  addSyncOptions,
  replicationOptions,
  type SyncFlags,
} from './database-options.js';

function parse(...args: readonly string[]): SyncFlags {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addReplicaOptions(command);
  addSyncOptions(command);
  addPolicyOptions(command);
  return command.parse(args, { from: 'user' }).opts<SyncFlags>();
}

it('the defaults are those of the library', () => {
  expect(replicationOptions(parse())).toEqual({
    schema: undefined,
    resnapshot: true,
    resnapshotStrategy: 'diff',
    removedColumns: 'drop',
    policies: DEFAULT_POLICIES,
  });
});

it('the flags become options of the library', () => {
  const args = [
    '--schema',
    'north',
    '--no-resnapshot',
    '--resnapshot-strategy',
    'truncate',
    '--removed-columns',
    'keep',
  ];
  expect(replicationOptions(parse(...args, '--too-long', 'fail', '--oversized', 'null'))).toEqual({
    schema: 'north',
    resnapshot: false,
    resnapshotStrategy: 'truncate',
    removedColumns: 'keep',
    policies: { ...DEFAULT_POLICIES, tooLong: 'fail', oversized: 'null' },
  });
});

it.each([
  ['--nul', 'cut'],
  ['--removed-columns', 'forget'],
  ['--schema', ' '],
])('%s %s is refused', (...args) => {
  expect(() => parse(...args)).toThrow();
});
