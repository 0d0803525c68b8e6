import type { Breach, BreachChange } from '../objectives.js';

/** What is told when objectives are broken or met again: all changes of one look together. */
export interface Alert {
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** Name of the service, to tell several apart. */
  readonly service: string;
  readonly changes: readonly BreachChange[];
}

/** Somewhere that alerts go to. */
export interface AlertTarget {
  /** For messages; without a secret: the address of a webhook is one. */
  readonly name: string;
  send(alert: Alert, signal?: AbortSignal): Promise<void>;
}

const SECOND = 1000;
const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400 * SECOND],
  ['h', 3600 * SECOND],
  ['min', 60 * SECOND],
  ['s', SECOND],
];

/** The first line: how many of what. */
export function subjectOf({ service, changes }: Alert): string {
  const broken = changes.filter(({ state }) => state === 'broken').length;
  const met = changes.length - broken;
  const parts = [
    ...(broken === 0 ? [] : [`${broken} ${broken === 1 ? 'objective is' : 'objectives are'} broken`]),
    ...(met === 0 ? [] : [`${met} ${met === 1 ? 'is' : 'are'} met again`]),
  ];
  return `${service}: ${parts.join(', ')}`;
}

/** A line for each change. */
export function linesOf({ changes }: Alert): readonly string[] {
  return changes.map(({ state, breach }) => (state === 'met' ? metLine(breach) : brokenLine(breach)));
}

function metLine({ table, kind }: Breach): string {
  const what = kind === 'age' ? 'is synchronized again' : 'no longer fails';
  return `met: ${table.namespace}.${table.table} ${what}`;
}

function brokenLine({ table, kind, value, limit, reason, code, advice }: Breach): string {
  const what =
    kind === 'age'
      ? `was last synchronized ${duration(value)} ago (objective: ${duration(limit)})`
      : `has failed ${value} times in a row (objective: fewer than ${limit})`;
  const why = reason === undefined ? '' : `: ${reason}${code === undefined ? '' : ` [${code}]`}`;
  const help = advice === undefined ? '' : ` ${advice}`;
  return `broken: ${table.namespace}.${table.table} ${what}${why}${help}`;
}

/**
 * A duration by its two largest units.
 *
 * @example
 * duration(93_600_000) // '1 d 2 h'
 */
function duration(ms: number): string {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first === -1) return '0 s';
  let rest = ms;
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}
