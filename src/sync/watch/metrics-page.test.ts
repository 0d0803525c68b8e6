import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SyncEvent } from '../contract/events.js';
import { createMetrics } from './metrics.js';
import { StateKeeper } from './service-state.js';
import { outcomeOf, runEnd, runOf, tableEnd, USERS } from './watch.test-helper.js';

const NOW = '2026-03-02T12:30:00.000Z';
const TABLE_LABELS = ['namespace', 'table', 'schema'];

interface Metric {
  readonly name: string;
  readonly kind: string;
  readonly labels: string;
  readonly meaning: string;
}

/** The rows of the page, in the order of their names. */
function ofPage(): readonly Metric[] {
  const [, block = ''] = /<!-- metrics: begin -->\n(.*?)<!-- metrics: end -->/s.exec(read('docs/sync.md')) ?? [];
  const cells = block
    .trim()
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  return sorted(cells.map(([, name = '', kind = '', labels = '', meaning = '']) => ({ name, kind, labels, meaning })));
}

/** What Prometheus reads when everything has a sample. */
async function ofProgram(): Promise<readonly Metric[]> {
  const keeper = new StateKeeper(() => NOW);
  const metrics = await createMetrics(() => keeper.state);
  const events: readonly SyncEvent[] = [
    runOf('r1', NOW, [USERS]),
    { type: 'table-begin', run: 'r1', table: USERS, action: 'synchronize' },
    { type: 'progress', run: 'r1', table: USERS, rows: 1, files: 1, ofFiles: 2 },
    tableEnd('r1', outcomeOf(USERS, NOW)),
    runEnd('r1', NOW),
    { type: 'schedule', next: NOW },
    { type: 'progress', run: 'r2', table: USERS, rows: 1, files: 1, ofFiles: 2 },
  ];
  for (const event of events) {
    keeper.apply(event);
    metrics.apply(event);
  }
  const text = await metrics.text();
  const helps = [...text.matchAll(/^# HELP (dap_sync_\w+) (.*)$/gm)];
  return sorted(
    helps.map(([, name = '', meaning = '']) => {
      const [, kind = ''] = new RegExp(`^# TYPE ${name} (\\w+)$`, 'm').exec(text) ?? [];
      return { name, kind, labels: labelsOf(text, name), meaning };
    }),
  );
}

function labelsOf(text: string, name: string): string {
  const [, labels = ''] = new RegExp(`^${name}(?:_count)?(?:\\{([^}]*)\\})? `, 'm').exec(text) ?? ['', 'no sample'];
  const names = labels.split(',').flatMap((label) => label.split('=')[0] || []);
  const isOfTable = TABLE_LABELS.every((label) => names.includes(label));
  return isOfTable ? ['table', ...names.filter((label) => !TABLE_LABELS.includes(label))].join(', ') : names.join(', ');
}

function sorted(metrics: readonly Metric[]): readonly Metric[] {
  return metrics.toSorted((a, b) => a.name.localeCompare(b.name));
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

test('docs/sync.md has each metric with its kind, its labels and what it means', async () => {
  const found = await ofProgram();
  expect(found.length).toBeGreaterThan(10);
  expect(ofPage()).toEqual(found);
});
