import { CodedError, type ErrorCode } from '../../errors.js';

/** A place in a schema file. `pointer` is a JSON pointer; '' or absent stands for the whole file. */
export interface SchemaPlace {
  readonly file: string;
  readonly pointer?: string;
}

/** An error that names the file and the place in it, in its message and in `details`. */
export function schemaError(code: ErrorCode, place: SchemaPlace, text: string, cause?: unknown): CodedError {
  const pointer = place.pointer ?? '';
  return new CodedError(code, {
    message: `Schema ${showPlace(place)}: ${text}`,
    details: { file: place.file, pointer },
    cause,
  });
}

/** A place as text, as a `$ref` would write it. */
export function showPlace({ file, pointer }: SchemaPlace): string {
  return pointer === undefined || pointer === '' ? file : `${file}#${pointer}`;
}
