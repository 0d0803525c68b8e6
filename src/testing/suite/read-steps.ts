import { stringifyJson } from '../../util/json.js';
import { type CommandRun, messagesIn } from '../assertions/command-run.js';
import type { ResumedRead } from '../assertions/incremental-input.js';
import { digestRead } from '../assertions/read-digest.js';
import type { ConfiguredCatalogFile } from '../catalog-of.js';
import { streamKey } from '../stream-key.js';
import type { AcceptanceOptions } from './acceptance-options.js';
import { type Evidence, follow, type Given, givenValue, NOT_CHOSEN, type ReadRun, whenSucceeded } from './evidence.js';
import { givenFuture, moveToFuture } from './future-state.js';
import { makeNewData } from './make-new-data.js';
import type { Selection } from './selection.js';
import type { CommandRequest, ConnectorSession } from './session.js';
import {
  fullCatalog,
  IMPOSSIBLE_CATALOG,
  incrementalCatalog,
  resumableCatalog,
  verboseCatalog,
} from './suite-catalogs.js';
import { resumePoints, stateUpTo, verboseState } from './suite-states.js';
import { waitUntilAfter } from './wait-until-after.js';

type ReadEvidence = Pick<
  Evidence,
  'first' | 'resumed' | 'verbose' | 'impossible' | 'full' | 'future' | 'second' | 'betweenFault' | 'nowMs'
>;

const DEFAULT_RESUMES = 10;

/** The reads of the suite, in an order in which no read disturbs another. */
export class ReadSteps {
  readonly #options: AcceptanceOptions;
  readonly #selection: Selection;
  readonly #session: ConnectorSession;

  constructor(options: AcceptanceOptions, selection: Selection, session: ConnectorSession) {
    this.#options = options;
    this.#selection = selection;
    this.#session = session;
  }

  /** Runs what is chosen; whatever builds on a read that failed is missing with that reason. */
  async run(catalog: Given<ConfiguredCatalogFile>): Promise<ReadEvidence> {
    const first = await this.#when(this.#selection.needs('first'), catalog, (given) => this.#read('first read', given));
    const nowMs = Date.now();
    const resumed = await this.#when(this.#selection.needs('resumed'), first, (given) => this.#resume(given));
    const verbose = await this.#when(this.#selection.needs('verbose'), first, (given) => this.#readVerbose(given));
    await this.#when(this.#selection.needs('invalidRead'), catalog, (given) => this.#readInvalid(given));
    const impossible = this.#selection.needs('impossible') ? await this.#readImpossible() : NOT_CHOSEN;
    const full = await this.#when(this.#selection.needs('full'), catalog, (given) => this.#readFull(given, first));
    const future = await this.#when(this.#selection.needs('future'), first, (given) => this.#readFuture(given));
    const needsSecond = this.#selection.needs('second');
    const betweenFault = needsSecond && 'value' in first ? await this.#makeNewData() : undefined;
    const second = await this.#when(needsSecond, first, (given) => this.#readSecond(given, resumed));
    return { first, resumed, verbose, impossible, full, future, second, betweenFault, nowMs };
  }

