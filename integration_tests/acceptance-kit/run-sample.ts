import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AcceptanceOptions, type AcceptanceReport, runAcceptanceSuite } from '../../src/testing/index.js';

/** The program of the sample source. */
export const SAMPLE = fileURLToPath(new URL('sample/sample-source.mjs', import.meta.url));

/** A module of the sample source, which has no types. */
export async function sampleModule<T>(name: string): Promise<T> {
  return await import(new URL(`sample/${name}`, import.meta.url).href);
}

/** What the suite is given for the sample source. */
export interface SampleInputs {
  readonly CONFIG: Readonly<Record<string, unknown>>;
  readonly INVALID_CONFIG: Readonly<Record<string, unknown>>;
  readonly SPEC: Readonly<Record<string, unknown>>;
  readonly CATALOG: NonNullable<AcceptanceOptions['previousCatalog']>;
  readonly METADATA: Readonly<Record<string, unknown>>;
  readonly DOCS: string;
  readonly EXPECTED_RECORDS: NonNullable<AcceptanceOptions['expectedRecords']>;
}

/** Calls `use` with a folder in which a sample source keeps its token and the number of its batches. */
export async function withSampleFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'acceptance-kit-'));
  try {
    await writeFile(join(folder, 'token'), '1');
    await writeFile(join(folder, 'batches'), '0');
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The shell command that makes new data. */
export const MAKE_NEW_DATA = 'echo 1 > "$SAMPLE_FOLDER/batches"';

/** Replaces what the suite is given; null for `between` leaves it out. */
export type SampleOptions = Partial<Omit<AcceptanceOptions, 'between'>> & {
  readonly between?: AcceptanceOptions['between'] | null;
};

/** Runs the suite on the sample source, or on what `SAMPLE_FAULT` makes of it, with every input there is. */
export async function runSample(
  fault: string,
  { between = MAKE_NEW_DATA, ...options }: SampleOptions = {},
): Promise<AcceptanceReport> {
  const inputs = await sampleModule<SampleInputs>('inputs.mjs');
  return await withSampleFolder(
    async (folder) =>
      await runAcceptanceSuite({
        command: [process.execPath, SAMPLE],
        env: { PATH: process.env['PATH'] ?? '', SAMPLE_FOLDER: folder, SAMPLE_FAULT: fault },
        config: inputs.CONFIG,
        invalidConfig: inputs.INVALID_CONFIG,
        ...(between === null ? {} : { between }),
        expectedSpec: inputs.SPEC,
        previousSpec: inputs.SPEC,
        previousCatalog: inputs.CATALOG,
        metadata: inputs.METADATA,
        docs: inputs.DOCS,
        streamsWithoutKey: ['countries'],
        expectedRecords: inputs.EXPECTED_RECORDS,
        fillAllColumns: true,
        maxResumes: 3,
        ...options,
      }),
  );
}

/** The numbers of the rules with this outcome. */
export function numbers(report: AcceptanceReport, outcome: string): string[] {
  return report.assertions.filter((assertion) => assertion.outcome === outcome).map(({ id }) => id);
}
