import { streamKey } from '../../../testing/stream-key.js';
import type { OfferedStream } from '../read-payload.js';
import type { NodeNotes } from './node-notes.js';
import type { MessageReader } from './read-messages.js';

/** A schema that was inferred, and what a person should know about it. */
export interface InferredSchema {
  /** Name of the stream, with its namespace. */
  readonly key: string;
  /** Path of its file below the folder of schemas. */
  readonly path: string;
  readonly text: string;
  readonly records: number;
  readonly fields: number;
  readonly remarks: readonly string[];
  readonly notes: NodeNotes;
}

/** What {@link inferReport} reports on. */
export interface InferResult {
  readonly folder: string;
  readonly schemas: readonly InferredSchema[];
  /** Paths of the files that were new or changed. */
  readonly written: ReadonlySet<string>;
  readonly reader: MessageReader;
  readonly offered: readonly OfferedStream[] | undefined;
}

/** Places shown of each kind. */
const SHOWN = 5;

/** What was inferred, stream by stream, what to look at, and what was skipped. */
export function inferReport({ folder, schemas, written, reader, offered = [] }: InferResult): string {
  const keys = new Set(schemas.map(({ key }) => key));
  const silent = offered.map(({ stream }) => streamKey(stream)).filter((key) => !keys.has(key));
  return [
    ...schemas.flatMap((schema) => describe(schema, folder, written.has(schema.path))),
    ...(silent.length === 0 ? [] : [`no records: ${some(silent)}`]),
    ...skipped(reader),
  ].join('\n');
}

function describe(schema: InferredSchema, folder: string, isWritten: boolean): string[] {
  const { key, path, records, fields, remarks, notes } = schema;
  const counts = `${plural(records, 'record')}, ${plural(fields, 'field')}`;
  return [
    `${key}: ${counts} -> ${folder}/${path} (${isWritten ? 'written' : 'unchanged'})`,
    ...remarks.map((remark) => `  ${remark}`),
    ...[...notes].map(([note, places]) => `  ${note}: ${some(places)}`),
  ];
}

function skipped({ skipped: counts }: MessageReader): string[] {
  const parts = [
    plural(counts.otherMessages, 'other message'),
    plural(counts.notMessages, 'line that is not a message', 'lines that are not messages'),
    plural(counts.notUtf8, 'line that is not UTF-8', 'lines that are not UTF-8'),
    plural(counts.tooLong, 'line of more than 64 MiB', 'lines of more than 64 MiB'),
  ].filter((text) => !text.startsWith('0 '));
  return parts.length === 0 ? [] : [`skipped: ${parts.join(', ')}`];
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function some(places: readonly string[]): string {
  const shown = places.slice(0, SHOWN).join(', ');
  return places.length > SHOWN ? `${shown} and ${places.length - SHOWN} more` : shown;
}
