import { CodedError } from '../../../errors.js';
import { didYouMean } from '../../../schema/nearest-match.js';
import type { OfferedStream } from '../read-payload.js';
import type { FieldNode } from './field-node.js';

/** The fields of a stream that its key and cursor make required. */
export interface RequiredFields {
  readonly nodes: ReadonlySet<FieldNode>;
  /** Why a field of the key or the cursor is not among them. */
  readonly notes: readonly string[];
}

/**
 * Finds the fields of the primary key and the cursor, and what they lie in. One that is null or missing in some records
 * stays nullable, or those records would not fit.
 *
 * @param name - of the stream, for messages
 * @throws CodedError `TOOL_INPUT` when one is in no record at all.
 */
export function requiredFields(name: string, root: FieldNode, offered: OfferedStream): RequiredFields {
  const nodes = new Set<FieldNode>();
  const notes: string[] = [];
  const paths = offered.primaryKey.map((path) => ({ role: 'primary key', path }));
  if (offered.cursor.length > 0) paths.push({ role: 'cursor', path: offered.cursor });
  for (const { role, path } of paths) {
    const way = fieldsOnTheWay(root, path);
    if (way === undefined) throw missing(name, role, path, root);
    const gap = way.find(({ field, holder }) => field.values < holder.objects);
    if (gap === undefined) for (const { field } of way) nodes.add(field);
    else notes.push(`${role} ${path.join('.')} is null or missing in some records: it stays nullable`);
  }
  return { nodes, notes };
}

interface Step {
  readonly field: FieldNode;
  readonly holder: FieldNode;
}

/** Undefined if no record has a value at the end of `path`. */
function fieldsOnTheWay(root: FieldNode, path: readonly string[]): Step[] | undefined {
  const steps: Step[] = [];
  let holder = root;
  for (const name of path) {
    const field = holder.properties.get(name);
    if (field === undefined || field.values === 0) return undefined;
    steps.push({ field, holder });
    holder = field;
  }
  return steps;
}

function missing(name: string, role: string, path: readonly string[], root: FieldNode): CodedError {
  const near = didYouMean(path[0] ?? '', root.properties.keys());
  const where = `in none of its ${root.objects} records`;
  return new CodedError('TOOL_INPUT', {
    message: `Stream ${name}: the ${role} ${path.join('.')} has a value ${where}.${near}`,
    details: { stream: name, path },
  });
}
