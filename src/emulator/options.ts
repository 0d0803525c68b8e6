import { CodedError } from '../errors.js';
import { RELEASES, type Release } from './facts/index.js';
import { parseInstant } from './instant.js';

/** How many rows a table gets: three sizes, or a factor on `small`. */
export type Scale = 'small' | 'medium' | 'large' | number;

/** Options of {@link startEmulator}. All are optional. */
export interface EmulatorOptions {
  /** Port of the API on 127.0.0.1; 0 (the default) takes any free one. */
  readonly port?: number;
  /** Two emulators with the same seed and scale hold the same rows. Default 1. */
  readonly seed?: number;
  /** `small` is the default; `medium` has 20 times, `large` 2,000 times as many rows. */
  readonly scale?: Scale;
  /** Whether the five documented limits per minute are kept (429 with `Retry-After`). Default true. */
  readonly limits?: boolean;
  /** The server's clock runs this much faster than time: limits, lifetimes and delays shrink with it. Default 1. */
  readonly speed?: number;
  /** Server time at the start, an ISO instant. Default: now. */
  readonly startAt?: string;
  /** Rows in one file of a table. Default 50,000. */
  readonly objectRows?: number;
  /** Members of each gzip file; the official client reads only the first. Default 1. */
  readonly gzipMembers?: number;
  /** How CSV writes null: as nothing (default), or as the bare word `NULL`; sources disagree on what the service does. */
  readonly csvNull?: 'nothing' | 'word';
  /** Whether one text in a thousand or so holds a NUL character, which PostgreSQL cannot store. Default true. */
  readonly nulCharacters?: boolean;
  /** The tables and columns of that month. Default: the newest known. */
  readonly release?: Release;
  /** Namespaces to offer. Default: all that have column facts. */
  readonly namespaces?: readonly string[];
  /** Row counts by `namespace.table`, instead of what the scale gives. */
  readonly tables?: Readonly<Record<string, number>>;
  /** Server milliseconds from a query to its complete job (half waiting, half running). Default 100. */
  readonly jobDelayMs?: number;
  /** Default: made up, of the form `us-east-1#<uuid>`. */
  readonly clientId?: string;
  /** Default: made up. */
  readonly clientSecret?: string;
  /** Folder of generated files, kept for the next run. Default: a temporary one, removed on close. */
  readonly dataDir?: string;
  /** Lifetime of an access token in server seconds. Default 3600. */
  readonly tokenLifetimeS?: number;
  /** Lifetime of a pre-signed URL in server seconds. Default 900. */
  readonly urlLifetimeS?: number;
  /** Status of a login with a wrong secret. Default 403, as documented; 401 was also observed. */
  readonly wrongSecretStatus?: 401 | 403;
  /** Which nullable columns a row has: one of 64 patterns a table (`profiles`, default), or each at random. */
  readonly presence?: 'profiles' | 'random';
  /** Share of web_logs rows that are delivered twice. Default 0.005. */
  readonly webLogDuplicates?: number;
  /**
   * `true`: a query is answered by its earlier job for the whole 24 hours. Default: an incremental query without
   * an end shares a job only until its table's next commit.
   */
  readonly strictJobReuse?: boolean;
}

/**
 * Refuses invalid options.
 *
 * @throws CodedError `EMULATOR_OPTION`
 */
export function checkOptions(options: EmulatorOptions): void {
  const { scale } = options;
  if (typeof scale === 'number' && !(scale > 0)) refuse('scale must be small, medium, large or a number above 0');
  if (typeof scale === 'string' && !['small', 'medium', 'large'].includes(scale))
    refuse('scale must be small, medium, large or a number');
  if (options.speed !== undefined && !(options.speed > 0)) refuse('speed must be above 0');
  if (options.startAt !== undefined && parseInstant(options.startAt) === undefined) {
    refuse('startAt must be an instant with a zone, such as 2026-03-01T08:00:00Z');
  }
  if (options.release !== undefined && !RELEASES.includes(options.release)) {
    refuse(`release must be one of ${RELEASES.join(', ')}`);
  }
  for (const name of ['objectRows', 'gzipMembers'] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      refuse(`${name} must be a whole number from 1`);
  }
  for (const [name, rows] of Object.entries(options.tables ?? {})) {
    if (!/^\w+\.\w+$/.test(name)) refuse(`${name} is not a table; write namespace.table`);
    if (!(Number.isInteger(rows) && rows >= 0)) refuse(`the rows of ${name} must be a whole number from 0`);
  }
}

function refuse(message: string): never {
  throw new CodedError('EMULATOR_OPTION', { message: `Wrong option: ${message}.` });
}
