import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FdSink } from './fd-sink.js';

const folder = mkdtempSync(join(tmpdir(), 'fd-sink-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('writes lines and parts in their order, whatever their size', async () => {
  const path = join(folder, 'out');
  const fd = openSync(path, 'w');
  const sink = new FdSink(fd);
  const long = 'ü€😀'.repeat(200_000);
  const bytes = Buffer.from('xx{"a":1}yy');
  const expected: string[] = [];
  for (let index = 0; index < 500; index += 1) {
    const text = `${index}:${'é'.repeat((index * 37) % 900)}`;
    sink.writeLine(text);
    sink.writeParts(Buffer.from('<'), bytes, 2, 9, Buffer.from('>'));
    expected.push(text, '<{"a":1}>');
    if (index % 100 === 0) {
      sink.writeLine(long);
      expected.push(long);
    }
    await sink.ready();
  }
  await sink.drain();
  closeSync(fd);
  expect(readFileSync(path, 'utf8') === `${expected.join('\n')}\n`).toBe(true);
});

test('holds the producer back while the reader of a pipe takes nothing, and loses nothing', async () => {
  const fifo = join(folder, 'fifo');
  const script = 'mkfifo "$0"; echo made; exec 3<"$0"; read -r go; exec cat <&3';
  const reader = spawn('bash', ['-c', script, fifo], { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  await new Promise((resolve) => reader.stdout.once('data', resolve));
  reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const fd = openSync(fifo, 'w');
  const sink = new FdSink(fd);
  const line = 'x'.repeat(99_999);
  for (let index = 0; index < 20; index += 1) sink.writeLine(line);
  let isReady = false;
  const ready = sink.ready().then(() => {
    isReady = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isReady).toBe(false);
  reader.stdin.write('go\n');
  await ready;
  await sink.drain();
  closeSync(fd);
  await new Promise((resolve) => reader.once('close', resolve));
  expect(Buffer.concat(chunks)).toHaveLength(2_000_000);
});

test('writes what nothing pushes out after a moment', async () => {
  const path = join(folder, 'quiet');
  const fd = openSync(path, 'w');
  new FdSink(fd).writeLine('a log line');
  await expect.poll(() => readFileSync(path, 'utf8')).toBe('a log line\n');
  closeSync(fd);
});

test.runIf(existsSync('/dev/full'))('tells once and for all that the disk is full', async () => {
  const fd = openSync('/dev/full', 'w');
  const sink = new FdSink(fd);
  sink.writeLine('lost');
  await expect(sink.drain()).rejects.toMatchObject({ code: 'CDK_OUTPUT_CLOSED', details: { reason: 'ENOSPC' } });
  expect(sink.closed.aborted).toBe(true);
  sink.writeLine('more');
  await expect(sink.ready()).rejects.toMatchObject({ code: 'CDK_OUTPUT_CLOSED' });
  await expect(sink.drain()).rejects.toMatchObject({ code: 'CDK_OUTPUT_CLOSED' });
  closeSync(fd);
});
