import { CodedError, isCodedError } from '../errors.js';
import { schemaChange } from './admin-schema-change.js';
import type { CommitSpec, Emulator } from './emulator.js';
import type { FaultSpec } from './faults.js';
import type { ServeAdmin } from './http/api-app.js';
import { json, type Reply } from './reply.js';

type Body = Readonly<Record<string, unknown>>;
type AdminHandler = (path: readonly string[], body: Body) => Reply;

/** The administration over HTTP: what {@link Emulator} offers in the process, for other processes. */
export function createAdmin(
  emulator: Emulator,
  truth: (namespace: string, table: string) => AsyncIterable<string>,
): ServeAdmin {
  const handlers = { ...readers(emulator, truth), ...writers(emulator) };
  return async (method, path, text) => {
    const handler = handlers[`${method} ${path[0] ?? ''}`];
    if (handler === undefined)
      return json(404, { message: 'Not an administration call.', calls: Object.keys(handlers) });
    try {
      return handler(path.slice(1), parseBody(text));
    } catch (error) {
      if (!isCodedError(error, 'EMULATOR_OPTION')) throw error;
      return json(400, { message: error.message });
    }
  };
}

function readers(
  emulator: Emulator,
  truth: (namespace: string, table: string) => AsyncIterable<string>,
): Readonly<Record<string, AdminHandler>> {
  return {
    'GET truth': ([namespace = '', table = '']) => {
      emulator.rowCount(namespace, table);
      return { kind: 'stream', contentType: 'application/jsonlines', lines: truth(namespace, table) };
    },
    'GET count': ([namespace = '', table = '']) => json(200, { rows: emulator.rowCount(namespace, table) }),
    'GET clock': () => json(200, { now: emulator.clock.now() }),
    'GET faults': () => json(200, emulator.faults.list()),
    'GET requests': () => json(200, emulator.requests()),
    'GET stats': () => json(200, emulator.stats()),
  };
}

function writers(emulator: Emulator): Readonly<Record<string, AdminHandler>> {
  return {
    'POST clock': (_, body) => {
      emulator.clock.advance(numberOf(body, 'advanceMs') ?? 0);
      return json(200, { now: emulator.clock.now() });
    },
    'POST commit': (_, body) => json(200, emulator.commit(commitSpec(body))),
    'POST reload': (_, body) => json(200, emulator.reload(need(body, 'namespace'), need(body, 'table'))),
    // The board itself refuses names that it does not know.
    'POST faults': (_, body) => json(200, emulator.faults.set(body as unknown as FaultSpec)),
    'DELETE faults': ([name]) => {
      emulator.faults.clear(name);
      return json(200, emulator.faults.list());
    },
    'DELETE tables': ([namespace = '', table = '']) => {
      emulator.dropTable(namespace, table);
      return json(200, {});
    },
    'POST schema': (_, body) => {
      const version = emulator.changeSchema(need(body, 'namespace'), need(body, 'table'), schemaChange(body));
      return json(200, { version });
    },
    'POST columns': (_, body) => {
      const { namespace: _namespace, table: _table, ...column } = body;
      const addColumn = { type: 'text', ...column };
      const version = emulator.changeSchema(need(body, 'namespace'), need(body, 'table'), schemaChange({ addColumn }));
      return json(200, { version });
    },
    'POST retention': (_, body) => {
      emulator.setRetention(need(body, 'namespace'), need(body, 'table'), numberOf(body, 'days'));
      return json(200, {});
    },
    'DELETE columns': ([namespace = '', table = '', column = '']) =>
      json(200, { version: emulator.dropColumn(namespace, table, column) }),
  };
}

function commitSpec(body: Body): CommitSpec {
  const texts = ['namespace', 'table'].map((name) => [name, textOf(body, name)]);
  const counts = ['updates', 'deletes', 'inserts', 'ghosts'].map((name) => [name, numberOf(body, name)]);
  const rows = Object.fromEntries([...texts, ...counts].filter(([, value]) => value !== undefined)) as CommitSpec;
  const schema = body['schema'] ?? [];
  if (!Array.isArray(schema)) throw new CodedError('EMULATOR_OPTION', { message: 'Member schema must be a list.' });
  return { ...rows, schema: schema.map((change: unknown) => schemaChange(change)) };
}

function parseBody(text: string): Body {
  if (text === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new CodedError('EMULATOR_OPTION', { message: 'The body is not JSON.', cause: error });
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw new CodedError('EMULATOR_OPTION', { message: 'The body is not a JSON object.' });
}

function numberOf(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value) && value >= 0)) return value;
  throw new CodedError('EMULATOR_OPTION', { message: `Member ${name} must be a number from 0.` });
}

function textOf(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new CodedError('EMULATOR_OPTION', { message: `Member ${name} must be a string.` });
}

function need(body: Body, name: string): string {
  const value = textOf(body, name);
  if (value !== undefined) return value;
  throw new CodedError('EMULATOR_OPTION', { message: `Member ${name} is missing.` });
}
