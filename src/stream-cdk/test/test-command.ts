import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { CodedError, errorText } from '../../errors.js';
import type { Shell } from '../../shell/shell.js';
import { runAcceptanceSuite } from '../../testing/index.js';
import { toJunit } from './junit.js';
import { parseRules } from './parse-rules.js';
import { reportText } from './print-report.js';
import { readInputs } from './read-inputs.js';
import { Progress } from './show-progress.js';
import type { TestOptions } from './test-options.js';

/** Defines `stream-cdk test`. */
export function testCommand(command: Command, shell: Shell): void {
  command
    .requiredOption('--command <line>', 'how the source is started: "node dist/main.js"')
    .requiredOption('--config <file>', 'its config')
    .option('--invalid-config <file>', 'a config that check must refuse')
    .option('--catalog <file>', 'configured catalog of what to read (default: all streams, incrementally if possible)')
    .option('--future-state <file>', 'state beyond all data (default: the last state, a hundred years later)')
    .option('--between <line>', 'shell command that makes new data between two reads')
    .option('--spec <file>', 'what spec must answer')
    .option('--previous-spec <file>', 'specification of the version in use')
    .option('--previous-catalog <file>', 'what discover answers in the version in use')
    .option('--metadata <file>', 'metadata.yaml of the source')
    .option('--docs <file>', 'its page for users, in Markdown')
    .option('--empty-streams <names>', 'streams that may be without records', names)
    .option('--streams-without-primary-key <names>', 'streams that have no key on purpose', names)
    .option('--expect-records <file>', 'records that must be read, a line of JSON each')
    .option('--fill-all-columns', 'demand a value for every column in some record')
    .option('--allow-extra-columns', 'let records have columns that their schema lacks')
    .option('--ignore-fields <names>', 'fields that differ from read to read, as field or stream.field', names)
    .option('--lookback-days <days>', 'how far before its state a read may begin again', amount)
    .option('--resumes <count>', 'from how many states to resume (default: 10)', amount)
    .option('--only <rules>', 'only these rules, by number or name: 1,33-38,exit-codes', parseRules)
    .option(
      '--timeout <seconds>',
      'time limit of each command (default: 1 minute for spec, 5 for check and discover, 20 for read)',
      amount,
    )
    .option('--junit <file>', 'also write the report as JUnit XML')
    .action((options: TestOptions) => shell.act(({ signal }) => test(options, signal)));
}

async function test(options: TestOptions, signal: AbortSignal): Promise<0 | 1> {
  const inputs = await readInputs(options);
  const progress = new Progress(process.stderr);
  const report = await runAcceptanceSuite({ ...inputs, signal, onProgress: progress.show }).finally(() =>
    progress.end(),
  );
  process.stdout.write(reportText(report, process.stdout));
  if (options.junit !== undefined) await writeJunit(options.junit, await toJunit(report));
  return report.hasPassed ? 0 : 1;
}

async function writeJunit(path: string, xml: string): Promise<void> {
  try {
    await writeFile(path, xml);
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: `${path} cannot be written: ${errorText(error)}.`, cause: error });
  }
}

function names(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
