import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCodedError } from '../../errors.js';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, serveBlob, serveThenCut, startService } from '../fake-service.test-helper.js';
import { type SeenRequest, sendJson } from '../scripted-server.test-helper.js';
import {
  arbitraryHistory,
  endsIn,
  type Fault,
  type History,
  recordsOf,
  storedFile,
} from './random-history.test-helper.js';
import type { ReadPoint } from './read-point.js';
import type { ReadTableOptions } from './read-table.js';
import type { TableEvent } from './table-event.js';

const MAX_READS = 40;

/** The second read stops before it has read anything: its position is still that of the first. */
const STOPPED_AT_THE_START: History = {
  format: 'jsonl',
  files: [{ records: 1, size: 0, endsWithFeed: false }],
  faults: [],
  stops: [1, 0],
};

/** A service that plays the faults of a history. */
async function startFaulty(history: History): Promise<FakeService> {
  const service = await startService({ limits: 'none' });
  let job = 1;
  const faults = history.faults.values();
  for (const file of history.files.keys()) service.blobs.set(`f${file}`, storedFile(history, file));
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, completeJob(`job-${job}`, service.blobs)));
  for (const [id, stored] of service.blobs) {
    service.blobHandlers.set(id, (request, response) => {
      const fault = faults.next().value;
      if (fault?.kind === 'gone-with-job') {
        const gone = `job-${job}`;
        service.routes.set(`GET /dap/job/${gone}`, (_, answer) => sendGone(answer, gone));
        job += 1;
      }
      SERVE[fault?.kind ?? 'none'](stored, Math.floor((fault?.at ?? 0) * stored.length), request, response);
    });
  }
  return service;
}

function sendGone(response: ServerResponse, id: string): void {
  sendJson(response, 404, { error: { type: 'ObjectNotFound', uuid: 'u', kind: 'job', id, message: 'gone' } });
}

const refuse = (status: number) => (_stored: Buffer, _at: number, _request: SeenRequest, response: ServerResponse) => {
  response.writeHead(status).end();
};

/** How a file is served; `at` is a place in it. */
const SERVE: Readonly<
  Record<Fault, (stored: Buffer, at: number, request: SeenRequest, response: ServerResponse) => void>
> = {
  none: (stored, _, request, response) => serveBlob(stored, request, response),
  cut: (stored, at, request, response) => serveThenCut(stored, at, request, response),
  'no-range': (stored, _, request, response) => serveBlob(stored, { ...request, headers: {} }, response),
  short: (stored, at, request, response) => serveBlob(stored.subarray(0, at), { ...request, headers: {} }, response),
  damaged: (stored, at, request, response) => {
    const damaged = Buffer.from(stored);
    damaged[at] = (damaged[at] as number) ^ 1;
    serveBlob(damaged, request, response);
  },
  refused: refuse(403),
  gone: refuse(404),
  'gone-with-job': refuse(404),
};

/** A reader that keeps records by file and a position, and takes back what an event says comes again. */
class Reader {
  readonly records = new Map<string, string[]>();
  point: ReadPoint | undefined;
  isAtEnd = false;
  readonly #format: History['format'];

  constructor(format: History['format']) {
    this.#format = format;
  }

  /** Takes in an event, at most `limit` records of it; gives their number. */
  take(event: TableEvent, limit: number): number {
    switch (event.type) {
      case 'job':
        if (event.restart?.isSameJob === false) this.records.clear();
        else if (event.restart !== undefined) this.#forgetUnfinished(event.point.job?.done ?? 0);
        break;
      case 'object':
        return 0;
      case 'chunk':
        return this.#takeRecords(event, limit);
      case 'object-again':
        this.records.delete(event.objectId);
        break;
      case 'object-end':
        break;
      case 'end':
        this.isAtEnd = true;
        break;
      default:
        event satisfies never;
    }
    this.point = event.point;
    return 0;
  }

  #forgetUnfinished(done: number): void {
    for (const id of this.records.keys()) if (Number(id.slice(1)) >= done) this.records.delete(id);
  }

  #takeRecords(event: Extract<TableEvent, { type: 'chunk' }>, limit: number): number {
    const kept = this.records.get(event.objectId) ?? [];
    const ends = endsIn(this.#format, event.bytes).slice(0, limit);
    let start = 0;
    for (const end of ends) {
      kept.push(event.bytes.toString('utf8', start, end - 1));
      start = end;
    }
    this.records.set(event.objectId, kept);
    if (start > 0) this.point = event.pointAt(Math.min(event.startOffset + start, event.endOffset));
    return ends.length;
  }
}

/** What a position says, as a program that stored it would ask for the rest. */
function optionsOf(point: ReadPoint | undefined): ReadTableOptions {
  if (point === undefined) return {};
  const stored = JSON.parse(JSON.stringify(point)) as ReadPoint;
  return { resume: stored.job, promisedSince: stored.nextSince };
}

/** One read, until it ends, fails, or has taken `limit` records. */
async function readOnce(service: FakeService, reader: Reader, { format }: History, limit: number): Promise<void> {
  let left = limit;
  try {
    for await (const event of service.client.readTable(REF, { format }, optionsOf(reader.point))) {
      left -= reader.take(event, left);
      if (left <= 0) return;
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
  }
}

test('whatever happens on the way, each record comes once, but for those that an event takes back', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryHistory, async (history) => {
      const service = await startFaulty(history);
      try {
        const reader = new Reader(history.format);
        const stops = history.stops.values();
        for (let reads = 0; reads < MAX_READS && !reader.isAtEnd; reads += 1) {
          await readOnce(service, reader, history, stops.next().value ?? Number.POSITIVE_INFINITY);
        }
        expect(reader.isAtEnd).toBe(true);
        for (const file of history.files.keys()) {
          expect(reader.records.get(`f${file}`) ?? []).toEqual(recordsOf(history, file));
        }
      } finally {
        await service.close();
      }
    }),
    { numRuns: 40, examples: [[STOPPED_AT_THE_START]] },
  );
}, 60_000);
