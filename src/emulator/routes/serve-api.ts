import type { RequestLogEntry } from '../emulator.js';
import type { Operation } from '../faults.js';
import type { Reply } from '../reply.js';
import type { ServerState } from '../server-state.js';
import { rateLimited, strikeAccount, strikeGateway, unauthorized } from './api-faults.js';
import type { ApiRequest } from './api-request.js';
import { jobState, objectIds, objectUrls } from './jobs.js';
import { login } from './login.js';
import { jsonObject } from './parse-query.js';
import { queryData } from './query-data.js';
import { listTables, tableSchema } from './tables.js';

type Handler = (state: ServerState, request: ApiRequest) => Reply | Promise<Reply>;

const HANDLERS: Readonly<Record<Operation, Handler>> = {
  list: listTables,
  schema: tableSchema,
  data: queryData,
  job: jobState,
  url: objectUrls,
};

/** Serves a call of the API from the gateway to its handler, and logs it. */
export async function serveApi(
  state: ServerState,
  operation: Operation | 'login',
  request: ApiRequest,
): Promise<Reply> {
  const at = state.clock.now();
  const served = operation === 'login' ? login(state, request) : await serveOperation(state, operation, request);
  const { reply, fault } = served;
  const scheme = request.authorization?.split(' ')[0] ?? (request.instAuth === undefined ? undefined : 'X-InstAuth');
  state.log.add({
    at,
    origin: 'api',
    method: request.method,
    path: request.path,
    status: reply.kind === 'text' ? reply.status : 0,
    ...(scheme === undefined ? {} : { authorization: scheme }),
    ...askedFor(operation, request),
    ...(request.userAgent === undefined ? {} : { userAgent: request.userAgent }),
    ...(fault === undefined ? {} : { fault }),
  });
  return reply;
}

/** What a call asked for, for the log. */
function askedFor(
  operation: Operation | 'login',
  request: ApiRequest,
): Pick<RequestLogEntry, 'query' | 'objects' | 'scope'> {
  const scope = request.scope === undefined ? {} : { scope: request.scope };
  if (operation === 'url') return { ...scope, objects: objectIds(request.body)?.length ?? 0 };
  const query = operation === 'data' ? jsonObject(request.body) : undefined;
  return query === undefined ? scope : { ...scope, query };
}

async function serveOperation(
  state: ServerState,
  operation: Operation,
  request: ApiRequest,
): Promise<{ readonly reply: Reply; readonly fault?: string }> {
  const place = { ...tableOf(state, operation, request), on: operation };
  const gateway = strikeGateway(state, place);
  if (gateway !== undefined) return gateway;
  const clientId = state.authority.clientOf(request.authorization, request.instAuth);
  if (clientId === undefined) return { reply: unauthorized() };
  const account = strikeAccount(state, place);
  if (account !== undefined) return account;
  const waitS = state.limits?.admit(clientId, operation);
  if (waitS !== undefined) return { reply: rateLimited(waitS) };
  return { reply: await HANDLERS[operation](state, request) };
}

/** The table of a call, also if only a job or a file is named. */
function tableOf(
  state: ServerState,
  operation: Operation,
  request: ApiRequest,
): { readonly namespace?: string | undefined; readonly table?: string | undefined } {
  if (operation !== 'job' && operation !== 'url') return request;
  const id = operation === 'job' ? request.jobId : objectIds(request.body)?.[0]?.split('/')[0];
  const job = state.jobs.find(id ?? '', state.clock.nowMicros());
  return { namespace: job?.namespace, table: job?.table };
}
