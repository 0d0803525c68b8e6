import { type JsonSchema, ownValue } from '../../schema/json-schema.js';
import { breaking, type ConnectorChange, safe } from './connector-change.js';
import { valueText } from './field-shape.js';

const LOWER_LIMITS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER_LIMITS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** Keywords that change what a user sees or how a value is handled, but refuse no value for certain. */
const ANNOTATIONS = ['default', 'format', 'pattern', 'airbyte_secret'];

/** Changes of limits, which refuse values when tightened, and of annotations, at one place of a specification. */
export function compareLimits(before: JsonSchema, after: JsonSchema, place: string): ConnectorChange[] {
  const compare = (keyword: string, isTighter: (now: number, old: number) => boolean): ConnectorChange[] => {
    const [old, now] = [before, after].map((schema) => limit(ownValue(schema, keyword)));
    if (old === now) return [];
    const isTight = now !== undefined && (old === undefined || isTighter(now, old));
    return [isTight ? breaking(place, `${keyword} tightened`) : safe(place, `${keyword} relaxed`)];
  };
  return [
    ...LOWER_LIMITS.flatMap((keyword) => compare(keyword, (now, old) => now > old)),
    ...UPPER_LIMITS.flatMap((keyword) => compare(keyword, (now, old) => now < old)),
    ...closed(before, after, place),
    ...ANNOTATIONS.flatMap((keyword) => annotation(before, after, keyword, place)),
  ];
}

function limit(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function closed(before: JsonSchema, after: JsonSchema, place: string): ConnectorChange[] {
  const [wasClosed, isClosed] = [before, after].map((schema) => ownValue(schema, 'additionalProperties') === false);
  return isClosed === true && wasClosed === false ? [breaking(place, 'other properties are refused now')] : [];
}

function annotation(before: JsonSchema, after: JsonSchema, keyword: string, place: string): ConnectorChange[] {
  const [old, now] = [before, after].map((schema) => valueText(ownValue(schema, keyword)));
  return old === now ? [] : [safe(place, `${keyword} changed`)];
}
