/** Starts are spread over a tenth of the time between two runs, but no more than this. */
const LARGEST_DEFAULT_MS = 300_000;
const DEFAULT_SHARE = 0.1;
/** Whatever is asked for: a run begins in the first half of its time. */
const LARGEST_SHARE = 0.5;

/**
 * How long after its instant a run begins, so that not everybody asks the service at the full hour.
 *
 * @param spacingMs - time between two instants
 * @param wantedMs - the longest delay. Default: a tenth of the spacing, 5 minutes at most.
 */
export function jitterOf(spacingMs: number, wantedMs: number | undefined, random: () => number): number {
  const wanted = wantedMs ?? Math.min(spacingMs * DEFAULT_SHARE, LARGEST_DEFAULT_MS);
  return Math.floor(random() * Math.min(wanted, spacingMs * LARGEST_SHARE));
}
