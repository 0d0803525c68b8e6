import { isJsonObject } from '../../../util/json.js';

/** The value at a path of a JSON value; undefined where there is none. */
export function valueAt(value: unknown, path: string | readonly string[]): unknown {
  let found: unknown = value;
  for (const name of typeof path === 'string' ? [path] : path) {
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}
