import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTcp, type Socket } from 'node:net';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { createTransport } from '../../../http/undici-transport.js';
import { SkippingClock } from '../../../util/clock.test-helper.js';
import { listen } from '../listen.js';
import { COURSES, USERS } from '../watch.test-helper.js';
import type { Alert, AlertTarget } from './alert.js';
import { mailTarget } from './mail.js';
import { Notifier } from './notifier.js';
import { type WebhookForm, webhookTarget } from './webhook.js';

const HOUR = 3_600_000;
const ALERT: Alert = {
  at: '2026-03-02T12:30:00.000Z',
  service: 'campus',
  changes: [
    { state: 'broken', breach: { table: USERS, kind: 'age', value: 26 * HOUR, limit: 12 * HOUR } },
    {
      state: 'broken',
      breach: {
        ...{ table: COURSES, kind: 'failures', value: 3, limit: 3, code: 'DAP_JOB_FAILED' },
        ...{ reason: 'the job <failed> & ended', advice: 'Try again.' },
      },
    },
    { state: 'met', breach: { table: { ...USERS, table: 'roles' }, kind: 'age', value: 0, limit: 1 } },
  ],
};
const SUBJECT = 'campus: 2 objectives are broken, 1 is met again';
const LINES = [
  'broken: canvas.users was last synchronized 1 d 2 h ago (objective: 12 h)',
  'broken: canvas.courses has failed 3 times in a row (objective: fewer than 3): the job <failed> & ended [DAP_JOB_FAILED] Try again.',
  'met: canvas.roles is synchronized again',
];

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Posted {
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A webhook that answers with statuses in turn, the last one for ever. */
async function webhook(statuses: readonly number[]) {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.statusCode = statuses[Math.min(posted.length, statuses.length) - 1] as number;
      response.end();
    });
  });
  const listener = await listen(server, { host: '127.0.0.1', port: 0 });
  closers.push(listener.close);
  return { posted, url: `${listener.url}/T000/secret-part` };
}

function targetAt(url: string, form: WebhookForm = 'json', authorization?: string): AlertTarget {
  const transport = createTransport({ userAgent: 'test' });
  closers.push(transport.close);
  return webhookTarget({ url, form, authorization, send: transport.send, clock: new SkippingClock(), random: () => 0 });
}

it('the JSON form has everything, with an id that repeats with a repeated delivery', async () => {
  const { posted, url } = await webhook([503, 200]);
  await targetAt(url, 'json', 'Bearer abc').send(ALERT);
  expect(posted).toHaveLength(2);
  const [first, second] = posted as [Posted, Posted];
  expect(second.body).toMatchObject({ version: 1, subject: SUBJECT, ...ALERT });
  expect(second.headers).toMatchObject({ authorization: 'Bearer abc', 'content-type': 'application/json' });
  expect(first.headers['idempotency-key']).toBe(second.headers['idempotency-key']);
  expect((second.body as { id: string }).id).toBe(second.headers['idempotency-key']);
});

it('Slack gets a text in which its own signs are escaped, Teams a card', async () => {
  const { posted, url } = await webhook([200]);
  await targetAt(url, 'slack').send(ALERT);
  await targetAt(url, 'teams').send(ALERT);
  const [slack, teams] = posted.map(({ body }) => body) as [
    { text: string },
    { attachments: [{ content: { body: { text: string }[] } }] },
  ];
  const escaped = LINES.map((line) => line.replace('<failed> &', '&lt;failed&gt; &amp;'));
  expect(slack.text.split('\n')).toEqual([`*${SUBJECT}*`, ...escaped]);
  expect(teams.attachments[0].content.body.map(({ text }) => text)).toEqual([SUBJECT, ...LINES]);
});

it('a refusal is an error that never names the address, which is a secret', async () => {
  const { url } = await webhook([404]);
  await expect(targetAt(url).send(ALERT)).rejects.toMatchObject({
    code: 'SYNC_ALERT',
    message: expect.not.stringContaining('secret-part'),
  });
  const gone = await webhook([200]);
  await closers.pop()?.();
  await expect(targetAt(gone.url).send(ALERT)).rejects.toMatchObject({
    code: 'SYNC_ALERT',
    message: expect.not.stringContaining('secret-part'),
  });
});

