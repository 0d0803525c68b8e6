import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const packSchema = z.object({ filename: z.string(), files: z.array(z.object({ path: z.string(), mode: z.number() })) });

/** A file of a packed package: its path in the package and its mode bits. */
export interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

/** A packed package: its archive on disk and what it holds. */
export interface PackedProject {
  readonly archive: string;
  readonly files: readonly PackedFile[];
}

/**
 * Packs the project as `npm publish` would.
 *
 * @throws Error with npm's output if npm fails
 */
export function packProject(folder: string): PackedProject {
  const flags = ['--json', '--ignore-scripts', '--pack-destination', folder];
  const report: unknown = JSON.parse(execFileSync('npm', ['pack', ...flags], { encoding: 'utf8', stdio: 'pipe' }));
  // npm 11 reports a list, later ones a record by package name.
  const [entry] = Array.isArray(report) ? report : Object.values(z.record(z.string(), z.unknown()).parse(report));
  const { filename, files } = packSchema.parse(entry);
  return { archive: join(folder, filename), files };
}
