import { listTables, NAMESPACES, type TableFact, tableFact } from '../../emulator/facts/index.js';
import { formatJson } from './format-json.js';
import { sharedParts } from './shared-parts.js';
import { streamSchema } from './stream-schema.js';

/** Folders whose files are all generated. */
export const GENERATED_FOLDERS = ['schemas', 'shared'] as const;

/**
 * Every static schema file as path, relative to the package, and text. Tables of `canvas` stand directly under
 * `schemas/`, others in a folder named after their namespace.
 */
export function staticFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, part] of sharedParts()) files.set(`shared/${name}`, formatJson(part));
  for (const fact of allTables()) {
    const folder = fact.namespace === 'canvas' ? 'schemas' : `schemas/${fact.namespace}`;
    files.set(`${folder}/${fact.table}.json`, formatJson(streamSchema(fact)));
  }
  return files;
}

function allTables(): readonly TableFact[] {
  return NAMESPACES.flatMap((namespace) =>
    listTables(namespace)
      .map((table) => tableFact(namespace, table))
      .filter((fact) => fact !== undefined),
  );
}
