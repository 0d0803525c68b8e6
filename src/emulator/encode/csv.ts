import { DelimitedEncoder, type Dialect } from './delimited.js';
import type { TextEncoding } from './encoder.js';

const SPECIAL = /[",\r\n]/;

/** Quotes values that would be misread, including the empty text and the word for null. */
function quote(text: string): string {
  return SPECIAL.test(text) || text === '' || text === 'NULL' ? `"${text.replaceAll('"', '""')}"` : text;
}

const SILENT_NULL: Dialect = { separator: ',', lineEnd: '\r\n', nullText: '', escape: quote };
const BARE_NULL: Dialect = { ...SILENT_NULL, nullText: 'NULL' };

/** Comma-separated values after RFC 4180, with a header; null is nothing or the bare word, the empty text `""`. */
export const csv: TextEncoding = {
  kind: 'text',
  extension: 'csv.gz',
  mediaType: 'text/csv',
  encoderFor: (columns, layout) => new DelimitedEncoder(layout.bareNull ? BARE_NULL : SILENT_NULL, columns, layout),
};
