import { isSchemaObject, ownValue } from '../../schema/json-schema.js';
import { allowedValues, membersOf, valueText } from './field-shape.js';

/** Alternatives by what distinguishes them. */
export type NamedBranches = ReadonlyMap<string, unknown>;

/**
 * Names the alternatives of two versions alike: by the property that has a single value in each, as Airbyte demands;
 * if there is none by title, otherwise by position.
 *
 * @example
 * nameBranches([{ properties: { kind: { const: 'a' } } }], [])[0] // Map { 'kind="a"' => {...} }
 */
export function nameBranches(before: readonly unknown[], after: readonly unknown[]): [NamedBranches, NamedBranches] {
  const [first, ...others] = [...before, ...after].map(constantsOf);
  const common = [...(first?.keys() ?? [])].sort().find((name) => others.every((constants) => constants.has(name)));
  return [named(before, common), named(after, common)];
}

function named(branches: readonly unknown[], constant: string | undefined): NamedBranches {
  const result = new Map<string, unknown>();
  for (const [index, branch] of branches.entries()) {
    const name = constant === undefined ? titleOf(branch) : `${constant}=${constantsOf(branch).get(constant)}`;
    // A name that is taken says nothing.
    result.set(name === undefined || result.has(name) ? `#${index}` : name, branch);
  }
  return result;
}

/** The properties that have a single value, and that value as text. */
function constantsOf(branch: unknown): ReadonlyMap<string, string> {
  const properties = isSchemaObject(branch) ? membersOf(ownValue(branch, 'properties')) : [];
  return new Map(
    properties.flatMap(([name, schema]) => {
      const [value, ...others] = isSchemaObject(schema) ? (allowedValues(schema) ?? []) : [];
      return value === undefined || others.length > 0 ? [] : [[name, valueText(value)] as const];
    }),
  );
}

function titleOf(branch: unknown): string | undefined {
  const title = isSchemaObject(branch) ? ownValue(branch, 'title') : undefined;
  return typeof title === 'string' ? JSON.stringify(title) : undefined;
}
