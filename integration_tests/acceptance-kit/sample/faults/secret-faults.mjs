import { each } from './twists.mjs';

const secretOf = ({ config }) => config?.credentials?.client_secret;
const tell = (text) =>
  process.stdout.write(`${JSON.stringify({ type: 'LOG', log: { level: 'INFO', message: text } })}\n`);

/** Writes a line about a secret in each command that knows one. */
const atStart = (write) => ({
  breaks: ['58'],
  start: (run) => (secretOf(run) === undefined ? undefined : write(secretOf(run), run)),
});

/** As Python shows a text. */
const repr = (text) => `'${text.replaceAll('\\', '\\\\')}'`;

/** Of secrets in the log: 58. */
export const SECRET_FAULTS = {
  'a secret in the log': atStart((secret) => tell(`signing in with ${secret}`)),
  'the config in the log': atStart((_secret, { config }) => tell(JSON.stringify(config))),
  'a secret in a URL in the log': atStart((secret) => tell(`GET /token?secret=${encodeURIComponent(secret)}`)),
  'a secret as Python shows it': atStart((secret) => tell(`{'client_secret': ${repr(secret)}}`)),
  'a secret in the header of a request': atStart((secret) =>
    tell(`Authorization: Basic ${Buffer.from(`sample:${secret}`).toString('base64')}`),
  ),
  'a line of a private key': atStart((_secret, { config }) => tell(config.private_key.split('\n')[1])),
  'a secret on standard error': atStart((secret) => process.stderr.write(`warning: ${secret}\n`)),
  'a secret in a line that is not a message': {
    ...atStart((secret) => process.stdout.write(`debug: ${secret}\n`)),
    breaks: ['53', '58'],
  },
  'a secret in the answer of check': each(['58'], 'CONNECTION_STATUS', ({ connectionStatus }, run) => {
    connectionStatus.message = `checked ${secretOf(run)}`;
  }),
  'a secret in the error of a read': each(['58'], 'TRACE', ({ trace }, run) => {
    if (trace.error !== undefined) trace.error.stack_trace = `at signIn(${secretOf(run)})`;
  }),
  'a new refresh token in the log': {
    ...each(['58'], 'CONTROL', ({ control }) =>
      tell(`stored ${control.connectorConfig.config.credentials.refresh_token}`),
    ),
  },
};
