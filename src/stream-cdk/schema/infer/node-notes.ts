import { fieldPlace } from '../../../testing/compatibility/connector-change.js';
import { type FieldNode, TYPE } from './field-node.js';

/** What a person should know about an inferred schema: the places, by what is to be said of them. */
export type NodeNotes = ReadonlyMap<string, readonly string[]>;

/** The notes on a whole record, in the order of names. */
export function notesOn(root: FieldNode): NodeNotes {
  const notes = new Map<string, string[]>();
  walk(root, '', (node, place) => {
    for (const note of notesOnNode(node, node === root)) {
      const places = notes.get(note) ?? [];
      places.push(shown(place));
      notes.set(note, places);
    }
    for (const [kind, count] of node.dataNames) {
      const note = `names that are ${kind}, taken for data: a map without named fields`;
      notes.set(note, [...(notes.get(note) ?? []), `${shown(place)} (${count})`]);
    }
  });
  return notes;
}

function shown(place: string): string {
  return place === '' ? 'the record itself' : place;
}

function walk(node: FieldNode, place: string, visit: (node: FieldNode, place: string) => void): void {
  visit(node, place);
  for (const name of [...node.properties.keys()].sort()) {
    walk(node.properties.get(name) as FieldNode, fieldPlace(place, name), visit);
  }
  if (node.items !== undefined) walk(node.items, `${place}[]`, visit);
}

function notesOnNode(node: FieldNode, isRoot: boolean): string[] {
  const rules: readonly [applies: boolean, note: string][] = [
    [node.types === 0 && !isRoot, 'null in every record, taken for text'],
    [isMixed(node.types), 'of several types'],
    [
      (node.types & TYPE.array) !== 0 && node.items === undefined && !node.isCut,
      'empty in every record, elements not described',
    ],
    [node.isBeyondInt64, 'integers beyond 64 bits, which Airbyte takes for numbers or text only'],
    [node.isMap, 'too many names for an object, taken for a map without named fields'],
    [node.isCut, 'nested too deep, not described further'],
    [node.isIncomplete && !node.isMap, 'too many fields in the stream, some left out'],
  ];
  return rules.filter(([applies]) => applies).map(([, note]) => note);
}

function isMixed(types: number): boolean {
  const kinds = [TYPE.boolean, TYPE.integer | TYPE.number, TYPE.string, TYPE.array, TYPE.object];
  return kinds.filter((kind) => (types & kind) !== 0).length > 1;
}
