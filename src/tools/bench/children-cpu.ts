import { readFileSync } from 'node:fs';

/** Fields of /proc/self/stat after the program's name, which ends with the last parenthesis. */
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;
/** Linux shows times in hundredths of a second, whatever its internal clock. */
const MS_PER_TICK = 10;

/**
 * CPU (user and system) of all child processes that ended and were waited for, in milliseconds. The kernel adds a
 * child's exact total at its end, its threads included; the emulator, which still runs, is not in it. So the growth
 * over one child's life is that child's CPU, to a hundredth of a second.
 *
 * @throws Error on systems without /proc.
 */
export function endedChildrenCpuMs(): number {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM])) * MS_PER_TICK;
}
