import { posix } from 'node:path';
import { ALL, type Layer, type LayerTable, placeOf, RESERVED } from './layer-table.test-helper.js';
import type { FileUses, Import, Sources } from './read-imports.test-helper.js';

const TEST_CODE = /\.(test|test-helper|test-d)\.ts$/;

/** What the table does not allow, a sentence each. Test code may import what it likes, but nobody else may import it. */
export function findLayerProblems(sources: Sources, table: LayerTable): string[] {
  return [...sources].flatMap(([file, uses]) =>
    TEST_CODE.test(file) ? [] : problemsOf(file, uses, table).map((problem) => `src/${file}${problem}`),
  );
}

function problemsOf(file: string, { imports, globals }: FileUses, table: LayerTable): string[] {
  const place = placeOf(table, file);
  const layer = place === undefined ? undefined : table.get(place);
  const touched = new Map(globals.map(({ name, line }) => [name, line]));
  return [
    ...imports.flatMap((one) => {
      const why = whyRefused(file, place, layer, one, table);
      return why === undefined ? [] : [`:${one.line} ${why}`];
    }),
    ...[...touched].flatMap(([name, line]) =>
      layer !== undefined && isListed(layer.uses, name) ? [] : [`:${line} touches ${name}: take it as a parameter`],
    ),
  ];
}

function whyRefused(
  file: string,
  place: string | undefined,
  layer: Layer | undefined,
  one: Import,
  table: LayerTable,
): string | undefined {
  const { specifier } = one;
  if (specifier === undefined) return 'imports what only a run can tell: use a text';
  if (place === undefined || layer === undefined)
    return `imports ${specifier}, but its folder is not in src/layers.json`;
  if (specifier.startsWith('node:')) return whyNodeRefused(place, layer, specifier.slice('node:'.length));
  if (!specifier.startsWith('.')) return whyPackageRefused(place, layer, specifier);
  const target = targetOf(file, specifier);
  if (TEST_CODE.test(target)) return `imports ${target}: test code stays out of the product`;
  const targetPlace = placeOf(table, target);
  if (targetPlace === undefined) return `imports ${target}, whose folder is not in src/layers.json`;
  if (targetPlace === place || allows(layer.imports, target, targetPlace)) return undefined;
  if (!allows(layer.types, target, targetPlace)) return `imports ${target}, which ${place} may not`;
  return one.isType ? undefined : `imports ${target}, of which ${place} may import types only`;
}

function whyNodeRefused(place: string, layer: Layer, name: string): string | undefined {
  return RESERVED.has(name) && !isListed(layer.uses, name) ? `imports node:${name}, which ${place} may not` : undefined;
}

function whyPackageRefused(place: string, layer: Layer, specifier: string): string | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return isListed(layer.packages, name) ? undefined : `imports the package ${name}, which ${place} may not`;
}

/** A folder of the table is allowed by its own entry only: `cdk` does not open `cdk/launch`. */
function allows(list: readonly string[], target: string, targetPlace: string): boolean {
  return isListed(list, targetPlace) || list.includes(target);
}

function isListed(list: readonly string[], name: string): boolean {
  return list.includes(ALL) || list.includes(name);
}

/** The file below `src/` that a relative specifier means. */
export function targetOf(file: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file), specifier)).replace(/\.js$/, '.ts');
}
