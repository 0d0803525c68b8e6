// A source of an API that works by jobs: one stream, whose jobs give files of JSON Lines.
import { z } from 'zod';
import { AsyncJobStream, HttpApi, jsonLinesDecoder, launch, Source } from '../../../dist/cdk/index.js';

class Exports extends AsyncJobStream {
  primaryKey = 'id';
  decoder = jsonLinesDecoder();
  jobStatus = { at: 'status', running: ['running'], done: ['done'], failed: ['failed'] };
  resultsAt = 'files';
  pollIntervalMs;
  constructor(api, pollIntervalMs) {
    super(api);
    this.pollIntervalMs = pollIntervalMs;
  }
  async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' }, text: { type: 'string' } } };
  }
  path() {
    return 'exports';
  }
  createdJob(answer) {
    return answer.json().id;
  }
  pollRequest(id) {
    return { path: `exports/${id}` };
  }
}

class Reports extends Source {
  configSchema = z.object({ url: z.string(), pollIntervalMs: z.number() });
  async check() {}
  async streams({ url, pollIntervalMs }) {
    return [new Exports(new HttpApi({ urlBase: url }), pollIntervalMs)];
  }
}

await launch(async () => new Reports(), { name: 'source-exports', version: '1.0.0', description: 'Reads exports' });
