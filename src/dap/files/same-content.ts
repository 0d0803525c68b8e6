import { open, stat } from 'node:fs/promises';

const READ_BYTES = 256 * 1024;

/** Whether two files hold the same bytes. */
export async function sameContent(pathA: string, pathB: string): Promise<boolean> {
  if ((await stat(pathA)).size !== (await stat(pathB)).size) return false;
  await using a = await open(pathA, 'r');
  await using b = await open(pathB, 'r');
  const bytesA = Buffer.allocUnsafe(READ_BYTES);
  const bytesB = Buffer.allocUnsafe(READ_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await a.read(bytesA, 0, READ_BYTES, at);
    if (bytesRead === 0) return true;
    const other = await b.read(bytesB, 0, bytesRead, at);
    if (other.bytesRead === 0) return false;
    const count = Math.min(bytesRead, other.bytesRead);
    if (!bytesA.subarray(0, count).equals(bytesB.subarray(0, count))) return false;
    at += count;
  }
}
