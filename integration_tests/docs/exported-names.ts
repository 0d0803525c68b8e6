import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What the index of a package's subpath exports. */
export interface ExportedName {
  readonly name: string;
  readonly isType: boolean;
}

/**
 * The names that an index exports.
 *
 * @throws Error if it contains anything but `export { ... } from`.
 */
export function exportedNames(path: string): ExportedName[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023);
  return file.statements.flatMap((statement) => {
    const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
    if (clause === undefined || !ts.isExportDeclaration(statement) || !ts.isNamedExports(clause))
      throw new Error(`${path} holds more than exports by name.`);
    return clause.elements.map(({ name, isTypeOnly }) => ({
      name: name.text,
      isType: isTypeOnly || statement.isTypeOnly,
    }));
  });
}
