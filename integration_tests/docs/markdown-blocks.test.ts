import { expect, test } from 'vitest';
import { markdownBlocks } from './markdown-blocks.js';

test('blocks are found with their kind, place and notes', () => {
  const page =
    '# T\n\n<!-- file: a.json -->\n```json\n{}\n```\n\n<!-- exit: 1 -->\n<!-- x: y z -->\n```sh\na\n\nb\n```\n````md\n```\n````\n';
  expect(markdownBlocks(page)).toEqual([
    { language: 'json', text: '{}\n', line: 4, before: '# T\n\n<!-- file: a.json -->', notes: { file: 'a.json' } },
    {
      language: 'sh',
      text: 'a\n\nb\n',
      line: 10,
      before: '\n<!-- exit: 1 -->\n<!-- x: y z -->',
      notes: { exit: '1', x: 'y z' },
    },
    { language: 'md', text: '```\n', line: 15, before: '', notes: {} },
  ]);
});

test.each(['```ts\nx', '- a\n  ```ts\n  x\n  ```', '~~~\nx\n~~~', 'text\n\n    code'])(
  'code that no test would see is refused: %j',
  (page) => {
    expect(() => markdownBlocks(page)).toThrow(/^line \d+: /);
  },
);
