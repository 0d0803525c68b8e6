/** What the values of a column look like. */
export type WideType = 'count' | 'id' | 'text' | 'score' | 'flag' | 'instant';

/** A column of the table that the bench makes. */
export interface WideColumn {
  readonly name: string;
  readonly type: WideType;
}

export const WIDE_TABLE = 'wide';

const SUBJECTS = ['assignment', 'submission', 'course', 'user', 'grading', 'workflow', 'attachment', 'quiz', 'cached'];
const FACTS: Readonly<Record<WideType, string>> = {
  count: 'count',
  id: 'id',
  text: 'name',
  score: 'score',
  flag: 'flag',
  instant: 'at',
};
const TYPES: readonly WideType[] = ['count', 'text', 'score', 'instant', 'id'];

/** 45 columns besides the key: nine subjects, five facts about each. */
export const WIDE_COLUMNS: readonly WideColumn[] = SUBJECTS.flatMap((subject, at) =>
  TYPES.map((usual): WideColumn => {
    const type = usual === 'count' && at % 2 === 0 ? 'flag' : usual;
    return { name: `${subject}_${FACTS[type]}`, type };
  }),
);

const JSON_TYPES: Readonly<Record<WideType, object>> = {
  count: { type: 'integer', format: 'int32' },
  id: { type: 'integer', format: 'int64' },
  text: { type: 'string' },
  score: { type: 'number', format: 'float64' },
  flag: { type: 'boolean' },
  instant: { type: 'string', format: 'date-time' },
};

/** The table as the schema endpoint of DAP describes it. */
export function wideSchema(): object {
  const value = Object.fromEntries(WIDE_COLUMNS.map(({ name, type }) => [name, JSON_TYPES[type]]));
  const part = (properties: object, required: readonly string[]) => ({ type: 'object', properties, required });
  const properties = {
    meta: part({ ts: JSON_TYPES.instant }, ['ts']),
    key: part({ id: JSON_TYPES.id }, ['id']),
    value: part(value, []),
  };
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...part(properties, ['key']) };
}
