import { expect, test } from 'vitest';
import { normalizeDefault } from './defaults.js';

test.each([
  ['0', '0'],
  ["'-1'::integer", '-1'],
  ['(-1)', '-1'],
  ["'active'::canvas.users__workflow_state", "'active'"],
  [`'active'::"My Schema"."t__c"`, "'active'"],
  ["'a::b'::text", "'a::b'"],
  ["'it''s'::character varying", "'it''s'"],
  ["E'a\\\\b'::text", "'a\\b'"],
  ["'{}'::text[]", "'{}'"],
  ["'5'::text", "'5'"],
  ['false', 'false'],
  ['\'{"b": [1, 2], "a": 1}\'::jsonb', `'{"a":1,"b":[1,2]}'`],
  ["'a' || 'b'::jsonb", "'a' || 'b'"],
  ["'2026-01-01 00:00:00'::timestamp without time zone", "'2026-01-01 00:00:00'"],
  ['now()', 'now()'],
])('%s of the catalogue is %s', (expression, written) => {
  expect(normalizeDefault(expression)).toBe(written);
});
