// A source of an HTTP API that uses the parts: one HttpApi, paginators, error rules, a budget, typed slices.
import { z } from 'zod';
import {
  cursorPaginator,
  HttpApi,
  HttpStream,
  IncrementalHttpStream,
  launch,
  linkHeaderPaginator,
  offsetPaginator,
  Source,
  TransformConfig,
  TypeTransformer,
  tryStream,
} from '../../../dist/cdk/index.js';

const nullable = (type) => ({ type: ['null', type] });
const schemaOf = (properties) => ({ type: 'object', properties: { id: nullable('integer'), ...properties } });

class Agents extends HttpStream {
  primaryKey = 'id';
  paginator = linkHeaderPaginator({ size: 2, limit: 'per_page' });
  async getJsonSchema() {
    return schemaOf({ name: nullable('string') });
  }
  path() {
    return 'agents';
  }
  parseResponse(answer) {
    return answer.json();
  }
}

class Tickets extends IncrementalHttpStream {
  primaryKey = 'id';
  cursorField = 'changed';
  paginator = cursorPaginator({ next: { body: 'meta.next' }, token: 'after' });
  async getJsonSchema() {
    return schemaOf({ subject: nullable('string'), changed: nullable('string') });
  }
  path() {
    return 'tickets:search';
  }
  requestParams({ state }) {
    return { since: state?.changed };
  }
  parseResponse(answer) {
    return answer.json().data;
  }
  getUpdatedState(state, { changed }) {
    return { changed: state !== undefined && state.changed > changed ? state.changed : changed };
  }
}

class Teams extends HttpStream {
  primaryKey = 'id';
  paginator = offsetPaginator({ size: 50, stop: [{ total: 'total' }] });
  async getJsonSchema() {
    return schemaOf({ region: nullable('string') });
  }
  streamSlices() {
    return [{ region: 'north' }, { region: 'nowhere' }, { region: 'south' }];
  }
  path({ slice }) {
    return `regions/${slice.region}/teams`;
  }
  parseResponse(answer) {
    return answer.json().rows;
  }
}

class Desk extends Source {
  configSchema = z.object({ url: z.string(), token: z.string().meta({ airbyte_secret: true }) });

  async check(config, context) {
    await tryStream(new Agents(this.#api(config)), context);
  }

  async streams(config) {
    const api = this.#api(config);
    return [new Agents(api), new Tickets(api), new Teams(api)];
  }

  concurrency() {
    return 3;
  }

  #api({ url, token }) {
    return new HttpApi({
      urlBase: url,
      headers: { authorization: `Token ${token}` },
      transformer: new TypeTransformer(TransformConfig.DefaultSchemaNormalization),
      errorRules: [
        { status: 404, action: 'ignore' },
        { body: { path: 'error.code', is: 'BUSY' }, action: 'retry', wait: { constantMs: 20 } },
      ],
      budget: { policies: [{ limit: { kind: 'concurrency', max: 2 } }] },
    });
  }
}

await launch(async () => new Desk(), { name: 'source-desk', version: '1.0.0', description: 'Reads a help desk' });
