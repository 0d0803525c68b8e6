// A source of large bodies, which its decoders read as they come. The filter keeps the output small.
import { z } from 'zod';
import { csvDecoder, gzipFileDecoder, HttpStream, jsonDecoder, launch, Source } from '../../../dist/cdk/index.js';

const EVERY = 100_000;

class Bulk extends HttpStream {
  primaryKey = 'id';
  constructor(url, name, decoder) {
    super();
    this.urlBase = url;
    this.kind = name;
    this.decoder = decoder;
  }
  get name() {
    return this.kind;
  }
  async getJsonSchema() {
    return { type: 'object', properties: { id: { type: ['null', 'integer', 'string'] }, text: { type: 'string' } } };
  }
  path() {
    return this.kind;
  }
  recordFilter({ id }) {
    return Number(id) % EVERY === 0;
  }
}

class BulkSource extends Source {
  configSchema = z.object({ url: z.string() });
  async check() {}
  async streams({ url }) {
    return [
      new Bulk(url, 'json', jsonDecoder({ path: ['data', 'rows'] })),
      new Bulk(url, 'csv', csvDecoder()),
      new Bulk(url, 'gzip', gzipFileDecoder(csvDecoder())),
    ];
  }
}

await launch(async () => new BulkSource(), {
  name: 'source-bulk',
  version: '1.0.0',
  description: 'Reads large bodies',
});
