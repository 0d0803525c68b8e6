import { createHash } from 'node:crypto';
import { CodedError } from '../errors.js';

/** Where a queue lives. */
export interface QueueAddress {
  readonly kind: 'postgresql' | 'redis';
  /** May hold a password. */
  readonly url: string;
  /** Without its password, for messages. */
  readonly display: string;
}

const KINDS: Readonly<Record<string, QueueAddress['kind']>> = {
  'postgres:': 'postgresql',
  'postgresql:': 'postgresql',
  'redis:': 'redis',
  'rediss:': 'redis',
};

/**
 * Reads the address of a queue.
 *
 * @throws CodedError `TOOL_INPUT`; never with a password.
 * @example
 * parseQueueAddress('redis://:secret@10.0.0.5:6379').display // 'redis://10.0.0.5:6379'
 */
export function parseQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const kind = url === undefined ? undefined : KINDS[url.protocol];
  if (url === undefined || kind === undefined) {
    const message = 'The address of a queue must begin with postgres:// or redis:// (rediss:// with TLS).';
    throw new CodedError('TOOL_INPUT', { message });
  }
  return { kind, url: text, display: `${url.protocol}//${url.host}${url.pathname}` };
}

const NAME_DIGITS = 12;

/**
 * The name of the queue of a service: processes with the same target and account find each other, others that use the
 * same server do not.
 *
 * @param parts - what tells services apart, without secrets
 */
export function queueNameOf(parts: readonly string[]): string {
  return `dap-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, NAME_DIGITS)}`;
}
