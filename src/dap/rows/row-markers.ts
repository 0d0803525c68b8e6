/** What a text stands for when it is one of DAP's own: a value that was too large, or one that its schema did not foresee. */
export type Marker = 'oversized' | 'unspecified';

/** DAP's texts in the place of values; `__cd2_` is the older name. */
const MARKERS: ReadonlyMap<string, Marker> = new Map<string, Marker>([
  ['__dap_oversized_truncated__', 'oversized'],
  ['__cd2_oversized_truncated__', 'oversized'],
  ['__dap_unspecified__', 'unspecified'],
]);

const UNDERSCORE = 95;

/** What `text` stands for; undefined for a value of its own. */
export function markerOf(text: string): Marker | undefined {
  // Hardly any text begins like that, so hardly any is looked up.
  return text.charCodeAt(0) === UNDERSCORE ? MARKERS.get(text) : undefined;
}
