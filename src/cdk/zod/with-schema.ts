import type { z } from 'zod';
import { CodedError, isCodedError } from '../../errors.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import type { HttpApi } from '../http/http-api.js';
import type { HttpStream, IncrementalHttpStream } from '../http/http-stream.js';
import type { AnyStream, IncrementalStream, Stream } from '../stream.js';
import { streamSchemaOf } from './stream-schema-of.js';

/**
 * A base class whose records have a zod shape: their type is that of the shape, their schema is made from it by
 * {@link streamSchemaOf}. `getJsonSchema` can be overridden and taken from `super` as ever.
 *
 * The type is `z.output`, what comes out of the shape, for that is what a stream emits: a field with a default is
 * always there. Records are not parsed by the shape; do so in `parseResponse` where the API cannot be trusted.
 *
 * Of a base class with type arguments, `Page` or one's own, say them: `withSchema(HttpStream<Employee, number>, employee)`.
 *
 * @example
 * const employee = z.object({ id: z.int(), name: z.string().nullable(), updated_at: z.iso.datetime() });
 *
 * class Employees extends withSchema(IncrementalStream, employee) {
 *   override readonly primaryKey = 'id';           // checked against the shape
 *   override readonly cursorField = 'updated_at';
 *   ...
 * }
 */
export function withSchema<T extends object>(
  base: typeof IncrementalHttpStream,
  shape: z.ZodType<T>,
): abstract new (
  api?: HttpApi,
) => IncrementalHttpStream<T>;
export function withSchema<T extends object>(
  base: typeof HttpStream,
  shape: z.ZodType<T>,
): abstract new (
  api?: HttpApi,
) => HttpStream<T>;
export function withSchema<T extends object>(
  base: typeof IncrementalStream,
  shape: z.ZodType<T>,
): abstract new () => IncrementalStream<T>;
export function withSchema<T extends object>(base: typeof Stream, shape: z.ZodType<T>): abstract new () => Stream<T>;
export function withSchema<
  T extends object,
  Base extends abstract new (
    ...parameters: never
  ) => Stream<T, object, object, object>,
>(base: Base, shape: z.ZodType<T>): Base;
export function withSchema(base: abstract new () => AnyStream, shape: z.ZodType<object>): unknown {
  abstract class WithSchema extends base {
    override async getJsonSchema(): Promise<JsonSchema> {
      try {
        return await streamSchemaOf(shape);
      } catch (error) {
        if (!isCodedError(error)) throw error;
        const message = `Stream ${this.name}: ${error.message}`;
        throw new CodedError(error.code, { message, details: { ...error.details, stream: this.name }, cause: error });
      }
    }
  }
  return WithSchema;
}
