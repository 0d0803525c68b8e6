import { randomUUID } from 'node:crypto';

/** The decision of a handler; the HTTP module turns it into bytes, or into a broken connection. */
export type Reply =
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly contentType: string;
      readonly text: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'stream'; readonly contentType: string; readonly lines: AsyncIterable<string> }
  /** The connection is reset before an answer. */
  | { readonly kind: 'drop' }
  /** The connection stays open and silent. */
  | { readonly kind: 'stall' };

/** A JSON answer. */
export function json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Reply {
  const text = JSON.stringify(body);
  return { kind: 'text', status, contentType: 'application/json', text, ...(headers === undefined ? {} : { headers }) };
}

/** The envelope of every explained error: type, uuid, message, and what else that error documents. */
export function failure(
  status: number,
  type: string,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
  headers?: Readonly<Record<string, string>>,
): Reply {
  return json(status, { error: { type, uuid: randomUUID(), message, ...more } }, headers);
}

/** 404 of a namespace, table, job or object. */
export function notFound(kind: 'namespace' | 'table' | 'job' | 'object', id: string): Reply {
  return failure(404, 'ObjectNotFound', `${kind} not found: ${id}`, { id, kind });
}

/** 400 of a body that cannot be read; the place is 1-based as documented. */
export function malformed(message: string): Reply {
  return failure(400, 'ValidationError', message, { location: { line: 1, column: 1, character: 1 } });
}
