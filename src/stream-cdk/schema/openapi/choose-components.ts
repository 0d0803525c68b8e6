import { basename, extname } from 'node:path';
import { CodedError } from '../../../errors.js';
import { pointerStep } from '../../../schema/json-pointer.js';
import { didYouMean } from '../../../schema/nearest-match.js';
import type { DocumentPlace, DocumentSet } from './document-set.js';
import type { OpenApiDocument } from './read-openapi.js';

/** A schema that is to become a stream. */
export interface Choice {
  /** As the description calls it. */
  readonly name: string;
  readonly place: DocumentPlace;
  /** The name of the stream, if the user gave one. */
  readonly stream: string | undefined;
  /** Says more than the name where names may be equal, such as the path of an endpoint. */
  readonly label?: string;
}

/**
 * The schemas that are to become streams: those named (`Name`, `Name=stream`, or a pointer `#/...`), else all.
 *
 * @throws CodedError `TOOL_INPUT` for one that is not in the description.
 */
export function chooseComponents(
  document: OpenApiDocument,
  documents: DocumentSet,
  named: readonly string[],
): Choice[] {
  if (named.length > 0) return named.map((text) => chooseOne(text, document, documents));
  if (document.components.length === 0) {
    const hint = "Name the place of a schema: --component '#/paths/...'.";
    throw wrong(`${document.path} has no schemas at ${document.section.join('.')}. ${hint}`);
  }
  return document.components.flatMap((name) => {
    const place = documents.resolve(componentRef(document, name), documents.rootFile);
    return typeof place === 'string' ? [] : [{ name, place, stream: undefined }];
  });
}

function chooseOne(text: string, document: OpenApiDocument, documents: DocumentSet): Choice {
  const at = document.components.includes(text) ? -1 : text.lastIndexOf('=');
  const [name, stream] = at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const ref = name.startsWith('#/') ? name : componentRef(document, name);
  const place = documents.resolve(ref, documents.rootFile);
  if (typeof place !== 'string') return { name: name.startsWith('#/') ? nameOf(place, document) : name, place, stream };
  const near = didYouMean(name, document.components);
  throw wrong(`${document.path} has no schema ${name}: the reference ${place}.${near}`);
}

function componentRef({ section }: OpenApiDocument, name: string): string {
  return `#${[...section, name].map((token) => pointerStep(token.replaceAll('%', '%25'))).join('')}`;
}

/** Steps of pointers that say nothing about what they lead to. */
const SILENT_STEPS = new Set([
  ...['components', 'schemas', 'definitions', 'responses', 'requestBodies', 'parameters', 'paths', 'content', 'schema'],
  ...['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'additionalProperties', '$defs'],
]);

/** A name for the schema at `place`: that of its component, otherwise one from its place. */
export function nameOf({ file, tokens }: DocumentPlace, document: OpenApiDocument): string {
  const { section } = document;
  const isComponent = tokens.length === section.length + 1 && section.every((token, index) => token === tokens[index]);
  if (isComponent) return tokens.at(-1) ?? '';
  const telling = tokens.filter((token) => !SILENT_STEPS.has(token) && !/^[\w.*+-]+\/[\w.*+-]+$/.test(token));
  return telling.length > 0 ? telling.join('_') : basename(file, extname(file));
}

function wrong(message: string): CodedError {
  return new CodedError('TOOL_INPUT', { message });
}
