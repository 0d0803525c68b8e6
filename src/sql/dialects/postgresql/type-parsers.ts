const BOOLEAN = 16;
const NUMBERS = new Set([21, 23, 26]);
const TEXT_ARRAY = 1009;

/** Booleans, small integers and lists of texts are read; the rest stays the text that the server sends. */
export function getTypeParser(oid: number): (text: string) => unknown {
  if (oid === BOOLEAN) return (text) => text === 't';
  if (NUMBERS.has(oid)) return Number;
  if (oid === TEXT_ARRAY) return parseTextArray;
  return (text) => text;
}

/** `{a,"b c",NULL}` */
function parseTextArray(text: string): (string | null)[] {
  return [...text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)].map(([, quoted, bare]) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/gs, '$1');
    return bare === undefined || bare === 'NULL' ? null : bare;
  });
}
