import type { CatalogColumn } from './catalog.js';
import { quote } from './names.js';
import type { MysqlSession } from './session.js';
import { isTextType, textRoom, typeWords } from './type-words.js';

/** Longest part of a text that every row format can have in an index: 767 bytes. */
const PREFIX_CHARS = 191;

interface IndexPart {
  readonly index: string;
  readonly column: string;
  readonly isUnique: boolean;
  /** Characters of a text that are in the index. */
  readonly prefix: number | undefined;
}

/**
 * Clauses of an ALTER TABLE that take indexes of the user off columns that are replaced, and make them again on the
 * columns that take their names.
 *
 * @param left - names of indexes that are left as they are
 */
export async function moveIndexes(
  session: MysqlSession,
  columns: readonly CatalogColumn[],
  left: ReadonlySet<string>,
): Promise<string[]> {
  const parts = (await readParts(session)).filter(({ index }) => !left.has(index));
  const moved = new Map(columns.map((column) => [column.name, column]));
  const names = new Set(parts.filter(({ column }) => moved.has(column)).map(({ index }) => index));
  return [...names].flatMap((index) => {
    const own = parts.filter((part) => part.index === index);
    const list = own.map((part) => definePart(part, moved.get(part.column))).join(', ');
    const kind = own[0]?.isUnique === true ? 'UNIQUE INDEX' : 'INDEX';
    return [`DROP INDEX ${quote(index)}`, `ADD ${kind} ${quote(index)} (${list})`];
  });
}

async function readParts({ connection, table }: MysqlSession): Promise<readonly IndexPart[]> {
  const rows = await connection.query(
    `SELECT INDEX_NAME AS name, COLUMN_NAME AS part, NON_UNIQUE AS nonUnique, SUB_PART AS prefix
     FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?
       AND INDEX_NAME <> 'PRIMARY' AND INDEX_TYPE = 'BTREE' AND COLUMN_NAME IS NOT NULL
     ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
    [table],
  );
  return rows.map((row) => ({
    index: String(row['name']),
    column: String(row['part']),
    isUnique: Number(row['nonUnique']) === 0,
    prefix: row['prefix'] === null ? undefined : Number(row['prefix']),
  }));
}

function definePart({ column, prefix }: IndexPart, moved: CatalogColumn | undefined): string {
  if (moved === undefined) return prefix === undefined ? quote(column) : `${quote(column)}(${prefix})`;
  const room = textRoom(typeWords(moved.type));
  const isLong = moved.type === 'json' || (isTextType(moved.type) && !(room !== undefined && 'maxChars' in room));
  if (isLong) return `${quote(column)}(${prefix ?? PREFIX_CHARS})`;
  return room !== undefined && 'maxChars' in room && room.maxChars > PREFIX_CHARS
    ? `${quote(column)}(${PREFIX_CHARS})`
    : quote(column);
}
