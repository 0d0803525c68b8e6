import { CodedError } from '../../../errors.js';
import { checkStreamSchema } from '../../../schema/stream-schema-check.js';
import { streamKey } from '../../../testing/stream-key.js';
import { writeFiles } from '../../write-files.js';
import { type OfferedStream, payloadOf, readPayload } from '../read-payload.js';
import { schemaPath } from '../schema-path.js';
import { schemaText } from '../schema-text.js';
import type { InferredSchema } from './infer-report.js';
import { inferReport } from './infer-report.js';
import { notesOn } from './node-notes.js';
import type { MessageReader, ObservedStream } from './read-messages.js';
import { type RequiredFields, requiredFields } from './required-fields.js';
import { schemaOfRecords } from './schema-of-node.js';
import { readConnectorOutput, type Terminal } from './terminal.js';

/** The options of `stream-cdk schema infer`. */
export interface InferOptions {
  readonly out: string;
  readonly force: boolean;
  /** Require keys and cursors, by the catalog in the input. */
  readonly requiredKeys?: boolean;
  /** File of a catalog that says them instead. */
  readonly catalog?: string;
  /** Streams by name or `namespace.name`; all when absent. */
  readonly streams?: readonly string[];
  readonly syncMode?: string;
}

/**
 * Writes a schema for each stream that has records in the input.
 *
 * @throws CodedError `TOOL_INPUT` when there are none, or no record has a key or cursor that is to be required;
 * `TOOL_FILE_EXISTS` when a schema differs from the file that is there.
 */
export async function inferSchemas(options: InferOptions, terminal: Terminal): Promise<void> {
  if (options.syncMode !== undefined) throw wrong('--sync-mode goes with --configure-catalog.');
  const reader = await readConnectorOutput(terminal);
  const observed = chosenStreams(reader, options.streams);
  const offered = await offeredStreams(options, reader);
  const schemas = observed.map((stream) => inferSchema(stream, offered));
  refuseEqualPaths(schemas);
  const files = new Map(schemas.map(({ path, text }) => [path, text]));
  const result = await writeFiles(options.out, files, options.force);
  terminal.log(inferReport({ folder: options.out, schemas, written: new Set(result.written), reader, offered }));
}

function wrong(message: string): CodedError {
  return new CodedError('TOOL_INPUT', { message });
}

/** By name, so that the order of records makes no difference. */
function chosenStreams(reader: MessageReader, names: readonly string[] | undefined): ObservedStream[] {
  const all = [...reader.streams.values()].sort((left, right) => (observedKey(left) < observedKey(right) ? -1 : 1));
  if (all.length === 0) throw wrong('The input has no RECORD message.');
  if (names === undefined) return all;
  const unknown = names.find((name) => !all.some((stream) => isNamed(stream, name)));
  if (unknown !== undefined) {
    throw wrong(`The input has no record of stream ${unknown}; it has those of ${all.map(observedKey).join(', ')}.`);
  }
  return all.filter((stream) => names.some((name) => isNamed(stream, name)));
}

function observedKey({ name, namespace }: ObservedStream): string {
  return streamKey({ name, namespace: namespace ?? null });
}

function isNamed(stream: ObservedStream, name: string): boolean {
  return stream.name === name || observedKey(stream) === name;
}

/** The streams of the catalog that says keys and cursors; undefined if none are to be required. */
async function offeredStreams(options: InferOptions, reader: MessageReader): Promise<OfferedStream[] | undefined> {
  if (options.catalog !== undefined) {
    const { streams } = await readPayload(options.catalog);
    if (streams === undefined) throw wrong(`${options.catalog} holds no catalog.`);
    return [...streams];
  }
  if (options.requiredKeys !== true) return undefined;
  const { streams } = payloadOf('The CATALOG line', reader.catalog);
  if (streams === undefined)
    throw wrong('--required-keys needs a CATALOG line in the input, or --catalog with a file.');
  return [...streams];
}

function inferSchema(observed: ObservedStream, offered: readonly OfferedStream[] | undefined): InferredSchema {
  const { name, namespace, root } = observed;
  const key = observedKey(observed);
  const own = offered?.find(({ stream }) => streamKey(stream) === key);
  const required: RequiredFields = own === undefined ? { nodes: new Set(), notes: [] } : requiredFields(key, root, own);
  const schema = schemaOfRecords(root, required.nodes);
  const problems = checkStreamSchema({ name: key, schema, cursorField: own?.cursor, primaryKey: own?.primaryKey });
  if (problems.length > 0) throw wrong(problems.join(' '));
  const isUnknown = offered !== undefined && own === undefined;
  return {
    key,
    path: schemaPath(name, namespace),
    text: schemaText(schema),
    records: root.objects,
    fields: observed.context.fields,
    remarks: [...required.notes, ...(isUnknown ? ['not in the catalog: nothing is required'] : [])],
    notes: notesOn(root),
  };
}

/** A name may hold a folder, as a namespace is one. */
function refuseEqualPaths(schemas: readonly InferredSchema[]): void {
  const seen = new Set<string>();
  for (const { path } of schemas) {
    if (seen.has(path)) throw wrong(`Two streams would be written to ${path}: choose one with --streams.`);
    seen.add(path);
  }
}
