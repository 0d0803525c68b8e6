import type { Span, Tracer } from '@opentelemetry/api';
import { loadPackage } from '../../util/load-package.js';
import { VERSION } from '../../version.js';
import type { RunOutcome, SyncEvent, SyncTable, TableOutcome } from '../contract/events.js';
import { keyOf } from './service-state.js';

type Api = typeof import('@opentelemetry/api');

/**
 * Turns events into spans of OpenTelemetry: one for a run, one in it for each table, one in that for each phase. Without
 * an SDK in the process they cost nothing and go nowhere: load yours with `node --import`.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` without `@opentelemetry/api`.
 */
export async function createSpans(): Promise<(event: SyncEvent) => void> {
  const api = await loadPackage('@opentelemetry/api', async () => await import('@opentelemetry/api'));
  const spans = new Spans(api);
  return (event) => spans.apply(event);
}

/** The spans that are open. */
class Spans {
  readonly #api: Api;
  readonly #tracer: Tracer;
  readonly #tables = new Map<string, { readonly span: Span; phase?: Span }>();
  #run: Span | undefined;

  constructor(api: Api) {
    this.#api = api;
    this.#tracer = api.trace.getTracer('dap-sync', VERSION);
  }

  apply(event: SyncEvent): void {
    switch (event.type) {
      case 'run-begin':
        this.#run = this.#tracer.startSpan('dap.sync.run', {
          attributes: {
            'dap.run.id': event.run,
            'dap.run.reason': event.reason,
            'dap.run.tables': event.tables.length,
          },
        });
        break;
      case 'table-begin':
        this.#tables.set(keyOf(event.table), {
          span: this.#child(this.#run, `dap.sync.${event.action}`, attributesOf(event.table)),
        });
        break;
      case 'phase':
        this.#beginPhase(event.table, event.phase);
        break;
      case 'table-end':
        this.#endTable(event.outcome);
        break;
      case 'run-end':
        this.#endRun(event.outcome);
        break;
      case 'progress':
      case 'note':
      case 'schedule':
        break;
      default:
        event satisfies never;
    }
  }

  #beginPhase(table: SyncTable, phase: string): void {
    const open = this.#tables.get(keyOf(table));
    if (open === undefined) return;
    open.phase?.end();
    open.phase = this.#child(open.span, `dap.sync.${phase}`, attributesOf(table));
  }

  #endTable({ table, status, upserted, deleted, code, reason, jobId }: TableOutcome): void {
    const open = this.#tables.get(keyOf(table));
    if (open === undefined) return;
    this.#tables.delete(keyOf(table));
    open.phase?.end();
    open.span.setAttributes({ 'dap.status': status, 'dap.rows.written': upserted, 'dap.rows.deleted': deleted });
    if (jobId !== undefined) open.span.setAttribute('dap.job.id', jobId);
    if (status === 'failed') this.#fail(open.span, reason, code);
    open.span.end();
  }

  #endRun({ failure, isCutShort }: RunOutcome): void {
    for (const { span, phase } of this.#tables.values()) {
      phase?.end();
      span.end();
    }
    this.#tables.clear();
    this.#run?.setAttribute('dap.run.cut_short', isCutShort);
    if (failure !== undefined && this.#run !== undefined) this.#fail(this.#run, failure.message, failure.code);
    this.#run?.end();
    this.#run = undefined;
  }

  #fail(span: Span, message: string | undefined, code: string | undefined): void {
    span.setStatus({
      code: this.#api.SpanStatusCode.ERROR,
      ...(message === undefined ? {} : { message }),
    });
    if (code !== undefined) span.setAttribute('error.type', code);
  }

  #child(parent: Span | undefined, name: string, attributes: Record<string, string>): Span {
    const { context, trace } = this.#api;
    const within = parent === undefined ? context.active() : trace.setSpan(context.active(), parent);
    return this.#tracer.startSpan(name, { attributes }, within);
  }
}

function attributesOf({ namespace, table, schema }: SyncTable): Record<string, string> {
  return { 'dap.namespace': namespace, 'dap.table': table, 'dap.schema': schema };
}
