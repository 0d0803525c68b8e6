import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { isJsonObject } from '../../src/util/json.js';

/** What a pre-signed URL, a token or a header with credentials looks like. */
const TELLTALES = [/X-Amz-Signature/i, /Signature=/i, /\beyJ[\w-]+\.[\w-]+\./, /\b(Bearer|Basic) [\w.~+/=-]{8,}/];

/** Readable secrets in the texts of a run, by the kind of line; records and states are the user's own data. */
export function findLeaks(run: ConnectorRun, config: unknown): string[] {
  const secrets = secretForms(config);
  const texts = run.lines.filter((line) => !/^\{"type":"(RECORD|STATE)"/.test(line));
  return [...texts, run.stderr].flatMap((text, at) => {
    const where = at === texts.length ? 'standard error' : `line ${at + 1}, ${text.slice(0, 30)}`;
    const isLeaking = secrets.some((secret) => text.includes(secret)) || TELLTALES.some((form) => form.test(text));
    return isLeaking ? [where] : [];
  });
}

function secretForms(config: unknown): string[] {
  if (!isJsonObject(config)) return [];
  const { client_id: id, client_secret: secret } = config;
  if (typeof secret !== 'string' || secret.length < 4) return [];
  const pair = Buffer.from(`${String(id)}:${secret}`).toString('base64');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), pair];
}
