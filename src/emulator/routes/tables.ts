import { schemaDocument } from '../facts/index.js';
import type { FaultPlace } from '../fault-board.js';
import { json, notFound, type Reply } from '../reply.js';
import type { ServerState } from '../server-state.js';
import type { TableStore } from '../store/table-store.js';
import type { ApiRequest } from './api-request.js';
import { oddSchema } from './odd-schema.js';

/** `GET /dap/query/{namespace}/table`. */
export function listTables(state: ServerState, request: ApiRequest): Reply {
  const namespace = request.namespace ?? '';
  const names = state.tables.list(namespace);
  if (names === undefined) return notFound('namespace', namespace);
  const tables = names.flatMap((table) => {
    const place: FaultPlace = { namespace, table, on: 'list' };
    if (state.faults.strike('tableVanishes', place) !== undefined) return [];
    return state.faults.strike('listedTwice', place) === undefined ? [table] : [table, table];
  });
  return json(200, { tables });
}

/** `GET /dap/query/{namespace}/table/{table}/schema`. */
export function tableSchema(state: ServerState, request: ApiRequest): Reply {
  const found = findTable(state, request, 'schema');
  if (!('store' in found)) return found;
  const view = found.store.view(state.clock.nowMicros());
  const fault = state.faults.strike('oddSchema', { ...request, on: 'schema' });
  const schema = fault === undefined ? schemaDocument(view.fact) : oddSchema(view.fact, fault.kind ?? 'noKey');
  return json(200, { schema, version: view.schemaVersion });
}

/** The table of a request, or the 404 that tells what is missing. */
export function findTable(
  state: ServerState,
  request: ApiRequest,
  on: 'schema' | 'data',
): { readonly store: TableStore } | Reply {
  const { namespace = '', table = '' } = request;
  if (state.tables.list(namespace) === undefined) return notFound('namespace', namespace);
  const store = state.tables.find(namespace, table);
  const gone = store === undefined || state.faults.strike('tableVanishes', { namespace, table, on }) !== undefined;
  return gone ? notFound('table', table) : { store };
}
