import { expect, it } from 'vitest';
import { z } from 'zod';
import { objectiveOf, openWatch } from '../sync/open-watch.js';
import { watchFields } from './watch-settings.js';

const section = z.strictObject(watchFields);
const surroundings = {
  environment: {},
  onWarning: (message: string) => expect.unreachable(message),
  registerSecret: () => undefined,
};

it('the last objective that means a table counts; it is read in milliseconds', () => {
  const { objectives = [] } = section.parse({
    objectives: [
      { max_age: '12h', max_failures: 3 },
      { tables: ['canvas_logs.*', 'users'], max_age: '1d' },
    ],
  });
  const of = (namespace: string, table: string) => objectiveOf(objectives, { namespace, table, schema: namespace });
  expect(of('canvas', 'courses')).toEqual({ maxAgeMs: 43_200_000, maxFailures: 3 });
  expect(of('canvas_logs', 'web_logs')).toEqual({ maxAgeMs: 86_400_000 });
  expect(of('canvas', 'users')).toEqual({ maxAgeMs: 86_400_000 });
});

it.each([
  [{ objectives: [{ tables: ['canvas.*'] }] }, /promises nothing/],
  [{ objectives: [{ max_age: 'soon' }] }, /must be a duration/],
  [{ objectives: [{ max_age: '1h', tables: ['!x'] }] }, /must be a table or a pattern/],
  [{ alerts: [{ webhook: 'https://hooks.test' }] }, /Invalid input/],
  [{ alerts: [{ webhook_env: 'https://hooks.test' }] }, /Invalid input|environment variable/],
])('%j is refused', (value, message) => {
  expect(() => section.parse(value)).toThrow(message);
});

it('a variable that is not set is named; its value goes into the mask', async () => {
  const settings = section.parse({ alerts: [{ webhook_env: 'HOOK' }], listen: 0 });
  await expect(openWatch(settings, surroundings)).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining('HOOK'),
  });
  const secrets: string[] = [];
  const environment = { HOOK: 'https://hooks.test/T0/secret' };
  const registerSecret = (secret: string) => void secrets.push(secret);
  await using watch = await openWatch(settings, { ...surroundings, environment, registerSecret });
  expect(secrets).toEqual(['https://hooks.test/T0/secret']);
  expect(watch.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
