import { dirname, join, relative, sep } from 'node:path';
import { CodedError } from '../../../errors.js';
import { schemaPath } from '../schema-path.js';
import { schemaText } from '../schema-text.js';
import type { Choice } from './choose-components.js';
import type { ConversionNotes } from './conversion-notes.js';
import { FileNames } from './file-names.js';
import { type CutPlan, planCuts } from './plan-cuts.js';
import { type Component, type Components, recordShape, resolvePart } from './read-components.js';
import { graphNode, referencesIn } from './reference-graph.js';
import { type WriteRules, writeShared, writeStream, writeStreamReference } from './schema-writer.js';
import type { Part, Shape } from './shape.js';

/** What a stream's schema may come to with all references written out. */
const LIMITS = { maxSize: 3000, maxLevels: 12 };

/** A stream and the shape of its records. */
interface StreamSource {
  readonly choice: Choice;
  readonly key: string;
  readonly shape: Shape;
}

/** Texts of schemas by file name, and what there is to tell of them. */
export interface GeneratedSchemas {
  readonly streams: ReadonlyMap<string, string>;
  readonly shared: ReadonlyMap<string, string>;
  /** References between the files. */
  readonly references: number;
  /** Names that were taken: what wanted them, and the file it got. */
  readonly renamed: readonly (readonly [name: string, file: string])[];
}

/** How files are made. */
export interface GenerateOptions {
  /** The user named the schemas, so that one which is not an object is an error instead of giving no stream. */
  readonly isNamed: boolean;
  readonly allNullable: boolean;
  /** Folder of the streams' schemas and folder of the shared ones, for the paths between them. */
  readonly schemas: string;
  readonly shared: string;
}

/**
 * Makes the files of the chosen schemas: one for each stream, and a shared one for each schema that is referred to.
 *
 * @throws CodedError `TOOL_INPUT` when there is no object among them, or two streams have one name.
 */
export function generateFiles(
  choices: readonly Choice[],
  components: Components,
  keyOf: (choice: Choice) => string,
  options: GenerateOptions,
  notes: ConversionNotes,
): GeneratedSchemas {
  const { isNamed } = options;
  const sources = choices.flatMap((choice) => streamSource(choice, keyOf(choice), components, isNamed, notes));
  if (sources.length === 0) throw wrong('None of the schemas is an object, which the records of a stream are.');
  const parts = new Map<string, Part>([...components.values()].map(({ key, part }) => [key, part]));
  for (const { key, shape } of sources) if (!parts.has(key)) parts.set(key, shape);
  const graph = new Map([...parts].map(([key, part]) => [key, graphNode(key, part)]));
  const plan = planCuts(
    graph,
    sources.map(({ key }) => key),
    LIMITS,
  );
  return new FileGenerator(components, parts, plan, options, notes).generate(sources);
}

/** Records of several kinds of objects have columns of their own, while the schema stays one of alternatives for others. */
function streamSource(
  choice: Choice,
  key: string,
  components: Components,
  isNamed: boolean,
  notes: ConversionNotes,
): StreamSource[] {
  const part = components.get(key)?.part;
  const resolved = part === undefined ? undefined : resolvePart(part, components);
  const shape = part === undefined ? undefined : recordShape(part, components);
  if (resolved !== undefined && shape !== undefined) {
    const isSame = resolved.shape.branches.length === 0;
    return [{ choice, key: isSame ? (resolved.key ?? key) : `${key} (records)`, shape }];
  }
  if (!isNamed) {
    notes.add('schemas that are not objects and give no stream', choice.name);
    return [];
  }
  const types = resolved?.shape.types ?? [];
  const kind = types.length === 0 ? 'any value' : types.join(' or ');
  throw wrong(`${choice.name} is ${kind}, while the records of a stream are objects. Name the schema of one record.`);
}

function wrong(message: string): CodedError {
  return new CodedError('TOOL_INPUT', { message });
}

