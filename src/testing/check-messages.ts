import { airbyteMessageSchema } from '../protocol/messages.js';
import { type JsonValue, parseJson } from '../util/json.js';

/**
 * Checks every line against the strict protocol types: one JSON object per line, no key that the protocol does
 * not know, nothing missing.
 *
 * @returns what is wrong, each with its line number from 1; no record value is quoted.
 * @example
 * checkMessages(['hello']) // ['line 1: not JSON']
 */
export function checkMessages(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => checkLine(line).map((problem) => `line ${index + 1}: ${problem}`));
}

function checkLine(line: string): string[] {
  let value: JsonValue;
  try {
    value = parseJson(line);
  } catch {
    return ['not JSON'];
  }
  const parsed = airbyteMessageSchema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'message'}: ${issueText(issue)}`);
}

function issueText(issue: {
  readonly code?: string;
  readonly message: string;
  readonly keys?: readonly string[];
}): string {
  return issue.code === 'unrecognized_keys' ? `unknown key ${issue.keys?.join(', ')}` : issue.message;
}
