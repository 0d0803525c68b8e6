import type { Command } from 'commander';

/** Where the value of an option may come from, the strongest first. */
const SOURCES = ['cli', 'env'] as const;

/**
 * The options of a command after all places where they may be set: the command line, the environment, the settings
 * file, the defaults. What stands after the command wins over what stands before it. Empty variables count as absent.
 *
 * @param fromFile - values of the settings file, by the same names.
 */
export function mergeOptions<T extends object>(command: Command, fromFile: Readonly<Record<string, unknown>>): T {
  const lineage = lineageOf(command);
  const merged: Record<string, unknown> = {};
  const take = (values: Readonly<Record<string, unknown>>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== '') merged[name] ??= value;
    }
  };
  for (const source of SOURCES) for (const level of lineage) take(valuesFrom(level, source));
  take(fromFile);
  for (const level of lineage) take(valuesFrom(level, 'default'));
  return merged as T;
}

/** True if the value of an option comes from its default: nobody asked for it. */
export function isDefault(command: Command, name: string, fromFile: Readonly<Record<string, unknown>>): boolean {
  return fromFile[name] === undefined && command.getOptionValueSource(name) === 'default';
}

function lineageOf(command: Command): Command[] {
  return command.parent === null ? [command] : [command, ...lineageOf(command.parent)];
}

function valuesFrom(command: Command, source: string): Readonly<Record<string, unknown>> {
  const values = Object.entries(command.opts<Record<string, unknown>>());
  return Object.fromEntries(values.filter(([name]) => command.getOptionValueSource(name) === source));
}
