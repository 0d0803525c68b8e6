import type { ClosureCompiler, Visit } from './closure-compiler.js';
import type { DateTests } from './dates/date-tests.js';
import { link, type PathLink, ROOT_PATH } from './path-link.js';
import type { PlanNode } from './plan.js';
import { readPlainInteger, readPlainNumber } from './python-number.js';
import { type PropertyTable, SourceWriter } from './source-writer.js';

/** What generated code can call; the names are those it uses. */
interface Helpers {
  readonly visits: readonly Visit[];
  readonly tables: readonly PropertyTable[];
  readonly walkRoot: (record: unknown) => void;
  readonly fits: DateTests;
  readonly below: (parent: PathLink | undefined, key: string | number) => PathLink;
  readonly ascending: (left: number, right: number) => number;
  readonly readPlainNumber: typeof readPlainNumber;
  readonly readPlainInteger: typeof readPlainInteger;
}

/**
 * Compiles a plan to JavaScript source. The source holds the short cuts for values that already fit and for the most
 * common casts; every other value goes to the closures, so both ways give the same values and warnings.
 *
 * @throws EvalError if code generation from strings is forbidden.
 */
export function compileSource(
  root: PlanNode,
  closures: ClosureCompiler,
  walkRoot: (record: unknown) => void,
  fits: DateTests,
): (record: unknown) => void {
  const writer = new SourceWriter();
  const source = writer.write(root);
  const visits = writer.visitedNodes.map((node) => closures.visit(node));
  const create = new Function('helpers', source) as (helpers: Helpers) => (record: unknown) => void;
  return create({
    visits,
    tables: writer.tables,
    walkRoot,
    fits,
    below,
    ascending,
    readPlainNumber,
    readPlainInteger,
  });
}

/** The place of a member; `parent` is undefined if the holder is the record itself. */
function below(parent: PathLink | undefined, key: string | number): PathLink {
  return parent === undefined ? ROOT_PATH : link(parent, key);
}

function ascending(left: number, right: number): number {
  return left - right;
}
