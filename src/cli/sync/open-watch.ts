import { matchesTable, parseTablePattern } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import { createTransport } from '../../http/undici-transport.js';
import type { SyncHistory, SyncTable } from '../../sync/contract/events.js';
import type { AlertTarget } from '../../sync/watch/alerts/alert.js';
import { mailTarget } from '../../sync/watch/alerts/mail.js';
import { webhookTarget } from '../../sync/watch/alerts/webhook.js';
import { parseAddress } from '../../sync/watch/listen.js';
import type { Objective } from '../../sync/watch/objectives.js';
import { Watch } from '../../sync/watch/watch.js';
import { VERSION } from '../../version.js';
import type { WatchSettings } from '../settings/watch-settings.js';

/** What watching a service needs beside its settings. */
export interface WatchSurroundings {
  /** Variables by name, as `process.env` holds them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly history?: SyncHistory | undefined;
  readonly onWarning: (message: string) => void;
  /** Masks a secret in every later line of the log. */
  readonly registerSecret: (secret: string) => void;
}

const DEFAULT_NAME = 'dap sync';

/**
 * Opens what watches a service, by its settings. Close it after the service.
 *
 * @throws CodedError `TOOL_INPUT` for an address that is not available, or a variable that is not set; `SYNC_ALERT` for
 * the address of an alert that is none.
 */
export async function openWatch(settings: WatchSettings, surroundings: WatchSurroundings): Promise<Watch> {
  const { name = DEFAULT_NAME, listen, objectives = [] } = settings;
  const { history, onWarning } = surroundings;
  return await Watch.open({
    service: name,
    objectiveOf: (table) => objectiveOf(objectives, table),
    targets: await alertTargets(settings, surroundings),
    address: listen === undefined ? undefined : parseAddress(listen),
    history,
    onWarning,
  });
}

/** The last entry that means a table counts: exceptions follow the rule. */
export function objectiveOf(objectives: NonNullable<WatchSettings['objectives']>, table: SyncTable): Objective {
  const found = objectives.findLast(
    ({ tables }) => tables === undefined || tables.some((text) => matchesTable(parseTablePattern(text), table)),
  );
  return { maxAgeMs: found?.max_age, maxFailures: found?.max_failures };
}

async function alertTargets(
  { alerts = [] }: WatchSettings,
  { environment, registerSecret }: WatchSurroundings,
): Promise<readonly AlertTarget[]> {
  const secretOf = (variable: string): string => {
    const value = environment[variable];
    if (value === undefined || value === '') {
      const message = `The settings file takes the address of an alert from the variable ${variable}, which is not set.`;
      throw new CodedError('TOOL_INPUT', { message, details: { variable } });
    }
    registerSecret(value);
    return value;
  };
  // Lives as long as the process: alerts are sent to its very end.
  const { send } = createTransport({ userAgent: `dap-sync/${VERSION}` });
  return await Promise.all(
    alerts.map(async (alert) => {
      if ('smtp_env' in alert)
        return await mailTarget({ url: secretOf(alert.smtp_env), from: alert.from, to: alert.to });
      const { authorization_env: variable, form } = alert;
      const authorization = variable === undefined ? undefined : secretOf(variable);
      return webhookTarget({ url: secretOf(alert.webhook_env), form, authorization, send });
    }),
  );
}
