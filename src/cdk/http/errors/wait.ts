import { type AnswerPath, valuesIfJson } from '../answer-path.js';
import type { HttpPage } from '../http-page.js';

/** What a number in a header or body stands for; `date` is an HTTP or ISO 8601 date. */
export type WaitUnit = 'seconds' | 'milliseconds' | 'minutes' | 'epoch-seconds' | 'epoch-milliseconds' | 'date';

/** Where an answer tells how long to wait. */
export type ToldWait =
  | { readonly header: string; readonly unit?: WaitUnit; readonly pattern?: RegExp }
  | { readonly body: AnswerPath; readonly unit?: WaitUnit; readonly pattern?: RegExp };

const UNIT_MS = { seconds: 1000, milliseconds: 1, minutes: 60_000, 'epoch-seconds': 1000, 'epoch-milliseconds': 1 };

/**
 * Milliseconds until a request may be tried again, as an answer tells; undefined where it does not. Moments are compared
 * with the server's `Date`, if it gives one.
 *
 * @param nowMs - our time of day
 * @example
 * await toldWaitMs(answer, { body: 'error.retry_at', unit: 'date' }, clock.now())
 */
export async function toldWaitMs(answer: HttpPage, told: ToldWait, nowMs: number): Promise<number | undefined> {
  const text = textOf(answer, told);
  const found = told.pattern === undefined ? text : firstGroup(told.pattern, text ?? '');
  if (found === undefined || found.trim() === '') return undefined;
  const unit = told.unit ?? 'seconds';
  if (unit === 'date') return await untilDate(found.trim(), answer, nowMs);
  const ms = Number(found) * UNIT_MS[unit];
  if (!Number.isFinite(ms)) return undefined;
  return Math.max(0, unit.startsWith('epoch-') ? ms - (await serverNow(answer, nowMs)) : ms);
}

function textOf(answer: HttpPage, told: ToldWait): string | undefined {
  if ('header' in told) return answer.header(told.header);
  const [value] = valuesIfJson(answer, told.body);
  return ['string', 'number', 'bigint'].includes(typeof value) ? String(value) : undefined;
}

function firstGroup(pattern: RegExp, text: string): string | undefined {
  const found = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(text);
  return found?.[1] ?? found?.[0];
}

async function untilDate(text: string, answer: HttpPage, nowMs: number): Promise<number | undefined> {
  const { DateTime } = await import('luxon');
  const dates = [DateTime.fromHTTP(text), DateTime.fromISO(text, { zone: 'utc' })];
  const moment = dates.find(({ isValid }) => isValid);
  return moment === undefined ? undefined : Math.max(0, moment.toMillis() - (await serverNow(answer, nowMs)));
}

async function serverNow(answer: HttpPage, nowMs: number): Promise<number> {
  const { DateTime } = await import('luxon');
  const date = DateTime.fromHTTP(answer.header('date')?.trim() ?? '');
  return date.isValid ? date.toMillis() : nowMs;
}
