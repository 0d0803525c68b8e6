import { expect, it } from 'vitest';
import { selectTables } from './select-tables.js';

/** Namespaces in order, each with what is named, whether a wildcard brought it, and some tables that it matches. */
function meaning(text: string, namespace = 'canvas') {
  const offered = ['users', 'user_notes', 'courses'];
  return selectTables(text, namespace).choices.map((choice) => [
    choice.isNamed ? choice.namespace : `${choice.namespace}?`,
    ...choice.tables,
    ...offered.filter((table) => choice.matches?.(table)).map((table) => `~${table}`),
  ]);
}

it.each<[string, readonly (readonly string[])[]]>([
  ['users', [['canvas', 'users']]],
  ['all', [['canvas', '~users', '~user_notes', '~courses']]],
  ['user*', [['canvas', '~users', '~user_notes']]],
  [
    'catalog.courses, users',
    [
      ['catalog', 'courses'],
      ['canvas', 'users'],
    ],
  ],
  [
    '{canvas,catalog}.courses',
    [
      ['canvas', 'courses'],
      ['catalog', 'courses'],
    ],
  ],
  ['canvas.users,canvas.user_*', [['canvas', 'users', '~user_notes']]],
  ['campus_7.users', [['campus_7', 'users']]],
  [
    'canvas*.users',
    [
      ['canvas?', 'users'],
      ['canvas_logs?', 'users'],
    ],
  ],
  [
    'canvas.users,canvas*.courses',
    [
      ['canvas', 'users', 'courses'],
      ['canvas_logs?', 'courses'],
    ],
  ],
  [
    '{catalog,canvas_*}.users',
    [
      ['catalog', 'users'],
      ['canvas_logs?', 'users'],
    ],
  ],
])('%s', (text, expected) => {
  expect(meaning(text)).toEqual(expected);
});

it('names without a namespace are of the chosen one', () => {
  expect(meaning('users,all', 'catalog')).toEqual([['catalog', 'users', '~users', '~user_notes', '~courses']]);
});

it.each([
  ['', /is empty/],
  ['!canvas.users', /cannot exclude tables/],
  ['a.b.c', /more than one dot/],
  ['campus*.users', /matches no known namespace; these are canvas, .*Others must be named/],
])('%j is wrong usage', (text, message) => {
  expect(() => selectTables(text, 'canvas')).toThrow(expect.objectContaining({ code: 'TOOL_INPUT' }));
  expect(() => selectTables(text, 'canvas')).toThrow(message);
});

it('the schema is that of the namespace, or has its name in it', () => {
  expect(selectTables('canvas.*,catalog.*', 'canvas').schemaOf('catalog')).toBe('catalog');
  expect(selectTables('canvas.*,catalog.*', 'canvas', 'north_{namespace}').schemaOf('catalog')).toBe('north_catalog');
  expect(selectTables('users', 'canvas', 'north').schemaOf('canvas')).toBe('north');
});

it('several namespaces cannot go into one schema', () => {
  for (const text of ['canvas.*,catalog.*', '{canvas,catalog}.users', '*.users']) {
    expect(() => selectTables(text, 'canvas', 'north')).toThrow(
      /schema north\. Write \{namespace\}.*north_\{namespace\}/,
    );
  }
});
