import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.js';
import { Log } from '../log/log.js';
import { askAnswers, QuestionsLeft } from './ask-answers.js';
import type { Answers, InitWishes } from './prove-answers.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ limits: false, clientSecret: 'right' });
});
afterAll(async () => {
  await emulator.close();
});

const ENTER = '\r';
const TAB = '\t';
const CTRL_C = '\u0003';

/** Answers each question by the keys after the words that it shows; tells what was shown. */
async function answer(
  wishes: Partial<InitWishes>,
  dialogue: readonly (readonly [question: string, keys: readonly string[]])[],
): Promise<{ readonly answers: Promise<Answers>; readonly shown: () => string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += chunk;
  });
  const flags: InitWishes = {
    baseUrl: emulator.baseUrl,
    clientId: emulator.clientId,
    namespace: 'canvas',
    clientSecretEnv: 'DAP_CLIENT_SECRET',
    loglevel: 'info',
    logformat: 'plain',
    logToConsole: true,
    output: 'text',
    ...wishes,
  };
  const log = new Log({ level: 'error', format: 'plain' });
  const answers = askAnswers(flags, log, new AbortController().signal, { input, output });
  answers.catch(() => undefined);
  let seen = 0;
  for (const [question, keys] of dialogue) {
    while (!shown.includes(question, seen)) await delay(5);
    seen = shown.indexOf(question, seen) + question.length;
    for (const key of keys) {
      input.write(key);
      await delay(5);
    }
  }
  return { answers, shown: () => shown };
}

const CREDENTIALS = [
  ['Address of DAP', [ENTER]],
  ['Client ID', [ENTER]],
] as const;

it('asks until the credentials are accepted, and never shows the secret', async () => {
  const { answers, shown } = await answer({}, [
    ...CREDENTIALS,
    ['Client secret', [...'wrong', ENTER]],
    ['Namespace', [ENTER]],
    ['the credentials are refused', []],
    ...CREDENTIALS,
    ['Client secret', [...'right', ENTER]],
    ['Namespace', [ENTER]],
    ['tables in canvas', [...'late_pol', TAB, ENTER]],
    ['Schedule of dap sync', [...'soon', ENTER]],
    ['neither a duration', ['\b', '\b', '\b', '\b', ...'4h', ENTER]],
  ]);
  expect(await answers).toEqual({
    baseUrl: emulator.baseUrl,
    clientId: emulator.clientId,
    scope: undefined,
    clientSecretEnv: 'DAP_CLIENT_SECRET',
    namespace: 'canvas',
    tables: ['late_policies'],
    every: '4h',
  });
  expect(shown()).not.toMatch(/wrong|right/);
});

it('an empty answer keeps the secret that is known, and no choice means all tables', async () => {
  const { answers } = await answer({ clientSecret: 'right' }, [
    ...CREDENTIALS,
    ['empty: that of DAP_CLIENT_SECRET', [ENTER]],
    ['Namespace', [ENTER]],
    ['tables in canvas', [ENTER]],
    ['Schedule of dap sync', [ENTER]],
  ]);
  expect(await answers).toMatchObject({ tables: ['all'], every: undefined });
});

it('Ctrl-C leaves the questions', async () => {
  const { answers } = await answer({}, [['Address of DAP', [CTRL_C]]]);
  await expect(answers).rejects.toBeInstanceOf(QuestionsLeft);
});
