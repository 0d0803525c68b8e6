import { median } from '../demo/figures.js';
import { SOURCE_PROGRAM } from '../demo/platform.js';
import { runMeasured } from './measured-run.js';

const SAMPLES = 20;
/** Runs of a sample: the system shows CPU in hundredths of a second, too coarse for one short run. */
const RUNS_PER_SAMPLE = 5;

/** Start-up figures. */
export interface StartUpResult {
  readonly nodeCpuMs: number;
  readonly specCpuMs: number;
  /** Median of the ratios of the pairs. */
  readonly ratio: number;
  readonly specPeakMib: number;
}

/** CPU of `source-dap spec` against an empty Node, by pairs in turn. */
export async function measureStartUp(onProgress: (text: string) => void): Promise<StartUpResult> {
  const pairs: { node: number; spec: number }[] = [];
  let peak = 0;
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    onProgress(`start-up, pair ${sample} of ${SAMPLES}`);
    const node = await sampleOf(['-e', '0']);
    const spec = await sampleOf([SOURCE_PROGRAM, 'spec']);
    pairs.push({ node: node.cpuMs, spec: spec.cpuMs });
    peak = Math.max(peak, spec.peakBytes);
  }
  return {
    nodeCpuMs: median(pairs.map(({ node }) => node)),
    specCpuMs: median(pairs.map(({ spec }) => spec)),
    ratio: median(pairs.map(({ node, spec }) => spec / node)),
    specPeakMib: peak / 2 ** 20,
  };
}

async function sampleOf(args: readonly string[]): Promise<{ cpuMs: number; peakBytes: number }> {
  let cpuMs = 0;
  let peakBytes = 0;
  for (let run = 0; run < RUNS_PER_SAMPLE; run += 1) {
    const figures = await runMeasured(process.execPath, args);
    cpuMs += figures.cpuMs;
    peakBytes = Math.max(peakBytes, figures.peakBytes);
  }
  return { cpuMs: cpuMs / RUNS_PER_SAMPLE, peakBytes };
}
