/** A version of JSON Schema that can be read; those before it differ in what is required. */
export type Dialect = 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12';

/** The dialect that every schema has once it was read, by the URI of its meta-schema. */
export const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';

/**
 * By what stands between `draft` and `schema` in the URI. Draft 05 is 04 with other words. `schema` alone means the
 * newest draft of its time, which was one of those up to 07.
 */
const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['04', 'draft-04'],
  ['05', 'draft-04'],
  ['06', 'draft-06'],
  ['07', 'draft-07'],
  ['2019-09', '2019-09'],
  ['2020-12', '2020-12'],
  ['', 'draft-07'],
]);

/** `http`, `https` or neither, with or without `www`, `#` and slashes at the end, `hyper-schema`, one digit for two. */
const META_SCHEMA =
  /^(?:https?:)?(?:\/\/)?(?:www\.)?json-schema\.org\/+(?:draft[-/]?v?([\d-]+)\/+)?(?:hyper-)?schema(?:\.json)?[/#]*$/i;

/** Drafts in which `required` stands at each property, and `type` may hold schemas. */
const TOO_OLD = ['00', '01', '02', '03'];

/**
 * Reads the value of `$schema`.
 *
 * @returns the dialect; undefined where none is named; otherwise a clause that says why it cannot be read
 * @example
 * readDialect('https://json-schema.org/draft/2020-12/schema') // { dialect: '2020-12' }
 * readDialect('http://json-schema.org/draft-03/schema#')
 * // { problem: 'names draft 03, which is too different from later drafts to be read: convert it to draft-07' }
 */
export function readDialect($schema: unknown): { readonly dialect?: Dialect; readonly problem?: string } {
  if ($schema === undefined) return {};
  if (typeof $schema !== 'string') return { problem: 'must be a text, the URI of a draft of JSON Schema' };
  const match = META_SCHEMA.exec($schema.trim());
  const draft = match === null ? undefined : (match[1] ?? '').replace(/^\d$/, '0$&');
  const dialect = draft === undefined ? undefined : DIALECTS.get(draft);
  if (dialect !== undefined) return { dialect };
  if (draft !== undefined && TOO_OLD.includes(draft)) {
    const reason = 'which is too different from later drafts to be read: convert it to draft-07';
    return { problem: `names draft ${draft}, ${reason}` };
  }
  const known = 'none of the drafts 04, 06, 07, 2019-09 and 2020-12 of JSON Schema';
  return { problem: `is ${JSON.stringify($schema)}, ${known}: use ${DRAFT_07}` };
}
