/** Scrambles 32 bits; different numbers give different results. */
export function scramble(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Scrambles two numbers into one. */
export function mix(first: number, second: number): number {
  return scramble((scramble(first) ^ Math.imul(second + 1, 0x9e3779b1)) >>> 0);
}

/** Hashes a text to 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return scramble(hash);
}
