import { CodedError } from '../../errors.js';
import { present } from '../../util/present.js';
import type { CellForm } from '../contract/cell-form.js';
import type { TableChange } from '../contract/change.js';
import type { ColumnFit, DialectTypes, ExistingColumn, SqlColumn, TableDesign } from '../contract/design.js';

/** What becomes of one column. */
export interface ColumnPlan {
  readonly changes: readonly TableChange[];
  /** The column after the changes, as rows are loaded into it. */
  readonly column: SqlColumn;
  /** What to tell the user. */
  readonly notes: readonly string[];
  /** Why only a new snapshot brings the values of the column. */
  readonly needsSnapshot?: string;
}

/** What planning a column needs. */
export interface ColumnContext {
  readonly design: TableDesign;
  readonly types: DialectTypes;
  /** The column by the schema of the last sync, if that had it. */
  readonly before: SqlColumn | undefined;
  /** The schema of the last sync is known. */
  readonly isBeforeKnown: boolean;
  /** The column of the database came from the service, at whatever time. */
  readonly isOurs: boolean;
  readonly rebuild: boolean;
  /** The last sync was to forbid NULL, and did not come to it. */
  readonly isUnfinished: boolean;
}

/** A column that the database does not have. */
export function planNewColumn(wanted: SqlColumn, context: ColumnContext): ColumnPlan {
  const reason = context.isOurs
    ? `column ${wanted.name} is gone from the table although the service has it`
    : whyOldRowsLack(wanted);
  const enumType = context.types.typeOf(wanted.column, context.design).enumType;
  if (reason === undefined) {
    const change: TableChange = { kind: 'add-column', column: wanted, ...present({ enumType }) };
    return { changes: [change], column: wanted, notes: [oldRowsNote(wanted)] };
  }
  const column = { ...wanted, nullable: true };
  const changes: TableChange[] = [{ kind: 'add-column', column, ...present({ enumType }) }];
  if (!wanted.nullable) changes.push({ kind: 'forbid-null', column: wanted });
  return { changes, column, notes: [], needsSnapshot: reason };
}

/** Old rows have the default of a new column, or NULL: where neither can be, only a snapshot has their values. */
function whyOldRowsLack({ name, nullable, column, defaultSql }: SqlColumn): string | undefined {
  if (column.default != null) {
    return defaultSql === undefined ? `the database cannot have the default of the new column ${name}` : undefined;
  }
  return nullable ? undefined : `the new column ${name} is required and has no default`;
}

function oldRowsNote({ name, defaultSql }: SqlColumn): string {
  const value = defaultSql === undefined ? 'NULL' : 'its default';
  return `Column ${name} is new. Rows that were there have ${value} until they change; "dap verify --repair" or a sync with --rebuild reads them again.`;
}

/** A column that the database has under the name of a wanted one. */
export function planExistingColumn(found: ExistingColumn, wanted: SqlColumn, context: ColumnContext): ColumnPlan {
  const fit = fitOf(found, wanted, context);
  if (!context.isOurs && fit.fit === 'cannot') throw targetTaken(found, wanted, context.design, fit.reason);
  const typed = planType(fit, found, wanted, context);
  // A column keeps the name that it has, which may be another where case makes no difference or long names are cut.
  const column = { ...typed.column, name: found.name, nullable: wanted.nullable || found.nullable };
  const rest = [...planNull(found, wanted, context), ...planDefault(found, wanted, context, typed.changes)];
  const named = { ...wanted, name: found.name };
  const comments: TableChange[] = isCommentNew(found, wanted, context) ? [{ kind: 'set-comment', column: named }] : [];
  const returned = context.isOurs && context.isBeforeKnown && context.before === undefined;
  const needsSnapshot =
    typed.needsSnapshot ??
    (returned ? `column ${found.name} has come back, and its old values are not known to be right` : undefined) ??
    // It may be what a killed sync has added: then old rows still lack their values.
    (context.isOurs ? undefined : whyOldRowsLack(wanted));
  return {
    changes: [...typed.changes, ...rest, ...comments].map((change) => renamed(change, found.name)),
    column,
    notes: notesOn(found, wanted, context),
    ...present({ needsSnapshot }),
  };
}

/** A column whose type in DAP became another one is not the same column any more, even if the database could hold both. */
function fitOf(found: ExistingColumn, wanted: SqlColumn, { types, before }: ColumnContext): ColumnFit {
  const fit = types.compare(found, wanted);
  if (fit.fit !== 'holds' || before === undefined) return fit;
  const [from, to] = [before.column.type.kind, wanted.column.type.kind];
  if (from === to || [from, to].every((kind) => kind === 'text' || kind === 'enum')) return fit;
  return { fit: 'cannot', reason: `DAP has changed its type from ${from} to ${to}` };
}

