/** A secret of a configuration and all the forms in which it could be printed. */
export interface Secret {
  /** Its place in the configuration. */
  readonly place: string;
  readonly forms: readonly string[];
}

/** Shorter values turn up by chance. */
export const MIN_SECRET_LENGTH = 8;

/**
 * The forms in which a secret is readable in a text: as it is, escaped for JSON, for a URL or as Python shows it, in
 * Base64 wherever it stands in what was encoded, and each of its lines.
 */
export function secretForms(value: string): string[] {
  const lines = value.split(/\r?\n|\\n/).filter((line) => !/^-----(BEGIN|END) /.test(line));
  const forms = [value, ...lines].filter((text) => text.length >= MIN_SECRET_LENGTH).flatMap(formsOf);
  return [...new Set(forms)].filter((form) => form.length >= MIN_SECRET_LENGTH);
}

function formsOf(text: string): string[] {
  return [
    text,
    inner(JSON.stringify(text)),
    asciiJson(text),
    pythonEscaped(text, "'"),
    pythonEscaped(text, '"'),
    encodeUrl(text),
    encodeUrl(text).replaceAll('%20', '+'),
    encodeUrl(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...base64Forms(text),
  ];
}

function inner(quoted: string): string {
  return quoted.slice(1, -1);
}

/** As Python writes JSON: ASCII only. */
function asciiJson(text: string): string {
  return inner(JSON.stringify(text)).replace(/[\u0080-\uffff]/g, hexEscape);
}

function hexEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function pythonEscaped(text: string, quote: string): string {
  const escapes = new Map([
    ['\\', '\\\\'],
    ['\n', '\\n'],
    ['\r', '\\r'],
    ['\t', '\\t'],
    [quote, `\\${quote}`],
  ]);
  return [...text].map((character) => escapes.get(character) ?? character).join('');
}

function encodeUrl(text: string): string {
  // Half a surrogate pair cannot be encoded.
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The characters of Base64 that depend on the secret alone, for each of the three ways it can be aligned. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const isWhole = (offset + bytes.length) % 3 === 0;
    const form = encoded.slice(offset === 0 ? 0 : offset + 1, isWhole ? undefined : -1);
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
