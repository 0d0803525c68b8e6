// Says on standard error which modules of the replicator and of drivers a program loads. Imported before the program.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const WATCHED = /node_modules\/(?:kysely|pg|pg-copy-streams|mysql2|@duckdb|rate-limiter-flexible)\/|\/dist\/sql\//;

if (isMainThread) register(import.meta.url);

export async function load(url, context, next) {
  if (WATCHED.test(url)) process._rawDebug(`LOADED ${url}`);
  return await next(url, context);
}
