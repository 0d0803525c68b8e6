import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The packages that loading a module of this folder loads, type imports aside. */
function packagesOf(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return new Set();
  seen.add(file.href);
  const packages = new Set<string>();
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm,
  )) {
    if (!name.startsWith('.')) packages.add(name);
    else for (const inner of packagesOf(new URL(name.replace(/\.js$/, '.ts'), file), seen)) packages.add(inner);
  }
  return packages;
}

it.each(['schema-loader', 'type-transformer', 'transform-warnings', 'snake-case'])(
  'loading %s does not load Ajv',
  (name) => {
    const packages = packagesOf(new URL(`./${name}.ts`, import.meta.url));
    expect([...packages].filter((used) => used.startsWith('ajv'))).toEqual([]);
  },
);

it('loading the stream checks does load Ajv', () => {
  expect(packagesOf(new URL('./stream-schema-check.ts', import.meta.url))).toContain('ajv');
});
