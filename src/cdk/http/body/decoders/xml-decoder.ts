import type { BodyDecoder, HttpBody } from '../body-decoder.js';
import { loadDecoder } from './load-decoder.js';
import { type XmlObject, XmlRecords } from './xml-records.js';

/** Where the records of an XML body are. */
export interface XmlDecoderOptions {
  /** Names of elements from the root to a record, such as `['feed', 'entry']`; prefixes belong to the names. */
  readonly path: readonly string[];
  /** Elements that may come several times in a record: they are always a list, even if there is one. */
  readonly lists?: readonly string[];
}

/**
 * Elements of an XML body. Only the five standard entities and character references are expanded, and nothing outside
 * the body is read; other entities, and a body that is not well-formed or ends early, are errors. Every value is text.
 * Needs the package `saxes`.
 *
 * @example
 * override readonly decoder = xmlDecoder({ path: ['employees', 'employee'], lists: ['phone'] });
 * // <employee id="7"><name>Ada</name><phone>1</phone></employee> is { '@id': '7', name: 'Ada', phone: ['1'] }
 */
export function xmlDecoder(options: XmlDecoderOptions): BodyDecoder<XmlObject> {
  return { accept: 'application/xml, text/xml', decode: (body) => decode(body, options) };
}

async function* decode(body: HttpBody, options: XmlDecoderOptions): AsyncGenerator<readonly XmlObject[], void, void> {
  const { SaxesParser } = await loadDecoder('saxes', () => import('saxes'));
  const records = new XmlRecords(options.path, options.lists ?? [], body);
  const parser = new SaxesParser();
  // The parser's own text may quote the body.
  const refuse = () => body.error(`is not well-formed XML near line ${parser.line}, or ends early`);
  parser.on('error', () => {
    throw refuse();
  });
  parser.on('opentag', ({ name, attributes }) => records.open(name, attributes));
  parser.on('text', (text) => records.text(text));
  parser.on('cdata', (text) => records.text(text));
  parser.on('closetag', () => records.close());
  for await (const text of body.text()) {
    parser.write(text);
    const batch = records.take();
    if (batch.length > 0) yield batch;
  }
  parser.close();
  if (!records.hasParent)
    throw body.error(`has no element ${options.path.slice(0, -1).join('/') || options.path.join('/')}`);
}
