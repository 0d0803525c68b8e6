import {
  ApiKeyAuthenticator,
  HttpApi,
  pageNumberPaginator,
  SchemaLoader,
  Source,
  TransformConfig,
  TypeTransformer,
} from 'airbyte-source-dap/cdk';
import { type Config, configSchema } from './config.js';
import { Items } from './items.js';

export class PlaceholderSource extends Source<Config> {
  override readonly configSchema = configSchema;
  override readonly schemaLoader = new SchemaLoader({ schemasDir: new URL('../../schemas', import.meta.url) });
  /** `check` reads a record of each: credentials, paths and schemas are tried out. */
  override readonly checkStreams = ['items'];

  override async streams(config: Config) {
    // What all streams share. A stream may have its own of each.
    const api = new HttpApi({
      urlBase: config.base_url,
      authenticator: new ApiKeyAuthenticator(config.api_key, { header: 'X-API-Key' }),
      paginator: pageNumberPaginator({ stop: [{ hasMore: 'has_more' }] }),
      records: 'data',
      // Casts what the API sends to what the schemas promise.
      transformer: new TypeTransformer(TransformConfig.DefaultSchemaNormalization),
    });
    return [new Items(api, config)];
  }
}
