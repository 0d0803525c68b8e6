import fc from 'fast-check';
import type { JsonSchema } from '../../schema/json-schema.js';

const PLAIN = ['name', 'score', 'score_2', 'a', 'b', 'key', 'meta', 'ts', 'with space', 'naïve', 'constructor', '1'];
const ODD = ['', '__proto__', 'quo"te', 'back\\slash', 'tab\t', '_ab_cdc_updated_at', '_ab_cdc_deleted_at'];
const SCALARS = ['string', 'number', 'integer', 'boolean'];

/** Columns of a table and their schemas. */
export interface Table {
  readonly keyColumns: readonly string[];
  readonly key: Record<string, JsonSchema>;
  readonly value: Record<string, JsonSchema>;
}

/** A table of a few columns. `isWild`: with odd names and schemas. */
export function anyTable(isWild: boolean): fc.Arbitrary<Table> {
  const names = fc.uniqueArray(nameFrom(isWild), { minLength: 0, maxLength: 6 });
  const columns = names.chain((all) =>
    fc.tuple(...all.map((name) => columnSchema(isWild).map((schema): [string, JsonSchema] => [name, schema]))),
  );
  const key = fc.constantFrom<Record<string, JsonSchema>>(
    { id: { type: 'integer' } },
    { id: { type: 'string' }, part: { type: 'integer' } },
    ...(isWild ? [{ name: { type: ['null', 'number'] } }] : []),
  );
  return fc.tuple(key, columns).map(([keys, all]) => ({
    keyColumns: Object.keys(keys),
    key: keys,
    value: Object.fromEntries(all),
  }));
}

function nameFrom(isWild: boolean): fc.Arbitrary<string> {
  return fc.constantFrom(...PLAIN, ...(isWild ? ODD : []));
}

/** A schema of a column. `isWild`: with unions, unknown keywords and more. */
function columnSchema(isWild: boolean): fc.Arbitrary<JsonSchema> {
  const nullable = (type: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 3, arbitrary: type.map((only) => ['null', only]) }, { weight: 1, arbitrary: type });
  const { node } = fc.letrec<{ node: JsonSchema }>((tie) => {
    const scalar = fc.record<JsonSchema>({ type: nullable(fc.constantFrom(...SCALARS)) });
    const members = fc.dictionary(nameFrom(isWild), tie('node'), { maxKeys: 3, noNullPrototype: true });
    const object = fc.record<JsonSchema>({ type: nullable(fc.constant('object')), properties: members });
    const list = fc.record<JsonSchema>({ type: nullable(fc.constant('array')), items: tie('node') });
    const wild = fc.record<JsonSchema>(
      {
        type: fc.oneof(
          fc.constantFrom('null', 'object', 'array', 'other'),
          fc.subarray([...SCALARS, 'null', 'object', 'array']),
        ),
        properties: members,
        items: fc.oneof(tie('node'), fc.array(tie('node'), { maxLength: 2 }), fc.boolean()),
        $ref: fc.constant('#/properties/name'),
        enum: fc.constant(['a']),
      },
      { requiredKeys: [] },
    );
    return {
      node: fc.oneof(
        { maxDepth: 3 },
        { weight: 8, arbitrary: scalar },
        { weight: 2, arbitrary: object },
        { weight: 2, arbitrary: list },
        { weight: isWild ? 2 : 0, arbitrary: wild },
      ),
    };
  });
  return node;
}
