import { SkippingClock } from '../../../util/clock.test-helper.js';
import type { ReadContext } from '../../index.js';
import {
  AsyncJobStream,
  type BodyDecoder,
  HttpApi,
  type HttpPage,
  jsonLinesDecoder,
  type StreamSlice,
} from '../../index.js';
import type { HttpApiOptions } from '../http-api.js';
import { LocalApi, type Scripted, type Seen } from '../http-stream.test-helper.js';
import type { JobStatus } from './job.js';

type Row = { id: number };

/** A real server whose jobs go through scripted statuses: `POST /exports`, `GET /exports/<id>`, `GET /files/<id>/<n>`. */
export class JobApi {
  readonly local = new LocalApi();
  readonly clock = new SkippingClock();
  /** The answers to the polls of each job in turn; the last one stays. */
  polls: (job: number, poll: number) => Scripted = () => [200, { status: 'done', files: this.files(1, 1) }];
  /** The answer to the request for a file. */
  file: (job: number, file: number, request: Seen) => Scripted | Promise<Scripted> = (job, file) => [
    200,
    jsonLines([job * 10 + file]),
  ];
  /** What any other request is answered with. */
  other: (request: Seen) => Scripted = () => [404, {}];
  /** Called when a job is created. */
  onCreate: (job: number) => void = () => undefined;
  created = 0;
  readonly #polled = new Map<number, number>();

  constructor() {
    this.local.answer = (request) => this.#answer(request);
  }

  reset(): void {
    this.created = 0;
    this.#polled.clear();
  }

  /** Requests as method and path. */
  get asked(): string[] {
    return this.local.seen.map(({ method, url }) => `${method} ${url}`);
  }

  api(options: Partial<HttpApiOptions> = {}): HttpApi {
    return new HttpApi({ urlBase: this.local.url, clock: this.clock, ...options });
  }

  /** The files of a job, as its status names them. */
  files(job: number, count: number): { url: string }[] {
    return Array.from({ length: count }, (_, at) => ({ url: `/files/${job}/${at + 1}` }));
  }

  async #answer(request: Seen): Promise<Scripted> {
    const { pathname } = new URL(request.url, 'http://host');
    if (request.method === 'POST' && pathname === '/exports') {
      this.created += 1;
      this.onCreate(this.created);
      return [201, { id: this.created }];
    }
    const [, kind, job, file] = /^\/(\w+)\/(\d+)(?:\/(\d+))?$/.exec(pathname) ?? [];
    if (request.method === 'GET' && kind === 'exports') return this.#poll(Number(job));
    if (request.method === 'GET' && kind === 'files') return await this.file(Number(job), Number(file), request);
    return this.other(request);
  }

  #poll(job: number): Scripted {
    const poll = (this.#polled.get(job) ?? 0) + 1;
    this.#polled.set(job, poll);
    return this.polls(job, poll);
  }
}

/** Rows of JSON Lines. */
export const jsonLines = (ids: readonly number[]) => ids.map((id) => `{"id":${id}}\n`).join('');

/** Exports of rows. */
export class Exports extends AsyncJobStream<Row, number> {
  override readonly primaryKey = 'id';
  override readonly decoder: BodyDecoder<Row> | undefined = jsonLinesDecoder<Row>();
  override readonly resultsAt: string | undefined = 'files.*.url';
  override readonly jobStatus: JobStatus = {
    at: 'status',
    running: ['queued', 'running'],
    done: ['done'],
    empty: ['empty'],
    failed: ['failed'],
    gone: ['expired'],
    reason: 'error.message',
  };
  override path() {
    return 'exports';
  }
  override async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' } } };
  }
  override createdJob(answer: HttpPage) {
    return (answer.json() as Row).id;
  }
  override pollRequest(job: number) {
    return { path: `exports/${job}` };
  }
}

/** The same in several slices. */
export class SlicedExports extends Exports {
  readonly count: number = 3;
  override *streamSlices(_context: ReadContext): Generator<StreamSlice> {
    for (let part = 1; part <= this.count; part += 1) yield { part };
  }
  override requestJson({ slice }: { readonly slice: StreamSlice }) {
    return slice;
  }
}
