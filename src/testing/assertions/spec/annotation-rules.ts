import { isJsonObject } from '../../../util/json.js';
import type { Assertion } from '../assertion.js';
import { propertiesOf, type SchemaNode } from '../schema-walk.js';
import { perNode, type SpecInput } from './spec-input.js';

/** Numbers 10 to 13: how a form shows a property. */
export const ANNOTATION_RULES: readonly Assertion<SpecInput>[] = [
  {
    id: '10',
    name: 'spec-date-patterns',
    title: 'formats and patterns of dates go together',
    runs: ['spec'],
    isAdvisory: true,
    check: perNode(checkDate),
  },
  {
    id: '11',
    name: 'spec-orders-unique',
    title: 'no two properties of a group have the same order',
    runs: ['spec'],
    check: perNode(checkOrder),
  },
  {
    id: '12',
    name: 'spec-groups-at-top',
    title: 'groups are formed at the top level only',
    runs: ['spec'],
    check: perNode(checkGroup),
  },
  {
    id: '13',
    name: 'spec-display-types',
    title: 'display_type stands beside oneOf and is dropdown or radio',
    runs: ['spec'],
    check: perNode(checkDisplayType),
  },
];

const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';

/** Which format a pattern asks for, judged by examples that it accepts. */
const EXAMPLES: readonly (readonly [format: string, example: string])[] = [
  ['date', '2026-01-02'],
  ['date-time', '2026-01-02T03:04:05Z'],
];

function checkDate({ schema }: SchemaNode): string[] {
  const { format, pattern } = schema;
  if ((format === 'date' || format === 'date-time') && typeof pattern !== 'string') {
    return [`format ${format} without a pattern`];
  }
  if (typeof pattern !== 'string' || !looksLikeDate(pattern)) return [];
  const accepted = EXAMPLES.filter(([, example]) => accepts(pattern, example)).map(([name]) => name);
  return accepted.length === 0 || accepted.includes(String(format))
    ? []
    : [`a pattern of a date with ${format === undefined ? 'no format' : `format ${String(format)}`}`];
}

function looksLikeDate(pattern: string): boolean {
  return pattern.replaceAll(String.raw`\d`, '[0-9]').includes(DATE);
}

function accepts(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    // Rule 1 reports a broken pattern.
    return false;
  }
}

function checkOrder({ schema }: SchemaNode): string[] {
  const seen = new Set<string>();
  return Object.values(propertiesOf(schema)).flatMap((field) => {
    if (!isJsonObject(field) || typeof field['order'] !== 'number') return [];
    const place = JSON.stringify([field['group'] ?? null, field['order']]);
    if (seen.has(place)) return [`order ${field['order']} is there twice`];
    seen.add(place);
    return [];
  });
}

function checkGroup({ schema, pointer, property }: SchemaNode): string[] {
  if (!Object.hasOwn(schema, 'group')) return [];
  const isTopLevel = property !== undefined && /^\/properties\/[^/]*$/.test(pointer);
  return isTopLevel ? [] : ['group below the top level'];
}

function checkDisplayType({ schema }: SchemaNode): string[] {
  if (!Object.hasOwn(schema, 'display_type')) return [];
  const type = schema['display_type'];
  return [
    ...(Object.hasOwn(schema, 'oneOf') ? [] : ['display_type without oneOf']),
    ...(type === 'dropdown' || type === 'radio' ? [] : ['display_type is neither dropdown nor radio']),
  ];
}
