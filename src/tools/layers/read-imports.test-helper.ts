import ts from 'typescript';

/** Something that a file takes from elsewhere: by a static, dynamic or type import, or a re-export. */
export interface Import {
  /** What stands in quotes; undefined if it is computed. */
  readonly specifier: string | undefined;
  /** True if nothing of it is left when the program runs. */
  readonly isType: boolean;
  readonly line: number;
}

/** A use of `process` or `console` that no import announces. */
export interface GlobalUse {
  readonly name: string;
  readonly line: number;
}

/** What a file takes from outside of itself. */
export interface FileUses {
  readonly imports: readonly Import[];
  readonly globals: readonly GlobalUse[];
}

/** What files take from outside, by their paths below `src/`. */
export type Sources = ReadonlyMap<string, FileUses>;

const GLOBALS: ReadonlySet<string> = new Set(['process', 'console']);

/** Reads every import of a file, and its uses of the globals that only some layers may touch. */
export function readImports(path: string, text: string): FileUses {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  const globals: GlobalUse[] = [];
  const visit = (node: ts.Node): void => {
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    const found = importOf(node, file);
    if (found !== undefined) imports.push({ ...found, line });
    if (ts.isIdentifier(node) && GLOBALS.has(node.text) && isUse(node)) globals.push({ name: node.text, line });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { imports, globals };
}

function importOf(node: ts.Node, file: ts.SourceFile): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: textOf(node.moduleSpecifier, file), isType: node.importClause?.isTypeOnly === true };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: textOf(node.moduleSpecifier, file), isType: node.isTypeOnly };
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return { specifier: textOf(node.moduleReference.expression, file), isType: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node)) {
    const literal = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
    return { specifier: textOf(literal, file), isType: true };
  }
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? { specifier: textOf(node.arguments[0], file), isType: false } : undefined;
}

/** The text of a literal, or of a constant at the top of the file that holds one. */
function textOf(node: ts.Node | undefined, file: ts.SourceFile): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isIdentifier(node)) return undefined;
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    const named = statement.declarationList.declarations.find(
      ({ name }) => ts.isIdentifier(name) && name.text === node.text,
    );
    if (named?.initializer !== undefined && ts.isStringLiteralLike(named.initializer)) return named.initializer.text;
  }
  return undefined;
}

/** Whether a name stands for a value, and not for a member, a declaration or a type. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node || isGlobalThis(parent.expression);
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return !(ts.isDeclarationStatement(parent) || ts.isTypeNode(parent) || isNameOf(parent, node));
}

function isGlobalThis(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && (node.text === 'globalThis' || node.text === 'global');
}

function isNameOf(parent: ts.Node, node: ts.Identifier): boolean {
  return ('name' in parent && parent.name === node) || ('propertyName' in parent && parent.propertyName === node);
}
