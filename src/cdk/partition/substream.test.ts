import { expect, test } from 'vitest';
import { errorsOf, recordsOf } from '../../testing/index.js';
import { LocalApi, readAll } from '../http/http-stream.test-helper.js';
import { type HttpContext, HttpStream, IncrementalStream, type ReadContext, Substream } from '../index.js';

const api = new LocalApi();
const integer = { type: 'integer' };

/** A parent that tells in which context it is read. */
class Teams extends IncrementalStream<{ id: number; at: string }> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'at';
  readonly contexts: ReadContext[] = [];
  override async getJsonSchema() {
    return { type: 'object', properties: { id: integer, at: { type: 'string' } } };
  }
  override *readRecords(context: ReadContext) {
    this.contexts.push(context);
    yield { id: 1, at: '2026-01-01' };
  }
  override getUpdatedState(_state: unknown, { at }: { at: string }) {
    return { at };
  }
}

class Members extends HttpStream<{ id: number; changed: number }> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'changed';
  override readonly urlBase = api.url;
  override readonly partitions: Substream<{ id: number; at: string }, { teamId: 'id' }>;
  constructor(teams: Teams | Wide) {
    super();
    this.partitions = new Substream(teams, { partition: { teamId: 'id' }, incrementalDependency: true });
  }
  override async getJsonSchema() {
    return { type: 'object', properties: { id: integer, changed: integer } };
  }
  override path({ slice }: HttpContext) {
    return `teams/${slice['teamId']}`;
  }
  override parseResponse() {
    return [{ id: 7, changed: 1 }];
  }
}

test('a parent is read in its own context, and not in that of the stream that it divides', async () => {
  api.answer = () => [200, []];
  const teams = new Teams();
  const run = await readAll([new Members(teams)]);
  expect(errorsOf(run.messages)).toEqual([]);
  expect(recordsOf(run.messages)).toHaveLength(1);
  expect(teams.contexts).toHaveLength(1);
  const [context] = teams.contexts;
  expect(context?.cursorField).toEqual(['at']);
  expect([context?.catalogSchema, context?.columns]).toEqual([undefined, undefined]);
});

/** A parent of which several slices are asked at a time. */
class Wide extends HttpStream<{ id: number; at: string }> {
  override readonly primaryKey = 'id';
  override readonly sliceConcurrency = 2;
  override readonly urlBase = api.url;
  override async getJsonSchema() {
    return { type: 'object', properties: { id: integer, at: { type: 'string' } } };
  }
  override streamSlices() {
    return [{ part: 1 }, { part: 2 }];
  }
  override path() {
    return 'wide';
  }
  override parseResponse() {
    return [];
  }
}

test('a stop ends the requests for slices of a parent that are under way', async () => {
  const stop = new AbortController();
  // It never answers.
  api.answer = () => {
    if (api.seen.length === 2) stop.abort();
    return new Promise(() => undefined);
  };
  const run = await readAll([new Members(new Wide())], { signal: stop.signal });
  expect(run.exitCode).toBe(1);
  expect(api.seen).toHaveLength(2);
});
