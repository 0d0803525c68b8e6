import { readFileSync } from 'node:fs';
import { z } from 'zod';

const layerShape = z.strictObject({
  /** What it is for. */
  holds: z.string(),
  /** Layers, or single files of closed ones, that it may import. */
  imports: z.array(z.string()).default([]),
  /** The same, but their types only. */
  types: z.array(z.string()).default([]),
  packages: z.array(z.string()).default([]),
  /** Which of the {@link RESERVED} it may touch. */
  uses: z.array(z.string()).default([]),
});

const tableShape = z.strictObject({ about: z.array(z.string()), layers: z.record(z.string(), layerShape) });

/** What a layer may do. */
export type Layer = z.output<typeof layerShape>;

/** Layers by their place below `src/`: a folder, or a file. */
export type LayerTable = ReadonlyMap<string, Layer>;

/** What Node offers to all, but only some layers may touch: as a global or as a module. */
export const RESERVED: ReadonlySet<string> = new Set(['process', 'console', 'child_process', 'module']);

/** In a list of the table: all there are. */
export const ALL = '*';

/** Reads `src/layers.json`. */
export function readLayerTable(): LayerTable {
  const text = readFileSync(new URL('../../layers.json', import.meta.url), 'utf8');
  return parseLayerTable(JSON.parse(text));
}

/** The table in a JSON value. */
export function parseLayerTable(value: unknown): LayerTable {
  return new Map(Object.entries(tableShape.parse(value).layers));
}

/** The place of the layer that a file below `src/` belongs to: the most exact one of the table. */
export function placeOf(table: LayerTable, file: string): string | undefined {
  const places = [...table.keys()].filter((place) => file === place || file.startsWith(`${place}/`));
  return places.sort((a, b) => b.length - a.length)[0];
}
