/** The first bytes of a body, up to `count` if it has as many, and the whole body, these bytes included. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ readonly head: Buffer; readonly whole: AsyncGenerator<Uint8Array, void, void> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < count) {
    const next = await iterator.next();
    if (next.done === true) return { head, whole: joined(head, undefined) };
    head = Buffer.concat([head, next.value]);
  }
  return { head, whole: joined(head, iterator) };
}

async function* joined(
  head: Buffer,
  rest: AsyncIterator<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest?.next(); next !== undefined && next.done !== true; next = await rest?.next()) {
      yield next.value;
    }
  } finally {
    await rest?.return?.();
  }
}