function renamed(change: TableChange, name: string): TableChange {
  if (!('column' in change) || change.column.name === name || !('headerName' in change.column)) return change;
  return { ...change, column: { ...change.column, name } } as TableChange;
}

interface TypePlan {
  readonly changes: readonly TableChange[];
  readonly column: SqlColumn;
  readonly needsSnapshot?: string;
}

function planType(fit: ColumnFit, found: ExistingColumn, wanted: SqlColumn, context: ColumnContext): TypePlan {
  const { types, design, rebuild } = context;
  const enumType = types.typeOf(wanted.column, design).enumType;
  const change = { kind: 'change-type' as const, column: wanted, from: found, ...present({ enumType }) };
  switch (fit.fit) {
    case 'same':
      return { changes: [], column: { ...wanted, form: formOf(found, wanted, types) } };
    case 'holds':
      return rebuild
        ? { changes: [change], column: wanted }
        : {
            changes: [],
            column: {
              ...wanted,
              type: found.type,
              form: formOf(found, wanted, types),
              ...present({ lookup: found.lookup }),
            },
          };
    case 'more-values': {
      const grown = { ...found, enumValues: [...(found.enumValues ?? []), ...fit.values] };
      const values: TableChange = { kind: 'add-values', column: wanted, values: fit.values };
      return { changes: [values], column: { ...wanted, form: formOf(grown, wanted, types) } };
    }
    case 'widen':
      return { changes: [change], column: wanted };
    case 'cannot':
      return {
        changes: [{ ...change, discardsValues: true }],
        column: wanted,
        needsSnapshot: `column ${found.name} cannot become ${wanted.type} in place: ${fit.reason}`,
      };
    default:
      return fit satisfies never;
  }
}

function formOf(found: ExistingColumn, wanted: SqlColumn, types: DialectTypes): CellForm {
  return types.formFor(wanted.column, found) ?? wanted.form;
}

function planNull(found: ExistingColumn, wanted: SqlColumn, context: ColumnContext): TableChange[] {
  const { before, isBeforeKnown, isUnfinished } = context;
  if (wanted.isKey) return [];
  if (wanted.nullable) return found.nullable ? [] : [{ kind: 'allow-null', column: wanted }];
  // Tried once: where a row lacks its value, the column stays as it is.
  const isNew = isBeforeKnown ? (before?.nullable ?? true) : false;
  return found.nullable && (isNew || isUnfinished) ? [{ kind: 'forbid-null', column: wanted }] : [];
}

/** Catalogues write defaults in words of their own: the schemas are compared, not the words. */
function planDefault(
  found: ExistingColumn,
  wanted: SqlColumn,
  { before }: ColumnContext,
  typeChanges: readonly TableChange[],
): TableChange[] {
  const isRetyped = typeChanges.some(({ kind }) => kind === 'change-type') && wanted.defaultSql !== undefined;
  const isChanged =
    before === undefined
      ? wanted.defaultSql !== undefined && found.defaultSql === undefined
      : before.defaultSql !== wanted.defaultSql;
  return isRetyped || isChanged ? [{ kind: 'set-default', column: wanted }] : [];
}

function isCommentNew(found: ExistingColumn, wanted: SqlColumn, { before }: ColumnContext): boolean {
  return before !== undefined && before.comment !== wanted.comment && found.comment !== wanted.comment;
}

function notesOn(found: ExistingColumn, wanted: SqlColumn, { isOurs }: ColumnContext): string[] {
  const notes: string[] = [];
  if (!isOurs) {
    notes.push(
      `The service has a new column ${wanted.name}, and the table had a column of that name: it is used. Its old values stay until their rows change; "dap verify --repair" reads them again.`,
    );
  }
  if (found.name !== wanted.name) {
    notes.push(
      `Column ${wanted.name} of the service is called ${found.name} in the database, which takes both names for one.`,
    );
  }
  return notes;
}

function targetTaken(found: ExistingColumn, wanted: SqlColumn, { ref }: TableDesign, reason: string): CodedError {
  const { namespace, table } = ref;
  return new CodedError('SQL_TARGET_TAKEN', {
    message: `${namespace}.${table}: the service has a new column ${wanted.name} (${wanted.type}), but the table has a column ${found.name} (${found.type}) that is not the service's: ${reason}. Rename that column.`,
    details: { namespace, table, column: found.name },
  });
}
