import type { DapEvent } from '../../dap/index.js';
import type { Display } from './display.js';

/** Shows what an event of the client says about a table. */
export function showEvent(display: Display, event: DapEvent): void {
  if (event.type === 'job' && (event.status === 'waiting' || event.status === 'running')) {
    display.update(`${event.namespace}.${event.table}`, { phase: event.status });
  } else if (event.type === 'job-again') {
    display.update(`${event.namespace}.${event.table}`, { phase: 'submitting' });
  } else if (event.type === 'download') {
    display.update(`${event.namespace}.${event.table}`, {
      phase: 'downloading',
      filesDone: event.filesDone,
      filesTotal: event.files,
      bytes: event.storedBytes,
      expectedBytes: event.expectedBytes,
    });
  }
}
