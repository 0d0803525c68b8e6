import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 25;
const MS_PER_TICK = 10;
/** Fields of /proc/<pid>/stat after the program's name. */
const USER = 11;
const SYSTEM = 12;

/** Watches what a database server spends while something is measured. */
export interface ServerCpu {
  /** Ends the watch. Milliseconds since it began. */
  stop(): number;
}

/** No server: the work is done in the process that is measured. */
export function watchNothing(): ServerCpu {
  return { stop: () => 0 };
}

/**
 * CPU of the backends of one database of PostgreSQL, and of the parallel workers that help them. Their titles in /proc
 * name both; a backend ends with its connection, so they are looked at again and again.
 */
export function watchBackends(database: string): ServerCpu {
  const spent = new Map<number, number>();
  const look = (): void => {
    const titles = processTitles();
    const backends = titles.filter(({ title }) => title.startsWith('postgres:') && title.includes(` ${database} `));
    const workers = titles.filter(({ title }) =>
      backends.some(({ pid }) => title.trim().endsWith(`parallel worker for PID ${pid}`)),
    );
    for (const { pid } of [...backends, ...workers]) spent.set(pid, cpuMsOf(pid) ?? spent.get(pid) ?? 0);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return [...spent.values()].reduce((sum, ms) => sum + ms, 0);
    },
  };
}

/** CPU of a whole server process, which serves others too: a busy server makes the figure too large. */
export function watchProcess(names: readonly string[]): ServerCpu {
  const pid = processIds().find((id) => names.includes(textOf(`/proc/${id}/comm`).trim()));
  const cpuMs = (): number => (pid === undefined ? Number.NaN : (cpuMsOf(pid) ?? Number.NaN));
  const before = cpuMs();
  return { stop: () => cpuMs() - before };
}

/** User and system time from the line of /proc/<pid>/stat, in milliseconds. */
export function cpuMsOfStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER]) + Number(fields[SYSTEM])) * MS_PER_TICK;
}

function cpuMsOf(pid: number): number | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat === '' ? undefined : cpuMsOfStat(stat);
}

function processTitles(): readonly { readonly pid: number; readonly title: string }[] {
  return processIds().map((pid) => ({ pid, title: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }));
}

function processIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Empty for a process that is gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
