import { ClosureCompiler } from './closure-compiler.js';
import { ROOT_PATH } from './path-link.js';
import type { Plan } from './plan.js';
import type { Runtime } from './runtime.js';
import { compileSource } from './source-compiler.js';

/**
 * Compiles a plan to a function that transforms one record in place: to JavaScript source if there are casts to
 * make and no custom function to call for every field, otherwise, or if code generation is forbidden, to closures.
 */
export function compilePlan(plan: Plan, runtime: Runtime): (record: unknown) => void {
  const closures = new ClosureCompiler(plan, runtime);
  const walkRoot = closures.walk(plan.root);
  const walk = (record: unknown): void => walkRoot(record, ROOT_PATH);
  if (runtime.callsCustom) return walk;
  try {
    return compileSource(plan.root, closures, walk, runtime.dates.asWritten);
  } catch (error) {
    // What V8 throws under --disallow-code-generation-from-strings.
    if (error instanceof EvalError) return walk;
    throw error;
  }
}
