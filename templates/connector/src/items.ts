import {
  ApiKeyAuthenticator,
  type HttpContext,
  type HttpPage,
  IncrementalHttpStream,
  type StreamState,
  TransformConfig,
  TypeTransformer,
} from 'airbyte-source-dap/cdk';
import type { Config } from './config.js';
import type { Item } from './types/items.js';

/** What the API answers: a page of items, those that changed longest ago first, and the number of the next page. */
interface Answer {
  readonly data: Item[];
  readonly next_page: number | null;
}

/** The stream `items`: its name is that of the class, its schema is schemas/items.json. */
export class Items extends IncrementalHttpStream<Item, number> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'updated_at';
  override readonly urlBase: string;
  override readonly authenticator: ApiKeyAuthenticator;
  /** Casts what the API sends to what the schema promises. */
  override readonly transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
  /** Possible because the API sorts by the cursor: whatever comes later is at least as new. */
  override readonly stateCheckpointInterval = 100;
  readonly #startDate: string;

  constructor(config: Config) {
    super();
    this.urlBase = config.base_url;
    this.authenticator = new ApiKeyAuthenticator(config.api_key, { header: 'X-API-Key' });
    this.#startDate = config.start_date;
  }

  override path(): string {
    return 'items';
  }

  override requestParams({ page, state }: HttpContext<number>) {
    return { page, updated_since: String(state?.['updated_at'] ?? this.#startDate) };
  }

  override parseResponse(answer: HttpPage): Item[] {
    return answerOf(answer).data;
  }

  override nextPage(answer: HttpPage): number | undefined {
    return answerOf(answer).next_page ?? undefined;
  }

  override getUpdatedState(current: StreamState | undefined, { updated_at }: Item): StreamState {
    const known = String(current?.['updated_at'] ?? '');
    return { updated_at: updated_at > known ? updated_at : known };
  }
}

function answerOf(page: HttpPage): Answer {
  return page.json() as Answer;
}
