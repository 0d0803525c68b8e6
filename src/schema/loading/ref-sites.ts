import traverse from 'json-schema-traverse';
import { pointerStep } from '../json-pointer.js';
import { isSchemaObject, type JsonSchema, ownValue, setOwn } from '../json-schema.js';

/** A `$ref` in a schema: its text, its place, and how to replace it. */
interface RefSite {
  readonly ref: string;
  /** The JSON pointer of the schema that holds the `$ref`. */
  readonly pointer: string;
  readonly schema: JsonSchema;
  /** Puts `replacement` in the place of the schema; the root has no place of its own. */
  readonly replace: ((replacement: JsonSchema) => void) | undefined;
}

/** Keywords with sample values; a `$ref` there is data. Traverse itself skips the others. */
const SAMPLE_KEYWORDS = ['example', 'examples'];
/** Keywords that hold lists but may be written as a `$ref` to one, which traverse would skip. */
const LIST_KEYWORDS = ['enum', 'required'];

/**
 * The `$ref`s of a schema, inner ones before outer ones. Those in `default`, `const`, `enum` and `examples` values are
 * data, and so is a property that is called `$ref`.
 */
export function findRefSites(root: JsonSchema): RefSite[] {
  const sites: RefSite[] = [];
  const samples: string[] = [];
  const note = (schema: JsonSchema, pointer: string, replace?: (replacement: JsonSchema) => void): void => {
    const ref = ownValue(schema, '$ref');
    if (typeof ref === 'string') sites.push({ ref, pointer, schema, replace });
  };
  const pre: traverse.Callback = (_schema, pointer, _root, _parentPointer, keyword) => {
    if (SAMPLE_KEYWORDS.includes(keyword ?? '')) samples.push(pointer);
  };
  const post: traverse.Callback = (schema, pointer, _root, _parentPointer, keyword, parent, key) => {
    if (samples.some((sample) => pointer === sample || pointer.startsWith(`${sample}/`))) return;
    for (const name of LIST_KEYWORDS) {
      const value = ownValue(schema, name);
      if (isSchemaObject(value)) note(value, `${pointer}${pointerStep(name)}`, (list) => setOwn(schema, name, list));
    }
    note(schema, pointer, replacer(parent, keyword, key));
  };
  traverse(root, { allKeys: true, cb: { pre, post } });
  return sites;
}

function replacer(
  parent: JsonSchema | undefined,
  keyword: string | undefined,
  key: string | number | undefined,
): RefSite['replace'] {
  if (parent === undefined || keyword === undefined) return undefined;
  if (key === undefined) return (replacement) => setOwn(parent, keyword, replacement);
  return (replacement) => setOwn(ownValue(parent, keyword) as object, String(key), replacement);
}
