import { expect, test } from 'vitest';
import { type CursorFormat, instantFormat } from './formats.js';
import { addDuration, isoDuration } from './iso-duration.js';
import { timeZone } from './time-zone.js';

const iso = await instantFormat('rfc3339', await timeZone('UTC'));
const at = (text: string) => iso.parse(text) ?? -1n;

async function rewrite(format: CursorFormat, value: unknown, zone = 'UTC') {
  const ready = await instantFormat(format, await timeZone(zone));
  const instant = ready.parse(value);
  return instant === undefined ? undefined : iso.write(instant, 'start');
}

test.each<[CursorFormat, unknown, string, string | undefined]>([
  ['rfc3339', '2026-01-31T12:00:00.123456+05:30', 'UTC', '2026-01-31T06:30:00.123456Z'],
  ['rfc3339', '2026-01-31 12:00:00.1Z', 'UTC', '2026-01-31T12:00:00.100Z'],
  ['rfc3339', '2016-12-31T23:59:60Z', 'UTC', '2017-01-01T00:00:00Z'],
  ['rfc3339', '2026-02-29T00:00:00Z', 'UTC', undefined],
  ['rfc3339', '2024-02-29T00:00:00Z', 'UTC', '2024-02-29T00:00:00Z'],
  ['rfc3339', '1969-12-31T23:59:59.999999999Z', 'UTC', '1969-12-31T23:59:59.999999999Z'],
  ['rfc3339', '0000-00-00T00:00:00Z', 'UTC', undefined],
  ['rfc3339', '2026-01-31T12:00:00', 'UTC', undefined],
  ['rfc3339', null, 'UTC', undefined],
  ['local', '2026-07-01T12:00:00', 'Europe/London', '2026-07-01T11:00:00Z'],
  // Shown twice: the earlier one cannot miss anything.
  ['local', '2026-10-25T01:30:00', 'Europe/London', '2026-10-25T00:30:00Z'],
  // Not shown by any clock.
  ['local', '2026-03-29T01:30:00', 'Europe/London', '2026-03-29T00:30:00Z'],
  ['local', '2026-07-01T12:00:00Z', 'Europe/London', undefined],
  ['date', '2026-07-01', 'America/New_York', '2026-07-01T04:00:00Z'],
  ['date', '2026-7-1', 'UTC', undefined],
  ['epoch-seconds', 1769860800, 'UTC', '2026-01-31T12:00:00Z'],
  ['epoch-seconds', '1769860800.000001', 'UTC', '2026-01-31T12:00:00.000001Z'],
  ['epoch-seconds', -1, 'UTC', '1969-12-31T23:59:59Z'],
  ['epoch-milliseconds', '1769860800001', 'UTC', '2026-01-31T12:00:00.001Z'],
  ['epoch-microseconds', 1769860800000001n, 'UTC', '2026-01-31T12:00:00.000001Z'],
  ['epoch-seconds', true, 'UTC', undefined],
  [{ luxon: 'dd/MM/yyyy HH:mm' }, '01/07/2026 12:00', 'Europe/London', '2026-07-01T11:00:00Z'],
  [{ luxon: 'yyyy-MM-dd HH:mm:ss ZZ' }, '2026-07-01 12:00:00 +02:00', 'Europe/London', '2026-07-01T10:00:00Z'],
  [{ luxon: 'dd/MM/yyyy' }, '30/02/2026', 'UTC', undefined],
])('row %# is read as it should', async (format, value, zone, expected) => {
  expect(await rewrite(format, value, zone)).toBe(expected);
});

test.each<[CursorFormat, string, string, string]>([
  ['local', '2026-07-01T11:00:00Z', 'Europe/London', '2026-07-01T12:00:00 2026-07-01T12:00:00'],
  // Both 01:30 of that night: which one is meant, no request can say, so the window is widened by the hour.
  ['local', '2026-10-25T00:30:00Z', 'Europe/London', '2026-10-25T00:30:00 2026-10-25T02:30:00'],
  ['local', '2026-10-25T01:30:00Z', 'Europe/London', '2026-10-25T00:30:00 2026-10-25T02:30:00'],
  ['date', '2026-07-01T03:59:00Z', 'America/New_York', '2026-06-30 2026-06-30'],
  ['epoch-seconds', '1969-12-31T23:59:59.5Z', 'UTC', '-1 -1'],
  [{ luxon: 'dd/MM/yyyy HH:mm' }, '2026-07-01T11:00:59Z', 'Europe/London', '01/07/2026 12:00 01/07/2026 12:00'],
])('%j writes %s in %s as start and end %s', async (format, text, zone, expected) => {
  const ready = await instantFormat(format, await timeZone(zone));
  expect(`${ready.write(at(text), 'start')} ${ready.write(at(text), 'end')}`).toBe(expected);
});

test('tokens that cannot be read back, and zones that do not exist, are refused', async () => {
  await expect(instantFormat({ luxon: "'never'" }, await timeZone('UTC'))).rejects.toThrow('cannot be read back');
  await expect(timeZone('Europe/Londn')).rejects.toMatchObject({
    code: 'CDK_CONFIG_INVALID',
    message: 'There is no time zone "Europe/Londn". Use an IANA name such as Europe/London.',
  });
});

test.each([
  ['P1D', '2026-03-28T12:00:00Z', 'Europe/London', '2026-03-29T11:00:00Z'],
  ['PT24H', '2026-03-28T12:00:00Z', 'Europe/London', '2026-03-29T12:00:00Z'],
  ['P1M', '2024-01-31T00:00:00.000001Z', 'UTC', '2024-02-29T00:00:00.000001Z'],
  ['P1Y', '2024-02-29T00:00:00Z', 'UTC', '2025-02-28T00:00:00Z'],
  ['PT0.000001S', '2024-02-29T00:00:00Z', 'UTC', '2024-02-29T00:00:00.000001Z'],
  ['P2W', '2026-01-01T00:00:00Z', 'UTC', '2026-01-15T00:00:00Z'],
])('%s after %s in %s is %s', async (text, from, zone, expected) => {
  const sum = addDuration(at(from), isoDuration(text, 'step'), await timeZone(zone));
  expect(iso.write(sum, 'start')).toBe(expected);
});

test.each(['P', 'PT', '1D', 'P1H', ''])('"%s" is no duration', (text) => {
  expect(() => isoDuration(text, 'step')).toThrow('no ISO 8601 duration');
});
