import { CodedError } from '../../../errors.js';
import { checkStreamSchema } from '../../../schema/stream-schema-check.js';
import { streamKey } from '../../../testing/stream-key.js';
import { writeFiles } from '../../write-files.js';
import { type OfferedStream, payloadOf, readPayload } from '../read-payload.js';
import { schemaText } from '../schema-text.js';
import { takeDataNames } from './data-names.js';
import type { InferredSchema } from './infer-report.js';
import { inferReport } from './infer-report.js';
import { type InputFormat, readRecords } from './input/read-records.js';
import { notesOn } from './node-notes.js';
import type { MessageReader, ObservedStream } from './read-messages.js';
import { type RequiredFields, requiredFields } from './required-fields.js';
import { type SafePath, safePaths } from './safe-paths.js';
import { schemaOfRecords } from './schema-of-node.js';
import type { Terminal } from './terminal.js';

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
  /** Files to read instead of standard input. */
  readonly files?: readonly string[];
  readonly format?: InputFormat;
  /** The stream that the records belong to where the input names none. */
  readonly stream?: string;
  /** The member of a JSON document that holds the records, with dots between the names. */
  readonly records?: string;
}

/**
 * Writes a schema for each stream that has records in the input.
 *
 * @throws CodedError `TOOL_INPUT` when there are none, or no record has a key or cursor that is to be required;
 * `TOOL_FILE_EXISTS` when a schema differs from the file that is there.
 */
export async function inferSchemas(options: InferOptions, terminal: Terminal): Promise<void> {
  if (options.syncMode !== undefined) throw wrong('--sync-mode goes with --configure-catalog.');
  const reader = await readRecords(options, terminal);
  const observed = chosenStreams(reader, options.streams);
  const offered = await offeredStreams(options, reader);
  const paths = safePaths(observed);
  const schemas = observed.map((stream, index) => inferSchema(stream, offered, paths[index] ?? { path: '' }));
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
  if (all.length === 0) throw wrong('The input has no RECORD message. If it is of another kind, say so by --format.');
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
  if (streams === undefined && reader.singerStreams.size > 0) return [...reader.singerStreams.values()];
  if (streams === undefined)
    throw wrong('--required-keys needs a CATALOG line in the input, or --catalog with a file.');
  return [...streams];
}

function inferSchema(
  observed: ObservedStream,
  offered: readonly OfferedStream[] | undefined,
  { path, remark }: SafePath,
): InferredSchema {
  const { root } = observed;
  const key = observedKey(observed);
  const own = offered?.find(({ stream }) => streamKey(stream) === key);
  const required: RequiredFields = own === undefined ? { nodes: new Set(), notes: [] } : requiredFields(key, root, own);
  observed.context.fields -= takeDataNames(root, required.nodes);
  const schema = schemaOfRecords(root, required.nodes);
  const problems = checkStreamSchema({ name: key, schema, cursorField: own?.cursor, primaryKey: own?.primaryKey });
  if (problems.length > 0) throw wrong(problems.join(' '));
  const isUnknown = offered !== undefined && own === undefined;
  return {
    key,
    path,
    text: schemaText(schema),
    records: root.objects,
    fields: observed.context.fields,
    remarks: [
      ...(remark === undefined ? [] : [remark]),
      ...required.notes,
      ...(isUnknown ? ['not in the catalog: nothing is required'] : []),
    ],
    notes: notesOn(root),
  };
}
