import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GeneratedFiles } from '../write-files.js';
import type { ConnectorName } from './connector-name.js';

/** The template is a connector of its own, called as these placeholders say, so that it is compiled and linted. */
const FOLDER = fileURLToPath(new URL('../../../templates/connector/', import.meta.url));
const PLACEHOLDERS = /source-placeholder|PlaceholderSource|Placeholder|placeholder/g;
/** npm leaves files of their real names out of packages, or obeys them. */
const DOTTED = /^_(gitignore|dockerignore)$/;
const MANIFEST = 'package.json';
const METADATA = 'metadata.yaml';
const NO_DEFINITION = '00000000-0000-0000-0000-000000000000';
const CDK = 'airbyte-source-dap';

/** The files of a new connector. */
export async function fillTemplate(name: ConnectorName, cdk: string): Promise<GeneratedFiles> {
  const files = new Map<string, string>();
  for (const path of await templatePaths()) {
    const text = fillNames(await readFile(join(FOLDER, path), 'utf8'), name);
    files.set(fillNames(path.replace(DOTTED, '.$1'), name), fillContent(path, text, cdk));
  }
  return files;
}

/** Only what belongs to the template: in a checkout, somebody may have built it in place. */
async function templatePaths(): Promise<string[]> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return paths.filter((path) => !/^(node_modules|dist)\//.test(path)).sort();
}

function fillNames(text: string, name: ConnectorName): string {
  const fillings: Readonly<Record<string, string>> = {
    'source-placeholder': name.packageName,
    PlaceholderSource: name.className,
    Placeholder: name.title,
    placeholder: name.key,
  };
  return text.replace(PLACEHOLDERS, (placeholder) => fillings[placeholder] ?? placeholder);
}

function fillContent(path: string, text: string, cdk: string): string {
  switch (path) {
    case MANIFEST:
      return withCdk(text, cdk);
    case METADATA:
      // A platform identifies connectors by it, so no two may have the same.
      return text.replace(NO_DEFINITION, randomUUID());
    default:
      return text;
  }
}

function withCdk(text: string, cdk: string): string {
  const manifest = JSON.parse(text);
  manifest.dependencies[CDK] = cdk;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