it.each(['nonsense', 'http://hooks.test/x', 'ftp://127.0.0.1/x'])('the address %j is refused at once', (url) => {
  expect(() => targetAt(url)).toThrow(expect.objectContaining({ code: 'SYNC_ALERT' }));
});

/** A mail server that takes what it gets, or refuses the recipient. */
async function mailServer(refuses = false): Promise<{ readonly url: string; readonly mails: string[] }> {
  const mails: string[] = [];
  const server = createTcp((socket: Socket) => {
    let isData = false;
    let text = '';
    socket.on('error', () => undefined);
    socket.write('220 test ESMTP\r\n');
    socket.on('data', (chunk) => {
      text += chunk.toString();
      for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (isData) {
          if (line === '.') {
            isData = false;
            socket.write('250 taken\r\n');
          } else mails.push(line);
        } else if (line.startsWith('RCPT') && refuses) socket.write('550 no such user\r\n');
        else if (line === 'DATA') {
          isData = true;
          socket.write('354 go on\r\n');
        } else socket.write(line.startsWith('EHLO') ? '250 test\r\n' : '250 ok\r\n');
        if (line === 'QUIT') socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`, mails };
}

it('mail has the subject and a line for each change', async () => {
  const { url, mails } = await mailServer();
  const target = await mailTarget({ url, from: 'dap@campus.test', to: ['data@campus.test'] });
  await target.send(ALERT);
  expect(mails).toContain(`Subject: ${SUBJECT}`);
  expect(mails.join('\n').replaceAll('=\n', '')).toContain('canvas.users was last synchronized 1 d 2 h ago');
});

it('a mail server that refuses, or would see a password unprotected, is an error without it', async () => {
  const { url } = await mailServer(true);
  const addresses = { from: 'dap@campus.test', to: ['data@campus.test'] };
  await expect((await mailTarget({ url, ...addresses })).send(ALERT)).rejects.toMatchObject({ code: 'SYNC_ALERT' });
  const open = await mailServer();
  const withPassword = await mailTarget({ url: open.url.replace('//', '//me:hunter2@'), ...addresses });
  await expect(withPassword.send(ALERT)).rejects.toMatchObject({
    code: 'SYNC_ALERT',
    message: expect.not.stringContaining('hunter2'),
  });
  expect(open.mails).toEqual([]);
  await expect(mailTarget({ url: 'http://x', ...addresses })).rejects.toMatchObject({ code: 'SYNC_ALERT' });
});

/** A target that fails as often as told, and keeps what it took. */
function flaky(failures: number): { readonly target: AlertTarget; readonly taken: Alert[] } {
  const taken: Alert[] = [];
  let left = failures;
  return {
    taken,
    target: {
      name: 'flaky',
      send: async (alert) => {
        left -= 1;
        if (left >= 0) throw new Error('no');
        taken.push(alert);
      },
    },
  };
}

it('what a target did not take goes with the next alert; other targets are not held up', async () => {
  const bad = flaky(1);
  const good = flaky(0);
  const warnings: string[] = [];
  const notifier = new Notifier({
    service: 'campus',
    targets: [bad.target, good.target],
    onWarning: (message) => warnings.push(message),
    now: () => ALERT.at,
  });
  onTestFinished(async () => await notifier.close(0));
  const [first, second] = ALERT.changes as [Alert['changes'][0], Alert['changes'][0]];
  notifier.notify([first]);
  await expect.poll(() => warnings).toEqual(['An alert was not delivered: flaky: no.']);
  notifier.notify([second]);
  await notifier.close(1000);
  expect(bad.taken.map(({ changes }) => changes)).toEqual([[first, second]]);
  expect(good.taken.map(({ changes }) => changes)).toEqual([[first], [second]]);
});

it('an alert under way at the end is given up when the time is over, and told', async () => {
  const warnings: string[] = [];
  const target: AlertTarget = {
    name: 'slow',
    send: async (_, signal) => {
      await new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
      });
    },
  };
  const notifier = new Notifier({ service: 'campus', targets: [target], onWarning: (text) => warnings.push(text) });
  notifier.notify(ALERT.changes);
  await notifier.close(10);
  expect(warnings).toEqual(['An alert was not delivered: slow took too long.']);
});
