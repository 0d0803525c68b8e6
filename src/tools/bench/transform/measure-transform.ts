import { isDeepStrictEqual } from 'node:util';
import { TransformConfig } from '../../../schema/transform-config.js';
import { TypeTransformer } from '../../../schema/type-transformer.js';
import type { JsonObject } from '../../../util/json.js';
import { median } from '../../demo/figures.js';
import { makeFlatSubject } from './flat-subject.js';
import { makeNestedSubject } from './nested-subject.js';
import { countLeaves, type TransformSubject } from './subject.js';
import { AJV_COERCING, type Diet, REGULAR, type Way, waysFor } from './ways.js';

const ROUNDS = 21;
/** Rounds in which the engine is still optimising. */
const WARM_UP_ROUNDS = 4;
const NESTED_RECORDS = 400;
const FLAT_RECORDS = 8000;

/** Cost of one way, in CPU microseconds a record. */
export interface WayResult {
  readonly way: string;
  readonly medianUs: number;
  readonly bestUs: number;
}

/** The table of one kind of record. */
export interface TransformResult {
  readonly subject: string;
  /** Scalars in a record, on average. */
  readonly leaves: number;
  readonly refs: number;
  readonly ways: readonly WayResult[];
  /** Median, over the rounds, of Ajv's cost by ours, all casts on. */
  readonly ajvRatio: number;
}

/** Measures every way on nested and on flat records, round by round in turn, so that a busy machine slows all alike. */
export async function measureTransform(onProgress: (text: string) => void): Promise<TransformResult[]> {
  const subjects = [await makeNestedSubject(NESTED_RECORDS), makeFlatSubject(FLAT_RECORDS)];
  return subjects.map((subject) => measureSubject(subject, onProgress));
}

function measureSubject(subject: TransformSubject, onProgress: (text: string) => void): TransformResult {
  const ways = waysFor(subject);
  const texts = textsOf(subject);
  checkEqualCasts(ways, texts.misfitting);
  const costs = new Map(ways.map((way) => [way.name, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    if (round >= 0) onProgress(`transform of ${subject.name} records, round ${round + 1} of ${ROUNDS}`);
    for (const way of ways) {
      const us = costOf(way, texts[way.diet]);
      if (round >= 0) costs.get(way.name)?.push(us);
    }
  }
  const ours = costs.get(REGULAR) ?? [];
  const leaves = subject.records.reduce((sum, record) => sum + countLeaves(record), 0);
  return {
    subject: subject.name,
    leaves: Math.round(leaves / subject.records.length),
    refs: subject.refs,
    ways: [...costs].map(([way, all]) => ({ way, medianUs: median(all), bestUs: Math.min(...all) })),
    ajvRatio: median((costs.get(AJV_COERCING) ?? []).map((cost, round) => cost / (ours[round] ?? Number.NaN))),
  };
}

/** Ajv stops at the first value that it cannot cast: costs are comparable only if both give the same result. */
function checkEqualCasts(ways: readonly Way[], texts: readonly string[]): void {
  const [ours, ajvs] = [REGULAR, AJV_COERCING].map((name) => ways.find((way) => way.name === name));
  for (const text of texts) {
    const [left, right] = [ours, ajvs].map((way) => {
      const record: unknown = JSON.parse(text);
      way?.treat(record);
      return record;
    });
    if (!isDeepStrictEqual(left, right)) throw new Error('The transformer and Ajv cast a record differently.');
  }
}

/** CPU of this process, less disturbed by others than a clock, for records parsed beforehand, each seen once. */
function costOf({ treat }: Way, texts: readonly string[]): number {
  const records = texts.map((text) => JSON.parse(text) as JsonObject);
  const before = process.cpuUsage();
  for (const record of records) treat(record);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / records.length;
}

function textsOf(subject: TransformSubject): Readonly<Record<Diet, readonly string[]>> {
  const cast = new TypeTransformer(TransformConfig.DefaultSchemaNormalization).compile(subject.schema);
  const misfitting = subject.records.map((record) => JSON.stringify(record));
  const fitting = misfitting.map((text) => {
    const record: unknown = JSON.parse(text);
    cast(record);
    return JSON.stringify(record);
  });
  return { misfitting, fitting };
}
