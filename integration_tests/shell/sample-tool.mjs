// A program for people with a command for each way to end.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '../../dist/errors.js';
import { addLazyCommand } from '../../dist/shell/command-line.js';
import { Shell } from '../../dist/shell/shell.js';

const shell = new Shell({
  name: 'sample',
  version: '1.2.3',
  description: 'A sample',
  advice: { DAP_TLS: 'Check the address.', CDK_UNEXPECTED: 'Please report it.' },
  exitFailed: 5,
  interrupted: process.env.SAMPLE_INTERRUPTED === 'signal' ? 'signal' : 125,
  usageErrors: ['TOOL_INPUT'],
});
shell.program.option('--level <name>', 'how much to say', 'info');

const say = (text) => process.stdout.write(`${text}\n`);
const forEver = async () => {
  for (;;) await delay(1_000);
};

const actions = {
  async list() {
    say(`list at ${shell.program.opts().level}`);
    return 0;
  },
  async findings() {
    return 3;
  },
  async refused() {
    throw new CodedError('DAP_TLS', { message: 'dap.test: no trusted TLS connection.' });
  },
  async misused() {
    throw new CodedError('TOOL_INPUT', { message: 'That file is not there.' });
  },
  async defect() {
    return JSON.parse('{"name": "a student"');
  },
  async later() {
    setTimeout(() => {
      throw new TypeError('too late');
    }, 10);
    return await forEver();
  },
  async tidy({ signal }) {
    say('waiting');
    await Promise.race([once(signal, 'abort'), forEver()]);
    say('tidied up');
    throw signal.reason;
  },
  async deaf() {
    say('waiting');
    return await forEver();
  },
  async flood() {
    for (;;) {
      say('x'.repeat(10_000));
      await delay(1);
    }
  },
};

for (const [name, action] of Object.entries(actions)) {
  addLazyCommand(shell.program, name, `ends as ${name}`, async () => {
    process.stderr.write(`${name} is loaded\n`);
    return (command) => command.option('--page <n>', 'which page').action(() => shell.act(action));
  });
}
addLazyCommand(shell.program, 'serve', 'runs until it is stopped', async () => (command) => {
  command.action(() =>
    shell.actUntilStopped(async ({ signal }) => {
      const server = setInterval(() => undefined, 1_000);
      say('waiting');
      await once(signal, 'abort');
      clearInterval(server);
      say('closed');
      return 0;
    }),
  );
});

await shell.run(process.argv.slice(2));
