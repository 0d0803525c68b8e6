import type { MessageWriter } from '../output/message-writer.js';

/**
 * Keeps standard output clean: what a library or a connector prints becomes a LOG line, and what goes to
 * standard error passes the secret mask.
 */
export function guardStreams(messages: MessageWriter): void {
  process.stdout.write = toLog((text) => messages.info(text));
  const writeError = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const callback = rest.find((value) => typeof value === 'function') as (() => void) | undefined;
    return writeError(messages.mask.apply(text), callback);
  };
}

function toLog(log: (text: string) => void): typeof process.stdout.write {
  return (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    for (const line of text.split('\n')) if (line.trim() !== '') log(line);
    const callback = rest.find((value) => typeof value === 'function') as (() => void) | undefined;
    if (callback !== undefined) queueMicrotask(callback);
    return true;
  };
}
