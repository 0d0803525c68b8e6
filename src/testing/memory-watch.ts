import { readFile } from 'node:fs/promises';

const EVERY_MS = 100;

/** Follows the highest resident memory of a process, if the system has `/proc`. */
export interface MemoryWatch {
  /** In KiB; undefined when nothing could be read. */
  peakKb(): number | undefined;
  end(): void;
}

/** Starts to watch the process `pid`. The kernel keeps the peak itself, so that a rare look is enough. */
export function watchMemory(pid: number | undefined): MemoryWatch {
  let peak: number | undefined;
  const look = async () => {
    const kb = await peakOf(pid);
    if (kb !== undefined) peak = Math.max(peak ?? 0, kb);
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  return { peakKb: () => peak, end: () => clearInterval(timer) };
}

/** Undefined for a process that is gone and on systems without `/proc`. */
async function peakOf(pid: number | undefined): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const match = /^VmHWM:\s+(\d+) kB/m.exec(status);
    return match === null ? undefined : Number(match[1]);
  } catch {
    return undefined;
  }
}
