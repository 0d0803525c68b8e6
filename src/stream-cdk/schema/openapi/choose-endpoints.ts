import { pointerStep } from '../../../schema/json-pointer.js';
import { isSchemaObject, type JsonSchema, ownValue } from '../../../schema/json-schema.js';
import type { Choice } from './choose-components.js';
import type { DocumentPlace, DocumentSet } from './document-set.js';

/** Steps of a path that say nothing about what is there: versions and the like. */
const SILENT = /^(?:api|rest|v?\d+(?:\.\d+)*|v\d+[a-z]*\d*)$/i;

/**
 * The records of each GET endpoint that returns a list: a JSON list itself, or an object in which exactly one property
 * is a list of objects, such as `data`. Each is called after the steps of its path, without versions and parameters.
 */
export function chooseEndpoints(documents: DocumentSet): Choice[] {
  const paths = resolved(documents, ['paths']);
  const choices: Choice[] = [];
  for (const path of Object.keys(paths)) {
    const response = successOf(documents, ['paths', path, 'get', 'responses']);
    const place = response === undefined ? undefined : recordsOf(documents, response);
    if (place !== undefined) choices.push({ name: endpointName(path), place, stream: undefined, label: path });
  }
  return choices;
}

/** A name for what is at the path of an endpoint. */
export function endpointName(path: string): string {
  const steps = path
    .split('/')
    .map((step) => step.replace(/\.(?:json|\{format\})$/, ''))
    .filter((step) => step !== '' && !/[{}:]/.test(step) && !SILENT.test(step));
  return steps.length === 0 ? 'records' : steps.join('_');
}

function resolved(documents: DocumentSet, tokens: readonly string[]): JsonSchema {
  const place = placeOf(documents, tokens);
  return isSchemaObject(place?.value) ? place.value : {};
}

function placeOf(documents: DocumentSet, tokens: readonly string[]): DocumentPlace | undefined {
  const steps = tokens.map((token) => pointerStep(token.replaceAll('%', '%25'))).join('');
  const place = documents.resolve(`#${steps}`, documents.rootFile);
  return typeof place === 'string' ? undefined : place;
}

/** The schema of the body of the first success that has one, of OpenAPI 2 and 3. */
function successOf(documents: DocumentSet, tokens: readonly string[]): DocumentPlace | undefined {
  const statuses = Object.keys(resolved(documents, tokens)).filter((status) => /^(?:2..|default)$/i.test(status));
  for (const status of statuses.sort()) {
    const at = [...tokens, status];
    const content = resolved(documents, [...at, 'content']);
    const types = Object.keys(content).filter((type) => /[/+]json\b|^\*\/\*$/i.test(type));
    const bodies = [...types.map((type) => [...at, 'content', type, 'schema']), [...at, 'schema']];
    const found = bodies.map((body) => placeOf(documents, body)).find((place) => place !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function recordsOf(documents: DocumentSet, response: DocumentPlace): DocumentPlace | undefined {
  const own = elementsOf(documents, response);
  if (own !== undefined) return own;
  const properties = isSchemaObject(response.value) ? ownValue(response.value, 'properties') : undefined;
  if (!isSchemaObject(properties)) return undefined;
  const lists = Object.keys(properties).flatMap((name) => {
    const list = inside(documents, response, ['properties', name]);
    const elements = list === undefined ? undefined : elementsOf(documents, list);
    return elements !== undefined && isObject(elements.value) ? [elements] : [];
  });
  return lists.length === 1 ? lists[0] : undefined;
}

function elementsOf(documents: DocumentSet, place: DocumentPlace): DocumentPlace | undefined {
  if (!isSchemaObject(place.value) || !isList(ownValue(place.value, 'type'))) return undefined;
  return inside(documents, place, ['items']);
}

function isList(type: unknown): boolean {
  return type === 'array' || (Array.isArray(type) && type.includes('array'));
}

/** Whether records may be described there; what alternatives and references lead to is told later. */
function isObject(schema: unknown): boolean {
  if (!isSchemaObject(schema)) return false;
  return ['properties', 'allOf', 'oneOf', 'anyOf', '$ref'].some((keyword) => Object.hasOwn(schema, keyword));
}

function inside(documents: DocumentSet, place: DocumentPlace, steps: readonly string[]): DocumentPlace | undefined {
  const pointer = [...place.tokens, ...steps].map((token) => pointerStep(token.replaceAll('%', '%25'))).join('');
  const found = documents.resolve(`#${pointer}`, place.file);
  return typeof found === 'string' ? undefined : found;
}