class FileGenerator {
  readonly #components: Components;
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #plan: CutPlan;
  readonly #options: GenerateOptions;
  readonly #notes: ConversionNotes;
  readonly #sharedNames = new FileNames();
  readonly #sharedFiles = new Map<string, string>();
  #references = 0;

  constructor(
    components: Components,
    parts: ReadonlyMap<string, Part>,
    plan: CutPlan,
    options: GenerateOptions,
    notes: ConversionNotes,
  ) {
    this.#options = options;
    this.#components = components;
    this.#parts = parts;
    this.#plan = plan;
    this.#notes = notes;
  }

  generate(sources: readonly StreamSource[]): GeneratedSchemas {
    const wanted = this.#referredTo(sources.map(({ key }) => key));
    for (const { key, name } of this.#components.values()) {
      if (wanted.has(key)) this.#sharedFiles.set(key, this.#sharedNames.take(name));
    }
    const streamNames = new FileNames();
    for (const { choice } of sources) {
      if (choice.stream !== undefined && !streamNames.reserve(choice.stream)) {
        throw wrong(`Two streams are to be called ${choice.stream}.`);
      }
    }
    const streams = new Map(
      sources.map((source): [string, string] => {
        const path = schemaPath(source.choice.stream ?? streamNames.take(source.choice.name, source.choice.label));
        return [path, schemaText(this.#stream(source, path))];
      }),
    );
    const shared = [...this.#components.values()].flatMap((component) => this.#shared(component));
    return {
      streams,
      shared: new Map(shared),
      references: this.#references,
      renamed: [...streamNames.renamed, ...this.#sharedNames.renamed],
    };
  }

  /** What the schemas at `start` refer to, and so on, unless that is cut. */
  #referredTo(start: readonly string[]): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set(start);
    for (const key of seen) {
      const part = this.#parts.get(key);
      for (const [, { target }] of part === undefined ? [] : referencesIn(part, '')) {
        if (this.#plan.reason(key, target) !== undefined) continue;
        found.add(target);
        seen.add(target);
      }
    }
    return found;
  }

  #stream({ choice, key, shape }: StreamSource, path: string): object {
    const folder = this.#wayToShared(path);
    const file = this.#sharedFiles.get(key);
    if (file === undefined) return writeStream(shape, this.#rules(key, choice.name, shape, folder));
    this.#references += 1;
    return writeStreamReference(`${folder}${file}.json`);
  }

  /** From the file of a stream to the folder of shared ones, as editors follow it. */
  #wayToShared(path: string): string {
    const { schemas, shared } = this.#options;
    const way = relative(dirname(join(schemas, path)), shared)
      .split(sep)
      .join('/');
    return way === '' ? '' : `${way}/`;
  }

  #shared({ key, name, part }: Component): [string, string][] {
    const file = this.#sharedFiles.get(key);
    if (file === undefined) return [];
    return [[`${file}.json`, schemaText(writeShared(part, this.#rules(key, name, part, '')))]];
  }

  /** Also counts the references of a file. */
  #rules(from: string, name: string, part: Part, folder: string): WriteRules {
    for (const [place, { target }] of referencesIn(part, name)) {
      const reason = this.#plan.reason(from, target);
      if (reason === undefined) this.#references += 1;
      else this.#notes.add(CUTS[reason], place);
    }
    const find: WriteRules['find'] = ({ target }) => {
      const file = this.#plan.reason(from, target) === undefined ? this.#sharedFiles.get(target) : undefined;
      const component = this.#components.get(target);
      const shape = component === undefined ? undefined : resolvePart(component.part, this.#components)?.shape;
      return {
        file: file === undefined ? undefined : `${folder}${file}.json`,
        types: shape?.types ?? [],
        nullable: shape?.nullable ?? false,
      };
    };
    return { find, allNullable: this.#options.allNullable };
  }
}

const CUTS = {
  recursive: 'recursive references, cut to open objects',
  large: 'references that would make a schema too large, cut to open objects',
};
