import { CATALOG_ENUMS } from './catalog-enums.js';
import { CONTEXT_TYPES } from './context-types.js';
import { OTHER_ENUMS } from './other-enums.js';
import { WORKFLOW_STATES } from './workflow-states.js';

/** Stands for a value that the schema did not foresee; the last member of every enum of strings. */
export const UNSPECIFIED = '__dap_unspecified__';

const TEXTS: Readonly<Record<string, string>> = {
  ...WORKFLOW_STATES,
  ...CONTEXT_TYPES,
  ...OTHER_ENUMS,
  ...CATALOG_ENUMS,
};

/** Paths of all columns and members whose enum values are listed. */
export const ENUM_PATHS: readonly string[] = Object.keys(TEXTS);

/**
 * The values of an enum in the order of its schema, those named by Instructure before the supposed ones.
 *
 * @param path `table.column`, or `table.column.member`; of the namespace `catalog` with its name in front.
 * @throws Error when no values are listed for `path`: a defect of the facts.
 * @example
 * enumValues('conversations.context_type') // ['Course', 'Group', 'Account', '__dap_unspecified__']
 */
export function enumValues(path: string): readonly string[] {
  const values = split(textOf(path));
  const integers = values.length > 0 && values.every((value) => /^\d+$/.test(value));
  return integers ? values : [...values, UNSPECIFIED];
}

/**
 * Only those values of an enum that Instructure itself names; empty where none are published.
 *
 * @throws Error when no values are listed for `path`: a defect of the facts.
 * @example
 * documentedValues('accounts.workflow_state') // ['active', 'suspended']
 */
export function documentedValues(path: string): readonly string[] {
  return split(textOf(path).split('~')[0] ?? '');
}

function textOf(path: string): string {
  const text = TEXTS[path];
  if (text === undefined) throw new Error(`No enum values are listed for ${path}.`);
  return text;
}

function split(text: string): readonly string[] {
  return text
    .split(/[,~]/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
