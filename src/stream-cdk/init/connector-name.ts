import { CodedError } from '../../errors.js';

/** The names that a connector goes by. */
export interface ConnectorName {
  /** Of the package, the image and the folder: `source-google-sheets`. */
  readonly packageName: string;
  /** What is read, as a key: `google-sheets`. */
  readonly key: string;
  /** What is read, for people: `Google Sheets`. */
  readonly title: string;
  /** Of the class: `GoogleSheetsSource`. */
  readonly className: string;
}

const PREFIX = 'source-';
const KEY = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** An image label and a folder name still take it. */
const MAX_LENGTH = 60;

/**
 * The names of a connector from what the user calls it, with or without `source-` in front.
 *
 * @throws CodedError `TOOL_INPUT` when that is not a kebab-case name; it offers the nearest one.
 * @example
 * parseConnectorName('google-sheets').packageName // 'source-google-sheets'
 */
export function parseConnectorName(text: string): ConnectorName {
  const key = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  if (!KEY.test(key) || key === 'source' || key.length > MAX_LENGTH) throw invalidName(text);
  const words = key.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return { packageName: `${PREFIX}${key}`, key, title: words.join(' '), className: `${words.join('')}Source` };
}

function invalidName(text: string): CodedError {
  const nearest = nearestKey(text);
  const offer = nearest === '' ? '' : ` Did you mean ${PREFIX}${nearest}?`;
  return new CodedError('TOOL_INPUT', {
    message: `"${text}" cannot be the name of a connector: it takes a letter, then letters and digits, all in lower case, with single hyphens between words, at most ${MAX_LENGTH} in all.${offer}`,
  });
}

function nearestKey(text: string): string {
  const spaced = text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const key = spaced.replace(/[^a-z0-9]+/g, '-').replace(/^(source-)?[^a-z]*|-+$/g, '');
  return key === 'source' ? '' : key.slice(0, MAX_LENGTH).replace(/-+$/, '');
}
