import { logsOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';

/** The warnings of a run, but those that count markers of DAP: the emulator strews them about. */
export function warningsOf(run: ConnectorRun): string[] {
  return logsOf(run.messages, 'WARN').filter((text) => !/: Column \w+, \d+ values?: DAP /.test(text));
}
