import { expect, it } from 'vitest';
import { titleWithoutSecrets } from './hidden-arguments.js';

it.each([
  [['listdb', '--connection-string', 'postgresql://me:s3cret@db/x'], 'dap listdb --connection-string ****'],
  [['--client-secret=s3cret', 'list', '--namespace', 'canvas'], 'dap --client-secret=**** list --namespace canvas'],
  [['syncdb', '--table', 'users'], undefined],
])('%j is shown as %j', (args, title) => {
  expect(titleWithoutSecrets(args)).toBe(title);
});
