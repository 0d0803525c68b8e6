import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { TableDesign } from '../../contract/design.js';
import { findRelation, readTable } from './catalog.js';
import { dependentNames } from './dependents.js';
import { dependentsError } from './drop-table.js';
import { dropTypeIfUnused, enumNameOf } from './enum-types.js';
import { cutName } from './names.js';
import { render, tableId } from './render.js';
import { runOf, type Work } from './work.js';

/**
 * Drops what an interrupted load of another program has left in the place of a table, inside the transaction of the
 * new load. It is taken for a leftover only when no record names the table, its columns are columns of the design, and
 * its primary key is that of the design: anything else is the user's. A column that the service has removed since counts
 * as one of the design where the official client made the table: its key has the name, the column a comment.
 *
 * @returns A sentence about it, or undefined when the place is free.
 * @throws CodedError `SQL_TARGET_TAKEN` when something else is there, `SQL_DEPENDENTS` when views depend on it.
 */
export async function dropLeftover(work: Work, design: TableDesign): Promise<string | undefined> {
  const { connection } = work;
  const { target } = design;
  const relation = await findRelation(connection, target);
  if (relation === undefined) return undefined;
  const name = `${target.schema}.${target.table}`;
  const reason = await whyTaken(work, design, relation.kind);
  if (reason !== undefined) {
    throw new CodedError('SQL_TARGET_TAKEN', { message: `${name} exists and is not what a load leaves: ${reason}.` });
  }
  const dependents = await dependentNames(connection, target);
  if (dependents.length > 0) throw dependentsError(target, dependents);
  const types = (await readTable(connection, target))?.columns.map(({ type }) => enumNameOf(type)) ?? [];
  await connection.execute(render(sql`DROP TABLE ${tableId(target)}`));
  for (const type of types) if (type?.schema === target.schema) await dropTypeIfUnused(connection, type);
  return `The table ${name} without a record was left by an interrupted load and was replaced.`;
}

async function whyTaken(work: Work, design: TableDesign, kind: string): Promise<string | undefined> {
  if (kind !== 'r') return 'it is no plain table';
  const { schema, table } = design.target;
  const records = await work.meta.records(runOf(work.connection));
  const owner = records.find(({ target }) => target.schema === schema && cutName(target.table) === cutName(table));
  const { namespace, table: ownTable } = design.ref;
  if (owner !== undefined && (owner.ref.namespace !== namespace || owner.ref.table !== ownTable)) {
    return `it holds ${owner.ref.namespace}.${owner.ref.table}`;
  }
  const existing = await readTable(work.connection, design.target);
  const names = new Set(design.columns.map(({ name }) => name));
  const isClients = existing?.hasClientKey === true;
  const foreign = existing?.columns.find(
    ({ name, comment }) => !names.has(name) && !(isClients && comment !== undefined),
  );
  if (foreign !== undefined) return `it has the column ${foreign.name}`;
  return existing?.key.join() === design.key.join() ? undefined : 'it has another primary key';
}
