/** What stands in place of a secret. */
const MASK = '****';

/** Shorter ones are words of everyday texts: masking them would destroy every message and protect nothing. */
const MIN_SECRET_LENGTH = 3;

/**
 * Replaces secrets in texts meant for people, in plain and in every encoded form in which they travel.
 * Works on texts before they are encoded as JSON, so that a message stays a message.
 *
 * @example
 * const mask = new SecretMask();
 * mask.add('p&ss');
 * mask.apply('GET /?key=p%26ss') // 'GET /?key=****'
 */
export class SecretMask {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** Hides `secret` from now on. */
  add(secret: string): void {
    for (const line of [secret, ...secret.split(/\r?\n/)]) this.#addForms(line);
    this.#pattern = undefined;
  }

  /** `text` with every known secret replaced. */
  apply(text: string): string {
    if (this.#forms.size === 0) return text;
    this.#pattern ??= this.#compile();
    return text.replace(this.#pattern, MASK);
  }

  #addForms(secret: string): void {
    if (secret.trim().length < MIN_SECRET_LENGTH) return;
    for (const form of encodedForms(secret)) {
      if (form.length >= MIN_SECRET_LENGTH) this.#forms.add(form);
    }
  }

  /** Longest first, so that of two overlapping secrets none leaves a tail. */
  #compile(): RegExp {
    const alternatives = [...this.#forms].sort((a, b) => b.length - a.length).map(escapePattern);
    return new RegExp(alternatives.join('|'), 'g');
  }
}

function encodedForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const bytes = Buffer.from(secret, 'utf8');
  const url = encodeURIComponent(secret.toWellFormed());
  return [
    secret,
    secret.trim(),
    json,
    JSON.stringify(json).slice(1, -1),
    url,
    lowerCaseEscapes(url),
    new URLSearchParams([['', secret]]).toString().slice(1),
    encodeURI(secret.toWellFormed()),
    ...base64Forms(bytes),
    bytes.toString('hex'),
    asciiJson(json),
    quotedByNode(secret),
  ];
}

/** `%2F` and `%2f` are the same escape. */
function lowerCaseEscapes(url: string): string {
  return url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

/** With and without padding, in both alphabets. Below 8 bytes the text is too short to be told from others. */
function base64Forms(bytes: Buffer): string[] {
  if (bytes.length < 8) return [];
  const padded = bytes.toString('base64');
  return [padded, padded.replace(/=+$/, ''), bytes.toString('base64url')];
}

/** As writers that escape everything beyond ASCII put it. */
function asciiJson(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Inside a text in single quotes, as error texts and Python show it. */
function quotedByNode(secret: string): string {
  return JSON.stringify(secret).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
