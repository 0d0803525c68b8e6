import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the process small. Records die as soon as they are written, and what lives is some 20 MB; left alone, the
 * engine nevertheless lets its heap grow to several times that before it collects. Both settings are read at each
 * collection, so they work on a running engine.
 *
 * - The heap may grow by half of what lives before it is collected again.
 * - The space of young objects stays at its first size: a batch of records fits into it.
 */
export function holdMemory(): void {
  setFlagsFromString('--heap-growing-percent=50');
  setFlagsFromString('--semi-space-growth-factor=1');
}