  async #when<T, R>(isNeeded: boolean, given: Given<T>, step: (value: T) => Promise<Given<R>>): Promise<Given<R>> {
    if (!isNeeded) return NOT_CHOSEN;
    return 'missing' in given ? { missing: given.missing } : await step(given.value);
  }

  async #read(title: string, catalog: ConfiguredCatalogFile, state?: CommandRequest['state']): Promise<Given<ReadRun>> {
    const run = await this.#session.run({ title, command: 'read', catalog, state });
    const { ignoredFields = [] } = this.#options;
    const read = { run, catalog, digest: digestRead(messagesIn(run.output), catalog, { ignoredFields }) };
    const given = whenSucceeded(run);
    return 'missing' in given ? { missing: given.missing, failed: read } : { value: read };
  }

  async #resume({ digest, catalog }: ReadRun): Promise<Given<readonly ResumedRead[]>> {
    const resumable = resumableCatalog(catalog);
    const points = resumePoints(digest, resumable, this.#options.maxResumes ?? DEFAULT_RESUMES);
    if (points.length === 0) return { missing: 'no stream has a state to resume from' };
    const reads: ResumedRead[] = [];
    for (const at of points) {
      const number = digest.states.findIndex((state) => state.at === at) + 1;
      const read = await this.#read(`read from STATE ${number}`, resumable, stateUpTo(digest, resumable, at));
      if ('value' in read) reads.push({ at, read: read.value.digest });
    }
    return reads.length > 0 ? { value: reads } : { missing: 'every read from a state failed' };
  }

  /** Streams that continue from a state give little; of others one is enough. */
  async #readVerbose({ digest, catalog }: ReadRun): Promise<Evidence['verbose']> {
    const resumable = resumableCatalog(catalog);
    const chosen = resumable.streams.length > 0 ? resumable : { streams: catalog.streams.slice(0, 1) };
    const state = verboseState(stateUpTo(digest, chosen));
    const title = 'read of a catalog and a state with nulls and unknown members';
    const request = { title, command: 'read', catalog: verboseCatalog(chosen), state, isProbe: true } as const;
    return { value: await this.#session.run(request) };
  }

  /** Nothing builds on it, but secrets turn up in the errors of a read. */
  async #readInvalid(catalog: ConfiguredCatalogFile): Promise<Given<CommandRun>> {
    const { invalidConfig: config } = this.#options;
    if (config === undefined) return NOT_CHOSEN;
    const request = { title: 'read of the invalid config', command: 'read', config, catalog } as const;
    return { value: await this.#session.run({ ...request, expects: 'either' }) };
  }

  async #readImpossible(): Promise<Evidence['impossible']> {
    const request = { title: 'read of an impossible catalog', command: 'read', catalog: IMPOSSIBLE_CATALOG } as const;
    const run = await this.#session.run({ ...request, expects: 'failure' });
    return run.killedAfterMs === undefined ? { value: run } : whenSucceeded(run);
  }

  async #readFull(catalog: ConfiguredCatalogFile, first: Given<ReadRun>): Promise<Evidence['full']> {
    const inFull = fullCatalog(catalog);
    if (inFull.streams.length === 0) return { missing: 'no stream can be read in full' };
    const isFullAlready = catalog.streams.every((entry) => entry.sync_mode === 'full_refresh');
    const one = isFullAlready && 'value' in first ? first : await this.#read('first full read', inFull);
    if ('missing' in one) return { missing: one.missing };
    await waitUntilAfter(one.value.digest.emittedAt);
    const two = await this.#read('second full read', inFull);
    return follow(two, ({ digest }) => [one.value.digest, digest]);
  }

  async #readFuture({ digest, catalog }: ReadRun): Promise<Evidence['future']> {
    const incremental = incrementalCatalog(catalog);
    const names = incremental.streams.map(({ stream }) => streamKey(stream));
    const { states, unmoved } = this.#options.futureState
      ? givenFuture(this.#options.futureState, names)
      : moveToFuture(stateUpTo(digest, incremental), digest.streams, names);
    const moved = incremental.streams.filter(({ stream }) => !unmoved.includes(streamKey(stream)));
    if (moved.length === 0) return { missing: 'no state has a time that could be moved (--future-state gives one)' };
    const read = await this.#read('read from a state in the future', { streams: moved }, states);
    return follow(read, (run) => ({ read: run.digest, unmoved }));
  }

  async #makeNewData(): Promise<string | undefined> {
    const { between } = this.#options;
    if (between === undefined) return undefined;
    this.#options.onProgress?.('new data');
    return await makeNewData(between, this.#session.folder, this.#options);
  }

  async #readSecond({ digest, catalog }: ReadRun, resumed: Evidence['resumed']): Promise<Evidence['second']> {
    const incremental = incrementalCatalog(catalog);
    if (incremental.streams.length === 0) return { missing: 'no stream is read incrementally' };
    const state = stateUpTo(digest, incremental);
    if (state.length === 0) return { missing: 'the first read gave no state' };
    // Without new data, the read from the last state is this read.
    const last = givenValue(resumed)?.at(-1);
    if (this.#options.between === undefined && last !== undefined) {
      const isFinal = stringifyJson(stateUpTo(digest, incremental, last.at)) === stringifyJson(state);
      if (isFinal) return { value: last.read };
    }
    const read = await this.#read('second read', incremental, state);
    return follow(read, (run) => run.digest);
  }
}
