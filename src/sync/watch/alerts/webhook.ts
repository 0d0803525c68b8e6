import { randomUUID } from 'node:crypto';
import { CodedError, errorText } from '../../../errors.js';
import { isSecureUrl } from '../../../http/secure-url.js';
import type { HttpResponse, Send } from '../../../http/transport.js';
import { withRetry } from '../../../http/with-retry.js';
import { type Clock, systemClock } from '../../../util/clock.js';
import { type Alert, type AlertTarget, linesOf, subjectOf } from './alert.js';

/** Forms of the body that a webhook takes. */
export const WEBHOOK_FORMS = ['json', 'slack', 'teams'] as const;
export type WebhookForm = (typeof WEBHOOK_FORMS)[number];

/** A webhook. */
export interface WebhookOptions {
  /** A secret: whoever knows it can post. */
  readonly url: string;
  readonly form: WebhookForm;
  /** Sent as the header `authorization`. */
  readonly authorization?: string | undefined;
  readonly send: Send;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

const RETRIES = {
  maxAttempts: 5,
  maxAttemptsUnknownHost: 5,
  baseDelayMs: 1000,
  maxDelayMs: 30_000,
  rateLimitDelayMs: 10_000,
  rateLimitTotalMs: 120_000,
};

/**
 * Posts alerts to a webhook. A receiver sees one alert more than once if its answer is lost: `id` of the JSON form, also
 * in the header `idempotency-key`, tells.
 *
 * @throws CodedError `SYNC_ALERT` for an address that is none, or where secrets would travel unprotected.
 */
export function webhookTarget(options: WebhookOptions): AlertTarget {
  const { clock = systemClock, random = Math.random } = options;
  const url = checkedUrl(options.url);
  const name = `the webhook at ${url.host}`;
  const send = withRetry(options.send, { policy: RETRIES, clock, random, answeredHosts: new Set() });
  return {
    name,
    send: async (alert, signal) => {
      const id = randomUUID();
      const response = await sent(name, async () => {
        return await send({
          method: 'POST',
          url: url.href,
          label: 'alert',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': id,
            ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
          },
          body: JSON.stringify(BODIES[options.form](alert, id)),
          ...(signal === undefined ? {} : { signal }),
        });
      });
      await response.discard();
      if (response.status >= 200 && response.status < 300) return;
      throw new CodedError('SYNC_ALERT', {
        message: `${name} answered with status ${response.status}: the alert was not delivered.`,
        details: { status: response.status },
      });
    },
  };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new CodedError('SYNC_ALERT', { message: 'The address of a webhook is no URL.' });
  if (isSecureUrl(url)) return url;
  throw new CodedError('SYNC_ALERT', {
    message: `The webhook at ${url.host} is not https: its address is a secret. Plain http is accepted for this machine only.`,
  });
}

/** The error of a transport may name the address. */
async function sent(name: string, send: () => Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw new CodedError('SYNC_ALERT', { message: `${name} cannot be reached: ${errorText(error)}.`, cause: error });
  }
}

const BODIES: Readonly<Record<WebhookForm, (alert: Alert, id: string) => object>> = {
  json: (alert, id) => ({ id, version: 1, subject: subjectOf(alert), ...alert }),
  slack: (alert) => ({ text: escapeSlack([`*${subjectOf(alert)}*`, ...linesOf(alert)].join('\n')) }),
  // An adaptive card, as the workflows of Teams take it.
  teams: (alert) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          version: '1.4',
          body: [
            { type: 'TextBlock', size: 'Medium', weight: 'Bolder', wrap: true, text: subjectOf(alert) },
            ...linesOf(alert).map((text) => ({ type: 'TextBlock', wrap: true, text })),
          ],
        },
      },
    ],
  }),
};

/** The three characters that Slack reads as its own. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
