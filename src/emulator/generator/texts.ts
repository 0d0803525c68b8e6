import { mix } from './hash.js';
import { DEPARTMENTS, FAMILY_NAMES, GIVEN_NAMES, ODD_TEXTS, SENTENCES, SUBJECTS, USER_AGENTS, WORKS } from './words.js';

/** A text from a hash. */
export type MakeText = (hash: number, index: number) => string;

/** One of a list. */
export function pick<T>(list: readonly T[], hash: number): T {
  return list[hash % list.length] as T;
}

const HEX = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));

/** 16 hex digits of a hash. */
export function hex16(hash: number): string {
  const more = mix(hash, 7);
  return `${HEX[hash >>> 16]}${HEX[hash & 0xffff]}${HEX[more >>> 16]}${HEX[more & 0xffff]}`;
}

/** A version 4 UUID; `hash` itself stands at its start, so that different hashes give different UUIDs. */
export function uuid(hash: number): string {
  const second = mix(hash, 1);
  const third = mix(hash, 2);
  const variant = HEX[(second & 0x3fff) | 0x8000];
  const version = `4${HEX[second >>> 16]?.slice(1)}`;
  return `${HEX[hash >>> 16]}${HEX[hash & 0xffff]}-${HEX[third & 0xffff]}-${version}-${variant}-${hex16(third).slice(0, 12)}`;
}

/** A person's name: the same in each of the row's columns. */
export const personName: MakeText = (_, index) => `${givenName(index)} ${familyName(index)}`;
/** `García, Emma`. */
export const sortableName: MakeText = (_, index) => `${familyName(index)}, ${givenName(index)}`;
const givenName = (index: number): string => pick(GIVEN_NAMES, mix(index, 21));
const familyName = (index: number): string => pick(FAMILY_NAMES, mix(index, 22));
/** A login or an address. */
export const email: MakeText = (hash, index) => `u${index}.${(hash % 9000) + 1000}@students.example.edu`;
/** Title of a course. */
export const courseName: MakeText = (hash) => `${pick(SUBJECTS, hash)} ${101 + ((hash >>> 9) % 400)}`;
/** `BIO-204`. */
export const courseCode: MakeText = (hash) => `${pick(DEPARTMENTS, hash)}-${100 + ((hash >>> 9) % 400)}`;
/** Title of a piece of work or content; one in a hundred is odd. */
export const workTitle: MakeText = (hash) =>
  hash % 97 === 0
    ? pick(ODD_TEXTS, hash >>> 8)
    : `${pick(WORKS, hash)} ${1 + ((hash >>> 9) % 14)}: ${pick(SUBJECTS, hash >>> 13)}`;
/** A few words on one line. */
export const shortText: MakeText = (hash) =>
  hash % 61 === 0 ? pick(ODD_TEXTS, hash >>> 8) : `${pick(WORKS, hash)} ${(hash >>> 5) % 1000}`;
/** A link into the institution. */
export const link: MakeText = (hash, index) =>
  `https://canvas.example.edu/courses/${(hash >>> 4) % 9000}/${hash % 2 === 0 ? 'assignments' : 'pages'}/${index}?v=${hash % 97}`;
/** User agent of a browser. */
export const userAgent: MakeText = (hash) => pick(USER_AGENTS, hash);
/** Identifier of another system. */
export const foreignId: MakeText = (hash, index) => `SIS-${pick(DEPARTMENTS, hash)}-${index}-${hash % 1000}`;
/** A settings hash as Ruby serialises it. */
export const rubyYaml: MakeText = (hash) =>
  `---\n:lock_time: ${hash % 3600}\n:label: '${pick(WORKS, hash)}'\n:options:\n- ${hash % 2 === 0}\n- ${hex16(hash)}\n`;

/** JSON as a column of texts holds it: an object, or a list of them. */
export const jsonText: MakeText = (hash) => {
  const item = `{"id":${hash % 900_000},"title":${JSON.stringify(pick(WORKS, hash))},"done":${hash % 2 === 0}}`;
  return hash % 3 === 0 ? `[${item},{}]` : item;
};

/** HTML of one to four paragraphs, mostly short; one in ninety is odd. */
export const html: MakeText = (hash) => {
  if (hash % 89 === 0) return pick(ODD_TEXTS, hash >>> 8);
  const more = mix(hash, 3);
  let text = `<p>${pick(SENTENCES, more)} ${pick(SENTENCES, more >>> 5)}</p>`;
  if ((hash & 3) === 0) text += `\n<ul class="list-${more % 9}"><li>${pick(SENTENCES, more >>> 9)}</li></ul>`;
  if ((hash & 15) === 1)
    text += `\n<p>${pick(SENTENCES, more >>> 12)} <em>${hex16(more)}</em> ${pick(SENTENCES, more >>> 17)}</p>`;
  return `${text}<!-- ${(hash >>> 3) % 100_000} -->`;
};

/** One to three sentences. */
export const prose: MakeText = (hash) => {
  if (hash % 89 === 0) return pick(ODD_TEXTS, hash >>> 8);
  const text = `${pick(SENTENCES, hash)} (${(hash >>> 7) % 10_000})`;
  return (hash & 64) === 0 ? text : `${text} ${pick(SENTENCES, hash >>> 11)}`;
};

/** An IPv4 address, every eighth an IPv6 address. */
export const address: MakeText = (hash) =>
  (hash & 7) === 0
    ? `2001:db8:${HEX[hash >>> 16]}::${HEX[hash & 0xffff]}`
    : `${10 + (hash % 200)}.${(hash >>> 8) & 255}.${(hash >>> 16) & 255}.${1 + ((hash >>> 24) % 254)}`;
