import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Output after which the space of young objects is collected. */
const COLLECT_EVERY_BYTES = 4 * 1024 * 1024;

/** The engines after that of Node 20. */
const IS_LARGE_ENGINE = Number.parseInt(process.versions.node, 10) > 20;

type Collect = (options: { readonly type: 'minor' }) => void;

/**
 * Keeps the process small. Records die as soon as they are written, and what lives is some 20 MB; left alone, the
 * engine nevertheless lets its heap grow to several times that before it collects. All settings are read at each
 * collection, so they work on a running engine.
 *
 * - The heap may grow by half of what lives before it is collected again. Newer engines take some 10 MB more for the
 *   same work; there it may grow by a third, and memory counts more than speed. That costs CPU, so Node 20 is spared it.
 * - The space of young objects stays at its first size: a batch of records fits into it.
 * - Buffers lie outside the heap, where tens of dead megabytes do not make the engine collect. So the young ones,
 *   which own these buffers, are collected at a steady pace; it takes about a millisecond.
 * - WebAssembly is compiled plainly: optimising the small HTTP parser of the transport takes some 35 MB for a moment
 *   and gains nothing that can be measured. Set before that parser is loaded. The first of the three flags implies the
 *   others only on the command line of Node; newer engines optimise at run time unless all are given.
 * - Functions are compiled plainly, then optimised once. The compiler between the two, which newer engines have, takes
 *   some 10 MB when many tables with code of their own are read.
 *
 * May be called again.
 *
 * @returns a function to call with the size of each piece of output.
 */
export function holdMemory(): (writtenBytes: number) => void {
  setFlagsFromString(`--heap-growing-percent=${IS_LARGE_ENGINE ? 35 : 50}`);
  if (IS_LARGE_ENGINE) setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--liftoff-only');
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  setFlagsFromString('--no-maglev');
  setFlagsFromString('--expose-gc');
  const collect: Collect = runInNewContext('gc');
  let sinceCollection = 0;
  return (writtenBytes) => {
    sinceCollection += writtenBytes;
    if (sinceCollection < COLLECT_EVERY_BYTES) return;
    sinceCollection = 0;
    collect({ type: 'minor' });
  };
}
