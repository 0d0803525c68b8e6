import { expect, test } from 'vitest';
import { DapClient } from './client.js';
import { completeOptions } from './environment.js';
import { DEFAULT_RATE_LIMITS } from './limits.js';
import { readQuery } from './queries.js';
import { thrownBy } from './scripted-server.test-helper.js';

const ENVIRONMENT = { DAP_API_URL: 'https://dap.test', DAP_CLIENT_ID: 'id', DAP_CLIENT_SECRET: 'secret' };

test('what the options leave out comes from the environment', () => {
  expect(completeOptions({}, ENVIRONMENT)).toEqual({
    baseUrl: 'https://dap.test',
    clientId: 'id',
    clientSecret: 'secret',
  });
  expect(completeOptions({ clientId: 'other', baseUrl: 'https://x.test' }, ENVIRONMENT)).toEqual({
    baseUrl: 'https://x.test',
    clientId: 'other',
    clientSecret: 'secret',
  });
});

test('limits can be switched off for a service that has none', () => {
  expect(completeOptions({}, { ...ENVIRONMENT, DAP_LIMITS: 'off' }).limits).toBe('none');
  expect(completeOptions({}, { ...ENVIRONMENT, DAP_LIMITS: 'on' })).not.toHaveProperty('limits');
  expect(completeOptions({ limits: DEFAULT_RATE_LIMITS }, { ...ENVIRONMENT, DAP_LIMITS: 'off' }).limits).toBe(
    DEFAULT_RATE_LIMITS,
  );
});

test('without a URL it is the production gateway', () => {
  const { DAP_API_URL: _, ...environment } = ENVIRONMENT;
  expect(completeOptions({}, environment).baseUrl).toBe('https://api-gateway.instructure.com');
});

test.each([
  [{}, 'DAP_CLIENT_ID and DAP_CLIENT_SECRET are'],
  [{ DAP_CLIENT_ID: 'id', DAP_CLIENT_SECRET: '' }, 'DAP_CLIENT_SECRET is'],
])('missing credentials are an error that names the variable', async (environment, named) => {
  const error = await thrownBy(async () => void completeOptions({}, environment));
  expect(error).toMatchObject({ code: 'DAP_CREDENTIALS_MISSING', failureType: 'config_error' });
  expect(error.message).toContain(named);
});

test('a client closes at the end of its block', async () => {
  const client = new DapClient({ clientId: 'id', clientSecret: 'secret', baseUrl: 'http://127.0.0.1:9' });
  {
    await using _ = client;
  }
  expect((await thrownBy(client.getTables('canvas'))).name).toBe('AbortError');
});

test('moments are texts as they are, dates of either kind in UTC', () => {
  const since = '2026-03-01T08:00:00.123456Z';
  expect(readQuery({ format: 'jsonl', mode: null, since, until: null })).toEqual({ format: 'jsonl', since });
  expect(readQuery({ format: 'csv', mode: 'condensed', since: new Date(1) })).toEqual({
    format: 'csv',
    mode: 'condensed',
    since: '1970-01-01T00:00:00.001Z',
  });
  const luxon = { toISO: () => '2026-03-01T09:00:00.500+01:00' };
  expect(readQuery({ format: 'tsv', since, until: luxon })).toMatchObject({ until: '2026-03-01T08:00:00.500Z' });
});

test.each(['2026-03-01T08:00:00', '2026-03-01', 'yesterday', '', new Date(Number.NaN)])(
  '%j is not a moment',
  async (since) => {
    const error = await thrownBy(async () => void readQuery({ format: 'jsonl', since }));
    expect(error).toMatchObject({ code: 'DAP_VALIDATION', failureType: 'config_error' });
    expect(error.message).toContain('since must be a moment with a time zone');
  },
);
