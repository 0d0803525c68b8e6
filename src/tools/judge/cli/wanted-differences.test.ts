import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WANTED_DIFFERENCES } from './wanted-differences.js';

const PAGE = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');
const HEADING = '## Differences from the official client\n';

test('the page on the command line lists every difference that the judge lets pass', () => {
  const section = PAGE.slice(PAGE.indexOf(HEADING) + HEADING.length).split('\n## ')[0] ?? '';
  const listed = section.split('\n').map((line) => line.split('|')[1]?.trim());
  expect(PAGE).toContain(HEADING);
  for (const { title } of WANTED_DIFFERENCES) expect(listed).toContain(title);
});
