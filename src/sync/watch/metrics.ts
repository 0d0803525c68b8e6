import type { Gauge, Registry } from 'prom-client';
import { loadPackage } from '../../util/load-package.js';
import type { SyncEvent, SyncTable } from '../contract/events.js';
import type { ServiceState, TableState } from './service-state.js';

/** Metrics of the service for Prometheus. */
export interface Metrics {
  readonly contentType: string;
  apply(event: SyncEvent): void;
  /** The text that Prometheus reads. */
  text(): Promise<string>;
}

const TABLE = ['namespace', 'table', 'schema'] as const;
/** Seconds: a quiet table takes less than one, a first load hours. */
const TABLE_BUCKETS = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400];

type TableGauge = readonly [name: string, help: string, value: (state: TableState) => number | undefined];

/** Gauges of a table. Without a value a table has no sample, as Prometheus wants it. */
const TABLE_GAUGES: readonly TableGauge[] = [
  [
    'dap_sync_table_last_success_timestamp_seconds',
    'When the table was last synchronized successfully.',
    ({ succeededAt }) => secondsOf(succeededAt),
  ],
  [
    'dap_sync_table_data_timestamp_seconds',
    'State of the service that the table has. Does not move while nothing changes.',
    ({ timestamp }) => secondsOf(timestamp),
  ],
  ['dap_sync_table_failures', 'Failures of the table since its last success.', ({ failures }) => failures],
  ['dap_sync_table_running', '1 while the table is at work.', ({ activity }) => (activity === 'running' ? 1 : 0)],
  ['dap_sync_table_files', 'Files of the job that is loaded.', ({ progress }) => progress?.ofFiles],
  ['dap_sync_table_files_loaded', 'Files of that job that are loaded already.', ({ progress }) => progress?.files],
];

/**
 * Makes the metrics.
 *
 * @param state - read whenever Prometheus asks
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` without prom-client.
 */
export async function createMetrics(state: () => ServiceState): Promise<Metrics> {
  const { default: client } = await loadPackage('prom-client', async () => await import('prom-client'));
  const register = new client.Registry();
  client.collectDefaultMetrics({ register });
  for (const [name, help, value] of TABLE_GAUGES) {
    new client.Gauge({
      name,
      help,
      labelNames: TABLE,
      registers: [register],
      collect(this: Gauge<(typeof TABLE)[number]>) {
        this.reset();
        for (const table of state().tables.values()) {
          const sample = value(table);
          if (sample !== undefined) this.set(labelsOf(table.table), sample);
        }
      },
    });
  }
  addRunGauges(client, register, state);
  return { contentType: register.contentType, text: () => register.metrics(), apply: countersIn(client, register) };
}

type Client = typeof import('prom-client');

function addRunGauges(client: Client, register: Registry, state: () => ServiceState): void {
  const gauges: readonly (readonly [string, string, (state: ServiceState) => number | undefined])[] = [
    ['dap_sync_running', '1 while a run is under way.', ({ run }) => (run === undefined ? 0 : 1)],
    [
      'dap_sync_next_run_timestamp_seconds',
      'When the next run is due. Absent while a run is under way, and if none follows.',
      ({ nextRun }) => secondsOf(nextRun),
    ],
    [
      'dap_sync_last_run_timestamp_seconds',
      'When the last run ended, however it ended.',
      ({ lastRun }) => secondsOf(lastRun?.endedAt),
    ],
  ];
  for (const [name, help, value] of gauges) {
    new client.Gauge({
      name,
      help,
      // A gauge without labels begins at 0: only a reset one has no sample.
      labelNames: [],
      registers: [register],
      collect(this: Gauge) {
        this.remove();
        const sample = value(state());
        if (sample !== undefined) this.set(sample);
      },
    });
  }
}

function countersIn(client: Client, register: Registry): (event: SyncEvent) => void {
  const registers = [register];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new client.Counter({ name, help, labelNames, registers });
  const written = counter('dap_sync_rows_written_total', 'Rows that were inserted or updated.', TABLE);
  const deleted = counter('dap_sync_rows_deleted_total', 'Rows that were deleted.', TABLE);
  const outcomes = counter('dap_sync_table_outcomes_total', 'How the work on the table ended.', [...TABLE, 'status']);
  const runs = counter('dap_sync_runs_total', 'Runs by how they ended.', ['result']);
  const duration = new client.Histogram({
    name: 'dap_sync_table_duration_seconds',
    help: 'How long the work on a table took.',
    labelNames: ['action'],
    buckets: TABLE_BUCKETS,
    registers,
  });
  return (event) => {
    if (event.type === 'table-end') {
      const { outcome } = event;
      const labels = labelsOf(outcome.table);
      written.inc(labels, outcome.upserted);
      deleted.inc(labels, outcome.deleted);
      outcomes.inc({ ...labels, status: outcome.status });
      const seconds = (Date.parse(outcome.endedAt) - Date.parse(outcome.startedAt)) / 1000;
      duration.observe({ action: outcome.action }, Math.max(0, seconds));
    } else if (event.type === 'run-end') {
      runs.inc({ result: resultOf(event.outcome) });
    }
  };
}

function resultOf({ failure, isCutShort, tables }: Extract<SyncEvent, { type: 'run-end' }>['outcome']): string {
  if (failure !== undefined || (tables.failed ?? 0) > 0) return 'failed';
  return isCutShort ? 'cut_short' : 'complete';
}

function labelsOf({ namespace, table, schema }: SyncTable) {
  return { namespace, table, schema };
}

function secondsOf(instant: string | undefined): number | undefined {
  if (instant === undefined) return undefined;
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}
