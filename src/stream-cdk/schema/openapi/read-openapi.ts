import type { Validator } from '@seriousme/openapi-schema-validator';
import { CodedError, errorText } from '../../../errors.js';
import { isSchemaObject, ownValue } from '../../../schema/json-schema.js';
import { isJsonObject, type JsonObject } from '../../../util/json.js';
import { loadPackage } from '../../../util/load-package.js';
import { readObjectDocument } from '../../read-document.js';

/** An API description and where its schemas are. */
export interface OpenApiDocument {
  readonly path: string;
  readonly root: JsonObject;
  /** Tokens that lead to the schemas by name. */
  readonly section: readonly string[];
  /** Names of the schemas, in their order. */
  readonly components: readonly string[];
}

/**
 * Reads an OpenAPI description, version 2.0, 3.0 or later.
 *
 * @throws CodedError `TOOL_INPUT` when the file cannot be read or is not such a description.
 */
export async function readOpenApi(path: string): Promise<OpenApiDocument> {
  const root = await readObjectDocument(path);
  const [swagger, openapi] = ['swagger', 'openapi'].map((name) => String(ownValue(root, name) ?? ''));
  const section = swagger?.startsWith('2') ? ['definitions'] : ['components', 'schemas'];
  if (!swagger?.startsWith('2') && !openapi?.startsWith('3.')) {
    const message = `${path} is not an OpenAPI description: it says neither swagger: "2.0" nor openapi: 3.x.`;
    throw new CodedError('TOOL_INPUT', { message });
  }
  let schemas: unknown = root;
  for (const token of section) schemas = isSchemaObject(schemas) ? ownValue(schemas, token) : undefined;
  return { path, root, section, components: isSchemaObject(schemas) ? Object.keys(schemas) : [] };
}

let validator: Validator | undefined;

/** Making one is costly. */
async function loadValidator(): Promise<Validator> {
  const name = '@seriousme/openapi-schema-validator';
  const rules = await loadPackage(name, () => import('@seriousme/openapi-schema-validator'));
  return new rules.Validator();
}

/**
 * What is wrong with a description by the rules of OpenAPI, in one sentence; undefined for a sound one. Large public
 * descriptions often have small faults which do no harm to their schemas, so this is only a warning.
 */
export async function findFault(root: JsonObject): Promise<string | undefined> {
  try {
    validator ??= await loadValidator();
    const { valid, errors } = await validator.validate(plainNumbers(root));
    if (valid) return undefined;
    const [first] = typeof errors === 'string' ? [{ instancePath: '', message: errors }] : (errors ?? []);
    return `${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`.trim();
  } catch (error) {
    return `it was not checked. ${errorText(error)}`;
  }
}

/** The validator knows no `bigint`, and may change what it is given. */
function plainNumbers(root: JsonObject): Record<string, unknown> {
  const text = JSON.stringify(root, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  const copy: unknown = JSON.parse(text);
  return isJsonObject(copy) ? copy : {};
}
