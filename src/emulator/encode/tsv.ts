import { DelimitedEncoder, type Dialect } from './delimited.js';
import type { TextEncoding } from './encoder.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
};
const SPECIAL = /[\0\b\t\n\v\f\r\\]/;
const ALL_SPECIAL = /[\0\b\t\n\v\f\r\\]/g;

const DIALECT: Dialect = {
  separator: '\t',
  lineEnd: '\n',
  nullText: '\\N',
  escape: (text) => (SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (sign) => ESCAPES[sign] ?? sign) : text),
};

/** Tab-separated values in the text form of PostgreSQL's COPY, with a header; null is `\N`, the empty text nothing. */
export const tsv: TextEncoding = {
  kind: 'text',
  extension: 'tsv.gz',
  mediaType: 'text/plain',
  encoderFor: (columns, layout) => new DelimitedEncoder(DIALECT, columns, layout),
};
