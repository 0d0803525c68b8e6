import type { VersionChange } from './compare-versions.js';

/**
 * The changes for people: by stream, those first that break, and within each the changes that break.
 *
 * @example
 * diffReport([{ in: 'catalog', breaking: true, stream: 'users', place: 'email', what: 'field removed' }])
 * // users
 * //   BREAKING  email: field removed
 * //
 * // 1 change, 1 of them breaking.
 */
export function diffReport(changes: readonly VersionChange[]): string {
  if (changes.length === 0) return 'No changes.\n';
  const groups = new Map<string, VersionChange[]>();
  for (const change of sorted(changes)) {
    const title = change.stream ?? change.in;
    groups.set(title, [...(groups.get(title) ?? []), change]);
  }
  const blocks = [...groups].map(([title, group]) => [title, ...group.map(showChange), ''].join('\n'));
  return `${[...blocks, summary(changes)].join('\n')}\n`;
}

/** The changes for programs. */
export function diffJson(changes: readonly VersionChange[]): string {
  const report = { breaking: changes.some((change) => change.breaking), changes: sorted(changes) };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Both sorts are stable, so that the order of fields stays. */
function sorted(changes: readonly VersionChange[]): VersionChange[] {
  const broken = new Set(changes.filter((change) => change.breaking).map((change) => change.stream));
  const rank = (change: VersionChange): number => (change.breaking ? 0 : broken.has(change.stream) ? 1 : 2);
  const streams = [...new Set([...broken, ...changes.map((change) => change.stream)])];
  const order = new Map(streams.map((stream, index) => [stream, index]));
  const place = (change: VersionChange): number => order.get(change.stream) ?? 0;
  return changes.toSorted((left, right) => place(left) - place(right) || rank(left) - rank(right));
}

function showChange({ breaking, place, what }: VersionChange): string {
  return `  ${breaking ? 'BREAKING' : 'safe    '}  ${place === '' ? what : `${place}: ${what}`}`;
}

function summary(changes: readonly VersionChange[]): string {
  const count = changes.filter((change) => change.breaking).length;
  const total = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  return `${total}, ${count === 0 ? 'none' : count} of them breaking.`;
}
