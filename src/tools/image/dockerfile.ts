/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  /** In capitals, such as `COPY`. */
  readonly name: string;
  /** What stands before the arguments as `--name=value`. */
  readonly flags: ReadonlyMap<string, string>;
  /** Everything after the flags. */
  readonly text: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/**
 * Reads the instructions of a Dockerfile. Comments and blank lines are ignored, also between continued lines;
 * here-documents and parser directives are not supported.
 *
 * @throws Error for a line that is not an instruction.
 * @example
 * parseDockerfile('COPY --chown=a:b x y') // [{ name: 'COPY', flags: Map { 'chown' => 'a:b' }, text: 'x y', line: 1 }]
 */
export function parseDockerfile(source: string): readonly Instruction[] {
  const instructions: Instruction[] = [];
  let joined = '';
  let start = 0;
  for (const [index, raw] of source.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (joined === '') start = index + 1;
    if (line.endsWith('\\')) joined += `${line.slice(0, -1)} `;
    else {
      instructions.push(parseInstruction(`${joined}${line}`, start));
      joined = '';
    }
  }
  if (joined !== '')
    throw new Error(`Dockerfile, line ${start}: the instruction continues beyond the end of the file.`);
  return instructions;
}

function parseInstruction(text: string, line: number): Instruction {
  const match = /^([A-Za-z]+)\s+(.+)$/s.exec(text);
  if (match === null) throw new Error(`Dockerfile, line ${line}: this is not an instruction.`);
  const [, name = '', rest = ''] = match;
  const flags = new Map<string, string>();
  let remaining = rest.trim();
  for (let flag = readFlag(remaining); flag !== undefined; flag = readFlag(remaining)) {
    flags.set(flag.name, flag.value);
    remaining = flag.rest;
  }
  return { name: name.toUpperCase(), flags, text: remaining, line };
}

function readFlag(text: string): { name: string; value: string; rest: string } | undefined {
  const match = /^--([a-z-]+)(?:=(\S*))?\s+(.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, name = '', value = '', rest = ''] = match;
  return { name, value, rest };
}

/**
 * Splits arguments at blanks, as a shell does: quotes hold together and go, a backslash takes the next character as
 * it is.
 *
 * @example
 * splitWords('a="b c" d') // ['a=b c', 'd']
 */
export function splitWords(text: string): readonly string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  return words.map((word) => word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs, unquote));
}

function unquote(_match: string, double?: string, single?: string, escaped?: string): string {
  return double?.replaceAll(/\\(["\\$])/g, '$1') ?? single ?? escaped ?? '';
}

/**
 * The words of `text` as names and values.
 *
 * @throws Error for a word without `=`.
 */
export function readPairs(text: string): readonly (readonly [name: string, value: string])[] {
  return splitWords(text).map((word) => {
    const equals = word.indexOf('=');
    if (equals < 1) throw new Error(`Dockerfile: ${word} should be name=value.`);
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
}

/** A command written as a JSON list of strings; undefined if it is written for a shell. */
export function readExecForm(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  const words: unknown = JSON.parse(text);
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    throw new Error(`Dockerfile: ${text} is not a list of strings.`);
  }
  return words;
}

/**
 * Puts values in the place of `$NAME` and `${NAME}`; an unknown name gives nothing.
 *
 * @example
 * substitute('node:${VERSION}', new Map([['VERSION', '24.1.0']])) // 'node:24.1.0'
 */
export function substitute(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_match, braced?: string, bare?: string) => {
    return values.get(braced ?? bare ?? '') ?? '';
  });
}
