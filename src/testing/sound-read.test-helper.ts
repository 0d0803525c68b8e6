// A small sound read of one stream, and the parts from which tests make broken ones.
import { catalogOf, digestRead, parseMessages, type ReceivedMessage } from './index.js';

export const stream = {
  name: 'users',
  json_schema: { type: 'object', properties: { id: { type: 'integer' }, at: { type: 'string', format: 'date-time' } } },
  supported_sync_modes: ['full_refresh', 'incremental'],
  default_cursor_field: ['at'],
  source_defined_primary_key: [['id']],
};
export const catalogMessage = (...streams: object[]) =>
  [{ type: 'CATALOG', catalog: { streams } }] as unknown as ReceivedMessage[];
export const catalog = catalogOf({ streams: [stream] }, { syncMode: 'incremental' });
export const status = (value: string) =>
  `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"users"},"status":"${value}"}}}`;
export const record = (data: string, at = 1) =>
  `{"type":"RECORD","record":{"stream":"users","emitted_at":${at},"data":${data}}}`;
export const state = (value: string, count: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":${value}},"sourceStats":{"recordCount":${count}.0}}}`;
export const day = (n: number) => `{"id":${n},"at":"2026-01-0${n}T00:00:00Z"}`;
export const whole = (...body: string[]) => [status('STARTED'), status('RUNNING'), ...body, status('COMPLETE')];
export const failed = (results: readonly { id: string; problems: readonly string[] }[]) =>
  results.filter((result) => result.problems.length > 0).map((result) => result.id);

export const digest = (lines: readonly string[]) => digestRead(parseMessages(lines), catalog);

export const sound = whole(record(day(1)), record(day(2)), state('{"at":"2026-01-02T00:00:00Z"}', 2));
