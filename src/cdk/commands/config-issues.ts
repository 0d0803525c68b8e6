import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What is counted in values that have a length. */
const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', set: 'entries' };

/**
 * One clause per field that does not fit, in words of our own: a validator's texts may quote the value.
 *
 * @example
 * describeIssues(issues, { concurrency: 'x' }) // ['client_id is required', 'concurrency must be a whole number']
 */
export function describeIssues(issues: readonly Issue[], config: unknown): string[] {
  return [...new Set(issues.map((issue) => `${fieldName(issue.path)} ${describe(issue, config)}`))];
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'it' : path.map(String).join('.');
}

function describe(issue: Issue, config: unknown): string {
  if (valueAt(config, issue.path) === undefined && issue.code !== 'custom') return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'custom':
      return issue.message;
    case 'invalid_format':
      return `is not of the form ${issue.format}`;
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return 'has a form that is not allowed';
    default:
      return issue satisfies never;
  }
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  const unit = UNITS[origin];
  if (unit === undefined) return `must be ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
  if (Number(minimum) <= 1) return 'must not be empty';
  return `needs at least ${minimum} ${unit}`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  const unit = UNITS[origin];
  if (unit === undefined) return `must be ${inclusive === false ? 'less than' : 'at most'} ${maximum}`;
  return `may have at most ${maximum} ${unit}`;
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  let value = config;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
