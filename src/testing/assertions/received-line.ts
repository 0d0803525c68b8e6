import { isJsonObject, type JsonValue, parseJson } from '../../util/json.js';
import type { ReceivedMessage } from '../received-message.js';
import { exposeFractions } from './expose-fractions.js';
import { receivedMessageSchema } from './protocol-shapes.js';

/** A line of standard output and what it says. */
export interface ReceivedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Undefined if the line is not a message that a platform would accept. */
  readonly message?: ReceivedMessage;
  /** What keeps it from being one; names and types only. */
  readonly problems: readonly string[];
}

/**
 * Reads a line by the rules that hold for every source: required fields and types; keys beyond the protocol are
 * allowed and optional fields may be null. Integers beyond 2^53 come as `bigint`.
 *
 * @example
 * readLine('hello', 1).problems // ['not JSON']
 */
export function readLine(text: string, number: number): ReceivedLine {
  const value = parse(text);
  if (value === undefined) return { number, text, problems: [text.trim() === '' ? 'an empty line' : 'not JSON'] };
  const problems = isPlainRecord(value) ? [] : shapeProblems(value);
  problems.push(...fractionProblems(value, text));
  return problems.length > 0 || !isJsonObject(value)
    ? { number, text, problems }
    : { number, text, problems, message: withOwnPayload(value) };
}

const PAYLOADS: Readonly<Record<string, string>> = { CONNECTION_STATUS: 'connectionStatus' };

/** Only what belongs to the type: other members are unchecked, and null where an absent one is written out. */
function withOwnPayload(value: Readonly<Record<string, unknown>>): ReceivedMessage {
  const type = String(value['type']);
  const name = PAYLOADS[type] ?? type.toLowerCase();
  const payload = value[name];
  const hasTypedNulls = type === 'RECORD' || type === 'STATE' || !isJsonObject(payload);
  return { type, [name]: hasTypedNulls ? payload : withoutNulls(payload) } as unknown as ReceivedMessage;
}

function withoutNulls(value: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/** Reads lines that are at hand, numbered from 1. */
export function readLines(lines: readonly string[]): ReceivedLine[] {
  return lines.map((text, index) => readLine(text, index + 1));
}

function parse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The common line, for which the long way costs too much. */
function isPlainRecord(value: JsonValue): boolean {
  if (!isJsonObject(value) || value['type'] !== 'RECORD' || !isJsonObject(value['record'])) return false;
  const { stream, namespace, data, emitted_at: emittedAt, meta, file_reference: file } = value['record'];
  const isNamed = typeof stream === 'string' && (namespace ?? undefined) === undefined;
  return isNamed && isJsonObject(data) && Number.isSafeInteger(emittedAt) && meta === undefined && file === undefined;
}

function shapeProblems(value: JsonValue): string[] {
  const parsed = receivedMessageSchema.safeParse(value);
  if (parsed.success) return [];
  const texts = parsed.error.issues.map((issue) => {
    const place = issue.path.map(String).join('.');
    return `${place === '' ? 'message' : place}: ${issue.message}`;
  });
  return [...new Set(texts)];
}

/** `1.0` is not an integer, though the parsed value does not show it. */
function fractionProblems(value: JsonValue, text: string): string[] {
  if (!/"emitted_at"\s*:\s*-?\d+[.eE]/.test(text) || !isJsonObject(value) || value['type'] !== 'RECORD') return [];
  const exposed = parse(exposeFractions(text));
  const record = isJsonObject(exposed) ? exposed['record'] : undefined;
  const emittedAt = isJsonObject(record) ? record['emitted_at'] : undefined;
  return typeof emittedAt === 'number' && !Number.isInteger(emittedAt)
    ? ['record.emitted_at: is written with a fraction or an exponent']
    : [];
}
