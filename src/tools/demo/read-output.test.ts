import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOutput } from './read-output.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-output-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const descriptor = '{"name":"users","namespace":"canvas"}';
const record = (data: string): string =>
  `{"type":"RECORD","record":{"stream":"users","namespace":"canvas","emitted_at":1,"data":${data}}}`;
const state = (cursor: string): string =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":${descriptor},"stream_state":{"c":"${cursor}"}},"sourceStats":{"recordCount":1.0}}}`;

async function outputOf(...lines: readonly string[]) {
  const path = join(folder, `${Math.random()}.jsonl`);
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return await readOutput(path);
}

it('sorts records into one file a stream, byte by byte as they came', async () => {
  const lines = [
    record('{"id":10000000000000001,"_ab_cdc_deleted_at":null}'),
    record('{"id":2,"_ab_cdc_deleted_at":"2026-03-01T08:00:00Z"}'),
  ];
  const { streams, faults } = await outputOf(...lines);
  expect(faults).toEqual([]);
  expect(streams).toHaveLength(1);
  expect(streams[0]).toMatchObject({ records: 2, deletes: 1 });
  expect(await readFile(streams[0]?.recordFile ?? '', 'utf8')).toBe(lines.map((line) => `${line}\n`).join(''));
});

it('keeps the last state of a stream as the one to hand back', async () => {
  const { streams } = await outputOf(state('first'), state('last'));
  expect(streams[0]?.states).toBe(2);
  expect(streams[0]?.lastState?.state.stream.stream_state).toEqual({ c: 'last' });
});

it('names every line that is not a message of the protocol', async () => {
  const { faults } = await outputOf('hello', '{"type":"RECORD","record":{"stream":"users"}}', record('{"id":1}'));
  expect(faults[0]).toBe('line 1 is not JSON');
  expect(faults[1]).toContain('line 2 is no message of the protocol: record.data');
  expect(faults).toHaveLength(2);
});
