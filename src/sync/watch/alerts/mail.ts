import { CodedError, errorText } from '../../../errors.js';
import { withoutSecrets } from '../../../http/secure-url.js';
import { loadPackage } from '../../../util/load-package.js';
import { type AlertTarget, linesOf, subjectOf } from './alert.js';

/** Mail by SMTP. */
export interface MailOptions {
  /** `smtp://user:password@host:587` (STARTTLS where the server has it) or `smtps://…`; a secret. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
}

const TIMEOUT_MS = 30_000;

/**
 * Sends alerts as mail.
 *
 * @throws CodedError `SYNC_ALERT` for an address that is none; `OPTIONAL_PACKAGE_MISSING` without nodemailer.
 */
export async function mailTarget({ url, from, to }: MailOptions): Promise<AlertTarget> {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^smtps?:$/.test(address.protocol)) {
    throw new CodedError('SYNC_ALERT', {
      message: 'The address of the mail server must begin with smtp:// or smtps://.',
    });
  }
  const { default: nodemailer } = await loadPackage('nodemailer', async () => await import('nodemailer'));
  const isEncrypted = address.protocol === 'smtps:';
  const user = decodeURIComponent(address.username);
  const name = `the mail server ${address.host}`;
  const transport = nodemailer.createTransport({
    host: address.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: address.port === '' ? (isEncrypted ? 465 : 587) : Number(address.port),
    secure: isEncrypted,
    // A password never travels unprotected.
    requireTLS: !isEncrypted && user !== '',
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(address.password) } }),
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
  });
  return {
    name,
    send: async (alert) => {
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: subjectOf(alert),
          text: `${linesOf(alert).join('\n')}\n`,
        });
      } catch (error) {
        throw new CodedError('SYNC_ALERT', {
          message: `${name} did not take the alert: ${withoutSecrets(errorText(error))}.`,
          cause: error,
        });
      }
    },
  };
}
