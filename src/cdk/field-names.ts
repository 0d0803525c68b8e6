/** How many names of a path are checked by the compiler beyond its first; what lies deeper may be any text. */
type CheckedDepth = [1, 2, 3, 4];

/** Names that `T` spells out. An index signature (`[name: string]: unknown`) names nothing. */
type KnownName<T> = keyof {
  [Name in keyof T as string extends Name ? never : number extends Name ? never : Name]: unknown;
} &
  string;

/**
 * The name of a column of the records `T`; any text where `T` spells out none (`object`, `Record<string, unknown>`).
 *
 * @example
 * FieldName<{ id: number; name?: string }> // 'id' | 'name'
 * FieldName<Record<string, unknown>>       // string
 */
export type FieldName<T> = [KnownName<T>] extends [never] ? string : KnownName<T>;

/**
 * The path of a column of the records `T`: its name and, where that is an object, optional and nullable ones too,
 * names inside it. Lists are not looked into. The first five names are checked.
 *
 * @example
 * FieldPath<{ id: number; office: { city: string } | null }>
 * // readonly ['id'] | readonly ['office'] | readonly ['office', 'city']
 */
export type FieldPath<T> = PathOf<T, CheckedDepth>;

type PathOf<T, Depth extends readonly unknown[]> = [KnownName<T>] extends [never]
  ? readonly string[]
  : { [Name in KnownName<T> & keyof T]: PathFrom<Name, NonNullable<T[Name]>, Depth> }[KnownName<T> & keyof T];

type PathFrom<Name extends string, Member, Depth extends readonly unknown[]> =
  | readonly [Name]
  | (Member extends readonly unknown[]
      ? never
      : Member extends object
        ? readonly [Name, ...(Depth extends readonly [unknown, ...infer Rest] ? PathOf<Member, Rest> : string[])]
        : never);

/**
 * The cursor of a stream: one column, or the path of one inside an object.
 *
 * @example
 * override readonly cursorField = 'updated_at';
 * override readonly cursorField = ['meta', 'updated_at'] as const;
 */
export type CursorField<T = Record<string, unknown>> = FieldName<T> | FieldPath<T>;

/**
 * The key of a stream: none, one column, or a list of columns, each a name or a path into an object. Where the
 * records' type is known, say `as const` behind a list, for the compiler forgets the names of any other.
 *
 * @example
 * override readonly primaryKey = 'id';
 * override readonly primaryKey = ['company_id', 'id'] as const;
 * override readonly primaryKey = [['meta', 'id']] as const;
 */
export type PrimaryKey<T = Record<string, unknown>> = null | FieldName<T> | readonly (FieldName<T> | FieldPath<T>)[];
