import { describe, expect, test } from 'vitest';
import { HttpApi, HttpPage } from '../../index.js';
import { type JobResult, resultRequest, resultUrlsAt } from './job-requests.js';

const { signal } = new AbortController();
const basis = {
  name: 'orders',
  urlBase: 'https://api.example/v1',
  api: new HttpApi({ urlBase: 'https://api.example/v1', params: { locale: 'en' }, headers: { 'X-Tenant': '7' } }),
  credentialOrigins: ['https://files.example'],
};
const ask = (what: JobResult['what'], namedBy = 'https://api.example/v1/jobs/1') =>
  resultRequest(
    basis,
    { what, number: 2, namedBy },
    { paginator: undefined, accept: undefined },
    { page: undefined, signal },
  );
const answerOf = (body: unknown) =>
  new HttpPage(200, JSON.stringify(body), 'GET api.example/v1/jobs/1', () => undefined);

describe('the request for a result', () => {
  test.each([
    ['rows', 'https://api.example/v1/jobs/rows', 'GET api.example/v1/jobs/rows'],
    ['/rows?page=1', 'https://api.example/rows?page=1', 'GET api.example/rows'],
    ['https://files.example/a', 'https://files.example/a', 'GET files.example/a'],
    [
      'https://s3.example/b/key?X-Sig=a%2Fb+c%20d',
      'https://s3.example/b/key?X-Sig=a%2Fb+c%20d',
      'GET result 2 at s3.example',
    ],
  ])('for the URL %s asks for it as it is', (what, url, label) => {
    expect(ask(what)).toMatchObject({ method: 'GET', url, label, headers: { 'x-tenant': '7' } });
  });

  test('that is described has the parameters of the API', () => {
    expect(ask({ path: 'jobs/1/rows', params: { part: 2 } }).url).toBe(
      'https://api.example/v1/jobs/1/rows?locale=en&part=2',
    );
  });

  test('never leads from https to http, nor to anything else', () => {
    expect(() => ask('http://api.example/rows')).toThrow('leads from https to http');
    expect(() => ask('file:///etc/passwd')).toThrow('is no http or https URL');
    expect(ask('http://h/rows', 'http://h/jobs').url).toBe('http://h/rows');
  });
});

describe('the URLs of results', () => {
  test.each([
    ['url', { url: '/a' }, ['/a']],
    ['urls', { urls: ['/a', '/b'] }, ['/a', '/b']],
    ['urls', { urls: [] }, []],
    ['files.*.url', { files: [{ url: '/a' }, { url: '/b' }] }, ['/a', '/b']],
    ['files.*.url', { files: [] }, []],
  ])('at %s of %j', (path, body, urls) => {
    expect(resultUrlsAt(answerOf(body), path)).toEqual(urls);
  });

  test.each([
    ['url', {}],
    ['url', { url: null }],
    ['url', { url: '' }],
    ['url', { url: 7 }],
    ['urls', { urls: ['/a', null] }],
    ['files.*.url', {}],
    ['files.*.url', { files: [{ uri: '/a' }] }],
  ])('are missed at %s of %j', (path, body) => {
    expect(() => resultUrlsAt(answerOf(body), path)).toThrow('has no result URL at');
  });

  test('are missed where one of several is not there', () => {
    expect(() => resultUrlsAt(answerOf({ files: [{ url: '/a' }, { url: null }] }), 'files.*.url')).toThrow(
      'no result URL',
    );
  });
});
