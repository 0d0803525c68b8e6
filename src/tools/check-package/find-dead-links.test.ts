import { expect, test } from 'vitest';
import { findDeadLinks } from './find-dead-links.js';

const packed = ['README.md', 'docs/cdk.md', 'examples/small/README.md', 'examples/small/src/main.ts'];
const deadLinks = (path: string, text: string) => findDeadLinks([{ path, text }], packed);

test.each([
  ['README.md', 'See [the tutorial](docs/cdk.md#first-steps), [the example](examples/small) and [above](#top).'],
  ['docs/cdk.md', 'See [the example](../examples/small/README.md) and [the platform](https://docs.airbyte.com/).'],
  ['examples/small/README.md', 'See [its code](src/) and [the tutorial](../../docs/cdk.md).'],
  ['docs/cdk.md', '```md\n[not a link](nowhere.md)\n```\n'],
])('links of %s within the package are accepted', (path, text) => {
  expect(deadLinks(path, text)).toEqual([]);
});

test.each([
  ['README.md', '[a page](docs/missing.md#part)', 'docs/missing.md'],
  ['README.md', '[a longer name](docs/cdk)', 'docs/cdk'],
  ['docs/cdk.md', '[source](../src/index.ts)', '../src/index.ts'],
  ['docs/cdk.md', '```md\ntext\n```\n[decision](decisions/one.md)', 'decisions/one.md'],
])('a link of %s out of the package is named: %s', (path, text, link) => {
  expect(deadLinks(path, text)).toEqual([`${path} links to ${link}, which is not in the package.`]);
});
