import { CodedError, type ErrorCode, errorText } from '../../errors.js';
import { type JsonValue, parseJson } from '../../util/json.js';

/** A file named on the command line. */
export interface JsonInput {
  readonly path: string;
  readText(): Promise<string>;
}

/** What the user calls the file, and the code of its errors. */
interface InputKind {
  readonly what: string;
  readonly code: ErrorCode;
}

export const CONFIG_INPUT: InputKind = { what: 'configuration', code: 'CDK_CONFIG_INVALID' };
export const CATALOG_INPUT: InputKind = { what: 'configured catalog', code: 'CDK_CATALOG_INVALID' };
export const STATE_INPUT: InputKind = { what: 'state', code: 'CDK_STATE_INVALID' };

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  ENOTDIR: 'its path leads through a file',
};

/**
 * Reads a JSON file. Integers beyond 2^53 come as `bigint`.
 *
 * @throws CodedError of the kind's code when the file is missing, a folder, empty or not JSON. The text of
 * the file is never quoted: it may hold secrets.
 */
export async function readJsonInput(input: JsonInput, kind: InputKind): Promise<JsonValue> {
  const text = await readText(input, kind);
  if (text.trim() === '') throw invalid(input, kind, 'it is empty');
  try {
    // A byte order mark is what some editors put before UTF-8.
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch {
    throw invalid(input, kind, 'it is not valid JSON');
  }
}

async function readText(input: JsonInput, kind: InputKind): Promise<string> {
  try {
    return await input.readText();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw invalid(input, kind, REASONS[code] ?? `it cannot be read (${code || errorText(error)})`, error);
  }
}

function invalid(input: JsonInput, kind: InputKind, why: string, cause?: unknown): CodedError {
  return new CodedError(kind.code, {
    message: `The ${kind.what} file ${input.path} cannot be used: ${why}.`,
    details: { path: input.path },
    cause,
  });
}
