import { ownValue, setOwn } from '../../../../schema/json-schema.js';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../../../util/json.js';
import type { ConversionNotes } from '../conversion-notes.js';
import { convertType } from './convert-type.js';

/** Puts the resources of a description by Swagger 1 together to one by Swagger 2.0. */
export class Swagger1Converter {
  readonly #notes: ConversionNotes;
  readonly #definitions: JsonObject = {};
  readonly #paths: JsonObject = {};

  constructor(notes: ConversionNotes) {
    this.#notes = notes;
  }

  /**
   * Adds the models and endpoints of a resource. Models belong to their resource, so two resources may have different
   * ones of one name; the second is then called after its resource, too.
   *
   * @param resource - its name
   */
  add(resource: string, root: JsonObject): void {
    const models = isJsonObject(root['models']) ? root['models'] : {};
    const names = this.#namesOf(resource, models);
    for (const [name, model] of Object.entries(models)) {
      if (!isJsonObject(model)) continue;
      setOwn(this.#definitions, names.get(name) ?? name, convertType(model, names));
    }
    for (const [base, model] of Object.entries(models)) this.#extend(base, model, names);
    for (const api of Array.isArray(root['apis']) ? root['apis'] : []) this.#addPath(api, names);
  }

  /** The description as Swagger 2.0 writes it. */
  description(): JsonObject {
    return {
      swagger: '2.0',
      info: { title: 'Swagger 1', version: '1' },
      paths: this.#paths,
      definitions: this.#definitions,
    };
  }

  #namesOf(resource: string, models: JsonObject): ReadonlyMap<string, string> {
    const own = new Map(Object.keys(models).map((name) => [name, name]));
    for (const [name, model] of Object.entries(models)) {
      const known = ownValue(this.#definitions, name);
      if (known === undefined || !isJsonObject(model)) continue;
      if (stringifyJson(known as JsonValue) === stringifyJson(convertType(model, own) as JsonValue)) continue;
      own.set(name, `${resource}.${name}`);
      this.#notes.add(
        'models that another resource describes otherwise, called after their resource',
        `${resource}.${name}`,
      );
    }
    return own;
  }

  /** A model with `subTypes` is a part of each of them. */
  #extend(base: string, model: JsonValue | undefined, names: ReadonlyMap<string, string>): void {
    const subTypes = isJsonObject(model) && Array.isArray(model['subTypes']) ? model['subTypes'] : [];
    for (const name of subTypes) {
      const key = typeof name === 'string' ? names.get(name) : undefined;
      const own = key === undefined ? undefined : this.#definitions[key];
      if (key === undefined || own === undefined) continue;
      this.#definitions[key] = { allOf: [{ $ref: `#/definitions/${names.get(base) ?? base}` }, own] };
    }
  }

  #addPath(api: JsonValue, names: ReadonlyMap<string, string>): void {
    if (!isJsonObject(api) || typeof api['path'] !== 'string' || !Array.isArray(api['operations'])) return;
    const isGet = (operation: JsonValue): operation is JsonObject =>
      isJsonObject(operation) && String(operation['method'] ?? operation['httpMethod']).toUpperCase() === 'GET';
    const get = api['operations'].find(isGet);
    if (get === undefined) return;
    const type = get['type'] ?? get['responseClass'];
    const schema = convertType({ ...(type === undefined ? {} : { type }), ...pick(get, ['items', '$ref']) }, names);
    setOwn(this.#paths, api['path'], { get: { responses: { '200': { description: '', schema } } } });
  }
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (object[name] === undefined ? [] : [[name, object[name]]])));
}
