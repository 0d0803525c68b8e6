import { extname } from 'node:path';
import { isJsonObject, type JsonValue, parseJson } from '../../../../util/json.js';

/** What the input of `schema infer` may consist of. */
export const INPUT_FORMATS = ['messages', 'jsonl', 'json', 'csv'] as const;

/** One of {@link INPUT_FORMATS}; `messages` are those of an Airbyte source or a Singer tap. */
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** A long message, of which the beginning is known. */
const BEGINS_AS_MESSAGE = /^\s*\{\s*"type"\s*:\s*"(?:RECORD|SCHEMA|STATE|CATALOG|LOG|TRACE|SPEC|CONTROL)"/m;

/**
 * Tells the format by the name of a file, then by how its content begins. What is neither JSON nor called CSV is taken
 * for the output of a connector, which may begin with any lines.
 *
 * @param name - of the file, without `.gz`; '' for standard input
 * @param head - the first bytes as text
 * @example
 * detectFormat('', '[{"id":1}]')               // 'json'
 * detectFormat('', '{"id":1}\n{"id":2}\n')     // 'jsonl'
 */
export function detectFormat(name: string, head: string): InputFormat {
  const extension = extname(name).toLowerCase();
  if (['.csv', '.tsv'].includes(extension)) return 'csv';
  if (BEGINS_AS_MESSAGE.test(head)) return 'messages';
  if (['.jsonl', '.ndjson'].includes(extension)) return 'jsonl';
  const text = head.trimStart();
  if (text.startsWith('[')) return 'json';
  if (!text.startsWith('{')) return extension === '.json' ? 'json' : 'messages';
  const [first = '', ...others] = text.split('\n');
  const isAlone = others.every((line) => line.trim() === '');
  return isAlone || !isJsonObject(tryParse(first)) ? 'json' : 'jsonl';
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
