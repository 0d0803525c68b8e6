import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonValue } from '../../util/json.js';
import { parseLooseJson } from './parse-loose-json.js';
import type { DapRow, RowKind, RowMembers, RowOp } from './row.js';
import { MAX_NESTING, type RowFaultReason } from './row-fault.js';

/** Parses one line of DAP's JSON Lines. Gives the reason instead of a row when it cannot be handled. */
export function parseJsonRow(line: string, kind: RowKind): DapRow | RowFaultReason {
  if (nestsTooDeep(line)) return 'the line nests more than 500 levels deep';
  const parsed = parseLooseJson(line);
  if (parsed === undefined) return 'the line is not valid JSON';
  if (!isJsonObject(parsed)) return 'the line is not a JSON object';
  return toDapRow(parsed['key'], parsed['value'], parsed['meta'], kind);
}

/** Makes a row of its three parts, or says why they are not a row. The objects are used as they are. */
export function toDapRow(key: unknown, value: unknown, meta: unknown, kind: RowKind): DapRow | RowFaultReason {
  if (!isMembers(key)) return 'the row has no key';
  if (!isMembers(meta) || typeof meta['ts'] !== 'string') return 'the row has no commit time';
  const ts = meta['ts'];
  const op = readOp(meta['action'], kind);
  if (op !== 'U' && op !== 'D') return op;
  if (op === 'D') return { op, key, value: {}, ts };
  if (value === undefined || value === null) return { op, key, value: {}, ts };
  if (!isMembers(value)) return 'the row has a value that is not an object';
  return contradicts(key, value) ? 'a column is in the key and in the value, and they differ' : { op, key, value, ts };
}

/** Snapshots do not say an action; `U` would be true of each of their rows. */
function readOp(action: JsonValue | undefined, kind: RowKind): RowOp | RowFaultReason {
  const isMissing = action === undefined || action === null;
  if (kind === 'snapshot') {
    if (action === 'D') return 'the row of a snapshot is a deletion';
    return isMissing || action === 'U' ? 'U' : 'the row has an unknown action';
  }
  if (isMissing) return 'the row has no action';
  return action === 'U' || action === 'D' ? action : 'the row has an unknown action';
}

function contradicts(key: RowMembers, value: RowMembers): boolean {
  for (const name in key) {
    if (Object.hasOwn(value, name) && !isDeepStrictEqual(key[name], value[name])) return true;
  }
  return false;
}

function isMembers(value: unknown): value is RowMembers {
  return isJsonObject(value);
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
/** Braces differ from brackets by this bit alone. */
const BRACE_BIT = 32;

/** Whether lists and objects lie too deep for the code that walks a row. The call stack bears each level there. */
export function nestsTooDeep(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at += 1;
      while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
    } else if ((code | BRACE_BIT) === (OPEN_BRACKET | BRACE_BIT)) {
      depth += 1;
      if (depth > MAX_NESTING) return true;
    } else if ((code | BRACE_BIT) === (CLOSE_BRACKET | BRACE_BIT)) {
      depth -= 1;
    }
  }
  return false;
}
