import { unknownTimeZone } from '../../schema/time-zone-error.js';
import { type Instant, msOf, NS_PER_MS } from './instants.js';

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;

/** What wall clocks of a place mean. */
export interface TimeZone {
  /** An IANA name, or `UTC`. */
  readonly name: string;
  /** Minutes east of Greenwich at an instant. */
  offsetAt(instant: Instant): number;
}

const UTC: TimeZone = { name: 'UTC', offsetAt: () => 0 };

/**
 * The zone of an IANA name or of a fixed offset such as `UTC+2`. Loads luxon, unless it is UTC.
 *
 * @throws CodedError `CDK_CONFIG_INVALID` for a name that is unknown.
 */
export async function timeZone(name: string): Promise<TimeZone> {
  if (/^(utc|gmt|z|etc\/utc)$/i.test(name)) return UTC;
  const { Info } = await import('luxon');
  const zone = Info.normalizeZone(name);
  if (!zone.isValid) throw unknownTimeZone(name);
  return { name, offsetAt: (instant) => zone.offset(msOf(instant)) };
}

/** The instants at which clocks of a zone show `wall`: two in the hour that is repeated in autumn. */
export function instantsOf(wall: Instant, zone: TimeZone): readonly [Instant, ...Instant[]] {
  const day = BigInt(MS_PER_DAY) * NS_PER_MS;
  const before = instantAt(wall, zone.offsetAt(wall - day));
  const after = instantAt(wall, zone.offsetAt(wall + day));
  if (before === after) return [before];
  const [early, late] = before < after ? [before, after] : [after, before];
  const shown = [early, late].filter((instant) => wallClockAt(instant, zone) === wall);
  // In the hour that is left out in spring no clock shows it: the earlier one cannot miss anything.
  return [shown[0] ?? early, ...shown.slice(1)];
}

/** What clocks of a zone show at an instant. */
export function wallClockAt(instant: Instant, zone: TimeZone): Instant {
  return instant + minutes(zone.offsetAt(instant));
}

/** The instant of a wall clock with a known offset. */
export function instantAt(wall: Instant, offset: number): Instant {
  return wall - minutes(offset);
}

function minutes(count: number): bigint {
  return BigInt(Math.round(count * MS_PER_MINUTE)) * NS_PER_MS;
}
