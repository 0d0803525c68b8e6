import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { createAjv } from '../../src/schema/ajv.js';
import { isJsonObject } from '../../src/util/json.js';

const FILE = fileURLToPath(new URL('../../../shared/conformance/airbyte_protocol.yaml', import.meta.url));

/** Whether the protocol's own file is available. */
export const HAS_PROTOCOL_FILE = existsSync(FILE);

type Validate = ReturnType<ReturnType<typeof createAjv>['compile']>;

let validate: Validate | undefined;

/** Violations of the protocol's own file in `lines`, unknown keys included; empty if the file is missing. */
export function protocolProblems(lines: readonly string[]): string[] {
  if (!HAS_PROTOCOL_FILE) return [];
  validate ??= compileProtocol();
  const check = validate;
  return lines.flatMap((line, index) => {
    if (check(JSON.parse(line))) return [];
    return (check.errors ?? []).map(({ instancePath, message, params }) => {
      return `line ${index + 1}: ${instancePath} ${message} ${JSON.stringify(params)}`;
    });
  });
}

function compileProtocol(): Validate {
  const document: unknown = parse(readFileSync(FILE, 'utf8'));
  if (!isJsonObject(document)) throw new Error('The protocol file holds no object.');
  closeObjects(document);
  return createAjv().compile({ definitions: document['definitions'], $ref: '#/definitions/AirbyteMessage' });
}

/** The file leaves every object open, so that a misspelt key would pass. */
function closeObjects(node: unknown): void {
  if (Array.isArray(node)) for (const element of node) closeObjects(element);
  if (!isJsonObject(node)) return;
  if (isJsonObject(node['properties'])) node['additionalProperties'] = false;
  for (const member of Object.values(node)) closeObjects(member);
}
