import { CodedError } from '../../errors.js';
import type { AcceptanceOptions, ConfiguredCatalogFile, ExpectedRecord } from '../../testing/index.js';
import { isJsonObject, type JsonObject, parseJson } from '../../util/json.js';
import { loadPackage } from '../../util/load-package.js';
import { present } from '../../util/present.js';
import { readDocument, readObjectDocument, readText } from '../read-document.js';
import { readPayload } from '../schema/read-payload.js';
import type { TestOptions } from './test-options.js';

/**
 * Reads the files that the options name and makes the options of the suite.
 *
 * @throws CodedError `TOOL_INPUT` when a file cannot be read or has not the form it must have.
 */
export async function readInputs(options: TestOptions): Promise<AcceptanceOptions> {
  const { between, emptyStreams, fillAllColumns, allowExtraColumns, lookbackDays, only } = options;
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
  return present({
    command: await splitCommand(options.command),
    config: await readObjectDocument(options.config),
    invalidConfig: await when(options.invalidConfig, readObjectDocument),
    catalog: await when(options.catalog, readConfigured),
    futureState: await when(options.futureState, readStates),
    between,
    expectedSpec: await when(options.spec, readSpec),
    previousSpec: await when(options.previousSpec, readPreviousSpec),
    previousCatalog: await when(options.previousCatalog, readPreviousCatalog),
    metadata: await when(options.metadata, readObjectDocument),
    docs: await when(options.docs, readText),
    emptyStreams,
    streamsWithoutKey: options.streamsWithoutPrimaryKey,
    expectedRecords: await when(options.expectRecords, readRecords),
    fillAllColumns,
    allowExtraColumns,
    ignoredFields: options.ignoreFields,
    lookbackDays,
    maxResumes: options.resumes,
    only,
    timeoutsMs: timeoutMs && { spec: timeoutMs, check: timeoutMs, discover: timeoutMs, read: timeoutMs },
  }) as AcceptanceOptions;
}

async function when<T>(path: string | undefined, read: (path: string) => Promise<T>): Promise<T | undefined> {
  return path === undefined ? undefined : await read(path);
}

async function splitCommand(line: string): Promise<string[]> {
  const { parseArgsStringToArgv } = await loadPackage('string-argv', () => import('string-argv'));
  const command = parseArgsStringToArgv(line);
  if (command.length > 0) return command;
  throw new CodedError('TOOL_INPUT', { message: '--command names no program.' });
}

/** A SPEC message or its payload. */
async function readSpec(path: string): Promise<JsonObject> {
  const document = await readObjectDocument(path);
  return isJsonObject(document['spec']) ? (document['spec'] as JsonObject) : document;
}

async function readPreviousSpec(path: string): Promise<NonNullable<AcceptanceOptions['previousSpec']>> {
  const { spec } = await readPayload(path);
  if (spec !== undefined) return spec;
  throw new CodedError('TOOL_INPUT', { message: `${path} holds a catalog instead of a specification.` });
}

async function readPreviousCatalog(path: string): Promise<NonNullable<AcceptanceOptions['previousCatalog']>> {
  const { streams } = await readPayload(path);
  if (streams !== undefined) return { streams: streams.map(({ stream }) => stream) };
  throw new CodedError('TOOL_INPUT', { message: `${path} holds a specification instead of a catalog.` });
}

async function readConfigured(path: string): Promise<ConfiguredCatalogFile> {
  const { streams } = await readObjectDocument(path);
  const entries: readonly unknown[] | undefined = Array.isArray(streams) ? streams : undefined;
  if (entries?.every(isConfigured)) return { streams: entries };
  throw new CodedError('TOOL_INPUT', {
    message: `${path} is not a configured catalog, as read takes it (stream-cdk schema infer --configure-catalog writes one).`,
  });
}

function isConfigured(entry: unknown): entry is ConfiguredCatalogFile['streams'][number] {
  const stream = isJsonObject(entry) && typeof entry['sync_mode'] === 'string' ? entry['stream'] : undefined;
  return isJsonObject(stream) && typeof stream['name'] === 'string' && isJsonObject(stream['json_schema']);
}

async function readStates<T>(path: string): Promise<T> {
  const document = await readDocument(path);
  if (Array.isArray(document) && document.every(isJsonObject)) return document as T;
  throw new CodedError('TOOL_INPUT', { message: `${path} must hold a list of states, as read takes it.` });
}

/** A line each: `{"stream", "data"}` or a RECORD message; empty lines are skipped. */
async function readRecords(path: string): Promise<ExpectedRecord[]> {
  const lines = (await readText(path)).split(/\r?\n/);
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [readRecord(line, `${path}:${index + 1}`)]));
}

function readRecord(line: string, place: string): ExpectedRecord {
  const value = parseLine(line, place);
  const record = isJsonObject(value) && isJsonObject(value['record']) ? value['record'] : value;
  if (isJsonObject(record) && typeof record['stream'] === 'string' && isJsonObject(record['data'])) {
    const { stream, data, namespace } = record;
    return { stream, data, ...(typeof namespace === 'string' ? { namespace } : {}) };
  }
  throw new CodedError('TOOL_INPUT', { message: `${place} is not a record with "stream" and "data".` });
}

function parseLine(line: string, place: string): unknown {
  try {
    return parseJson(line);
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: `${place} is not JSON.`, cause: error });
  }
}
