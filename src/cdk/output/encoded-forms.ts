/** Shorter pieces of base64 occur in other texts by chance. */
const MIN_BASE64_LENGTH = 8;

/** The forms in which `secret` can occur in a text: plain, and escaped or encoded in the usual ways. */
export function encodedForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  return [
    secret,
    secret.trim(),
    ...jsonForms(json),
    ...urlForms(secret.toWellFormed()),
    ...base64Forms(bytes),
    hex,
    hex.toUpperCase(),
    html(secret),
    json.replaceAll('\\"', '"').replaceAll("'", "\\'"),
  ];
}

/** As written by encoders that escape the minimum, slashes, HTML characters, or all non-ASCII characters; and twice. */
function jsonForms(json: string): string[] {
  const ascii = json.replace(/[\u007f-\uffff]/g, unicodeEscape);
  const forms = [json, json.replaceAll('/', '\\/'), json.replace(/[<>&'+]/g, unicodeEscape), ascii];
  return [...forms, upperCaseEscapes(ascii), ...forms.map((form) => JSON.stringify(form).slice(1, -1))];
}

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function upperCaseEscapes(text: string): string {
  return text.replace(/\\u[0-9a-f]{4}/g, (found) => `\\u${found.slice(2).toUpperCase()}`);
}

/** As a component, a form field or within a whole URL; `%2F` and `%2f` are the same escape. */
function urlForms(secret: string): string[] {
  const component = encodeURIComponent(secret);
  const strict = component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const forms = [component, strict, form, encodeURI(secret), encodeURIComponent(component)];
  return forms.flatMap((text) => [text, text.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase())]);
}

/**
 * In both alphabets, alone or within a longer text such as `user:secret`, where it begins at one of three
 * positions of a group, and only the characters that depend on nothing else are certain.
 */
function base64Forms(bytes: Buffer): string[] {
  const padded = bytes.toString('base64');
  const inner = [0, 1, 2].map((shift) => {
    const bits = Buffer.concat([Buffer.alloc(shift), bytes]);
    const end = Math.floor((bits.length * 8) / 6);
    return bits.toString('base64').slice(Math.ceil((shift * 8) / 6), end);
  });
  return [padded, padded.replace(/=+$/, ''), ...inner]
    .filter((text) => text.length >= MIN_BASE64_LENGTH)
    .flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}

function html(secret: string): string {
  return secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
