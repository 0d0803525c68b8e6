#!/usr/bin/env node
// A sound Airbyte source in plain JavaScript, without this package: its data lie in the code, its refresh token is good
// for one use only, and SAMPLE_FOLDER holds what changes: `token`, the number of the token that is valid, and `batches`,
// how much data there is. SAMPLE_FAULT names one of the faults that make a broken twin of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET, SPEC, STREAMS } from './sample-data.mjs';

const [command, ...args] = process.argv.slice(2);
const folder = process.env.SAMPLE_FOLDER;
const fault = process.env.SAMPLE_FAULT ?? '';
/** What a twin does otherwise; nothing in the sound source. */
const twist = fault === '' ? {} : await findTwist();
if (twist === undefined) throw new Error(`There is no fault ${fault}.`);

async function findTwist() {
  const [{ FAULTS }, { RELATIVES }] = await Promise.all([import('./faults.mjs'), import('./relatives.mjs')]);
  return FAULTS[fault] ?? RELATIVES[fault];
}

const readNumber = (name) => Number(readFileSync(join(folder, name), 'utf8'));
const option = (name) => {
  const at = args.indexOf(`--${name}`);
  return at === -1 ? undefined : JSON.parse(readFileSync(args[at + 1], 'utf8'));
};

function emit(message) {
  const messages = twist.message === undefined ? [message] : twist.message(structuredClone(message), run);
  for (const each of messages) {
    const line = typeof each === 'string' ? each : JSON.stringify(each);
    process.stdout.write(`${line.replace(/("recordCount":\d+)(?=[,}])/, '$1.0')}\n`);
  }
}

const trace = (type, payload) => emit({ type: 'TRACE', trace: { type, emitted_at: Date.now(), ...payload } });
const log = (message) => emit({ type: 'LOG', log: { level: 'INFO', message } });

function fail(message) {
  trace('ERROR', { error: { message, failure_type: 'config_error' } });
  process.exitCode = 1;
}

/** Takes the token of the config and stores the next one, as single-use refresh tokens are. */
function signIn(config) {
  const { client_secret: secret, refresh_token: token } = config?.credentials ?? {};
  if (typeof config?.start_date !== 'string') return 'start_date is missing';
  if (secret !== SECRET) return 'The client secret was refused.';
  const number = readNumber('token');
  if (token !== `refresh-token-${number}`) return 'The refresh token was used before.';
  writeFileSync(join(folder, 'token'), String(number + 1));
  const credentials = { ...config.credentials, refresh_token: `refresh-token-${number + 1}` };
  const connectorConfig = { config: { ...config, credentials } };
  emit({ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: Date.now(), connectorConfig } });
  return undefined;
}

function check(refusal) {
  emit({
    type: 'CONNECTION_STATUS',
    connectionStatus: refusal === undefined ? { status: 'SUCCEEDED' } : { status: 'FAILED', message: refusal },
  });
}

function discover() {
  const streams = structuredClone(STREAMS.map(({ rows: _, ...stream }) => stream));
  twist.streams?.(streams);
  emit({ type: 'CATALOG', catalog: { streams } });
}

const keyOf = ({ name, namespace }) => `${namespace ?? ''}.${name}`;
const cursorOf = (row, path) => path.reduce((value, name) => value?.[name], row);

function read(catalog, states) {
  for (const { stream, sync_mode: mode } of catalog.streams) {
    if (!STREAMS.some((known) => keyOf(known) === keyOf(stream))) return fail(`There is no stream ${stream.name}.`);
    if (mode !== 'full_refresh' && mode !== 'incremental') return fail(`There is no sync mode ${mode}.`);
  }
  const handed = new Map(
    (twist.states?.(states) ?? states ?? []).map(({ stream }) => [
      keyOf(stream.stream_descriptor),
      stream.stream_state,
    ]),
  );
  for (const { stream, sync_mode: mode } of catalog.streams) {
    const known = STREAMS.find((candidate) => keyOf(candidate) === keyOf(stream));
    readStream(known, mode, mode === 'incremental' ? handed.get(keyOf(known)) : undefined);
    if (process.exitCode > 0) return;
  }
}

function readStream({ name, namespace, default_cursor_field: path, rows }, mode, state) {
  const descriptor = namespace === undefined ? { name } : { name, namespace };
  const status = (value) => trace('STREAM_STATUS', { stream_status: { stream_descriptor: descriptor, status: value } });
  let since = path === undefined ? undefined : state?.[path.at(-1)];
  const isNew = (row) => since === undefined || cursorOf(row, path) > since;
  const chosen = rows(readNumber('batches')).filter((row) => twist.isNew?.(row, since, state, mode) ?? isNew(row));
  let sinceState = 0;
  const checkpoint = () => {
    const stream_state = since === undefined ? { is_done: true } : { [path.at(-1)]: since };
    const stream = { stream_descriptor: descriptor, stream_state };
    emit({ type: 'STATE', state: { type: 'STREAM', stream, sourceStats: { recordCount: sinceState } } });
    sinceState = 0;
  };
  status('STARTED');
  for (const [index, data] of chosen.entries()) {
    if (index === 0) status('RUNNING');
    const record = { stream: name, data, emitted_at: Date.now() };
    emit({ type: 'RECORD', record: namespace === undefined ? record : { namespace, ...record } });
    sinceState += 1;
    if (path !== undefined) since = cursorOf(data, path);
    if (sinceState === 2 && mode === 'incremental') checkpoint();
  }
  if (sinceState > 0 || chosen.length === 0) checkpoint();
  status('COMPLETE');
}

const [config, catalog, state] = [option('config'), option('catalog'), option('state')];
/** What the faults may look at. */
const run = { command, config, catalog, state, log, folder };
twist.start?.(run);
log(`sample source: ${command}`);
const refusal = command === 'spec' ? undefined : signIn(config);
if (command === 'spec') {
  const spec = structuredClone(SPEC);
  twist.spec?.(spec);
  emit({ type: 'SPEC', spec });
}
if (command === 'check') check(refusal);
else if (refusal !== undefined) fail(refusal);
else if (command === 'discover') discover();
else if (command === 'read') read(catalog, state);
twist.end?.(run);
