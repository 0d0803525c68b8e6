import type { Readable, Writable } from 'node:stream';
import { autocompleteMultiselect, intro, isCancel, outro, password, spinner, text } from '@clack/prompts';
import { PRODUCTION_URL } from '../../dap/index.js';
import { errorText, isCodedError, userMessage } from '../../errors.js';
import { parseSchedule } from '../../sync/schedule/schedule.js';
import { DAP_ADVICE } from '../dap-advice.js';
import type { Log } from '../log/log.js';
import { type Answers, type InitWishes, listTables } from './prove-answers.js';

/** What every question is asked with. */
interface Common extends Terminal {
  readonly signal: AbortSignal;
}

/** Mistakes of those who answer, after which they are asked again. */
const WORTH_ANOTHER_ANSWER = [
  'DAP_AUTHENTICATION',
  'DAP_FORBIDDEN',
  'DAP_INSECURE_URL',
  'DAP_NETWORK',
  'DAP_NOT_FOUND',
  'DAP_VALIDATION',
] as const;

/** The questions were left by Ctrl-C, which reaches them as a key, not as a signal. */
export class QuestionsLeft extends Error {}

/** Where questions are asked and answered. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Asks for the settings on the terminal until the service accepts them. Flags and variables are what is suggested.
 *
 * @throws QuestionsLeft
 */
export async function askAnswers(
  flags: InitWishes,
  log: Log,
  signal: AbortSignal,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<Answers> {
  const { output } = terminal;
  const common = { ...terminal, signal };
  const ask = new Asker(common);
  intro('Settings for dap', { output });
  let wishes = flags;
  for (;;) {
    wishes = await ask.credentials(wishes);
    const tables = await prove(wishes, log, common);
    if (tables === undefined) continue;
    const chosen = await ask.tables(tables);
    const every = await ask.schedule(wishes.every);
    outro(`The client secret is not written: the commands read it from ${wishes.clientSecretEnv}.`, {
      output,
    });
    const { baseUrl, scope, clientId = '', clientSecretEnv, namespace } = wishes;
    const ownUrl = baseUrl === PRODUCTION_URL ? undefined : baseUrl;
    return { baseUrl: ownUrl, scope, clientId, clientSecretEnv, namespace, tables: chosen, every };
  }
}

/** The tables that the credentials lead to; undefined if they are refused, which is shown. */
async function prove(wishes: InitWishes, log: Log, common: Common): Promise<readonly string[] | undefined> {
  const { signal } = common;
  const wait = spinner(common);
  wait.start('Logging in');
  try {
    const tables = await listTables(wishes, log, signal);
    wait.stop(`The credentials are accepted: ${tables.length} tables in ${wishes.namespace}.`);
    return tables;
  } catch (error) {
    if (!isCodedError(error, ...WORTH_ANOTHER_ANSWER)) {
      wait.error('That failed.');
      throw error;
    }
    wait.error(userMessage(error, DAP_ADVICE));
    return undefined;
  }
}

/** The questions. */
class Asker {
  readonly #common: Common;

  constructor(common: Common) {
    this.#common = common;
  }

  async credentials(wishes: InitWishes): Promise<InitWishes> {
    const { baseUrl = PRODUCTION_URL, clientId = '', clientSecret, namespace, clientSecretEnv } = wishes;
    const answers = {
      baseUrl: await this.#text('Address of DAP', baseUrl),
      clientId: await this.#text('Client ID', clientId),
      clientSecret: await this.#secret(clientSecret, clientSecretEnv),
      namespace: await this.#text('Namespace', namespace),
    };
    return { ...wishes, ...answers };
  }

  async tables(offered: readonly string[]): Promise<readonly string[]> {
    const chosen = await autocompleteMultiselect<string>({
      message: 'Tables that the commands work on (Tab selects, Enter ends; none: all of them)',
      options: offered.map((table) => ({ value: table, label: table })),
      required: false,
      maxItems: 12,
      ...this.#common,
    });
    const tables = answered(chosen);
    return tables.length === 0 ? ['all'] : tables;
  }

  async schedule(initialValue = ''): Promise<string | undefined> {
    const answer = await text({
      message: 'Schedule of dap sync: 4h, 1d, or a cron line (empty: it runs when it is called)',
      initialValue,
      validate: (value = '') => (value.trim() === '' ? undefined : scheduleProblem(value)),
      ...this.#common,
    });
    // An answer of nothing is no text at all.
    const given = ((answered(answer) as string | undefined) ?? '').trim();
    return given === '' ? undefined : given;
  }

  async #text(message: string, initialValue: string): Promise<string> {
    const validate = (value: string | undefined) => ((value ?? '').trim() === '' ? 'Please give a value.' : undefined);
    const answer = await text({ message, initialValue, validate, ...this.#common });
    return answered(answer).trim();
  }

  /** An empty answer keeps the secret that is known already. */
  async #secret(known: string | undefined, variable: string): Promise<string> {
    const answer = await password({
      message: known === undefined ? 'Client secret' : `Client secret (empty: that of ${variable})`,
      validate: (value) => ((value ?? '') === '' && known === undefined ? 'Please give a value.' : undefined),
      ...this.#common,
    });
    const given = answered(answer);
    return given === '' && known !== undefined ? known : given;
  }
}

function scheduleProblem(schedule: string): string | undefined {
  try {
    parseSchedule(schedule);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new QuestionsLeft('The questions were left.');
  return answer as Exclude<T, symbol>;
}
