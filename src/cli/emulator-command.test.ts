import { afterEach, expect, it, vi } from 'vitest';
import { createDap } from './dap-program.js';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs the command until `act` has seen its greeting and a stop signal has come. */
async function run(flags: readonly string[], act: (greeting: string) => Promise<void>): Promise<void> {
  const written = new Promise<string>((resolve) => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      resolve(String(text));
      return true;
    });
  });
  const running = createDap().run(['emulator', ...flags]);
  await act(await written);
  process.emit('SIGTERM');
  await running;
}

it('prints the lines to paste, serves, and ends at a stop signal', async () => {
  let url = '';
  await run(
    ['--fault', 'login401=2', '--table', 'canvas.users=7', '--client-id', 'us-east-1#abc'],
    async (greeting) => {
      url = /DAP_API_URL='(.*)'/.exec(greeting)?.[1] ?? '';
      expect(greeting).toContain("export DAP_CLIENT_ID='us-east-1#abc'\nexport DAP_CLIENT_SECRET='");
      expect(await (await fetch(`${url}/emulator/count/canvas/users`)).json()).toEqual({ rows: 7 });
      expect(await (await fetch(`${url}/emulator/faults`)).json()).toMatchObject([{ name: 'login401', left: 2 }]);
    },
  );
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

it.each([
  [['--fault', 'nothing'], 'There is no fault named "nothing"'],
  [['--start-at', 'noon'], 'startAt must be an instant'],
  [['--table', 'canvas.nothing=3'], 'no table canvas.nothing'],
])('refuses %o with a sentence and exit code 2', async (flags, sentence) => {
  const complaint = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await createDap().run(['emulator', ...flags]);
  expect(String(complaint.mock.calls[0]?.[0])).toContain(sentence);
  expect(process.exitCode).toBe(2);
});
