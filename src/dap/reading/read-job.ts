import { type ObjectsReading, readObjects } from './read-objects.js';
import type { FileEvent, TableEvent } from './table-event.js';
import type { TablePosition } from './table-position.js';

/** Reads the objects of a complete job that are not delivered yet, in their order, each step with its position. */
export async function* readJob(
  reading: ObjectsReading,
  position: TablePosition,
): AsyncGenerator<TableEvent, void, void> {
  for await (const event of readObjects(reading)) {
    if (event.type === 'object-end') position.finish(event.objectId);
    yield withPosition(event, position);
  }
  yield { type: 'end', point: position.end() };
}

function withPosition(event: FileEvent, position: TablePosition): TableEvent {
  switch (event.type) {
    case 'object':
      return event;
    case 'chunk': {
      const { objectId, etag, prefixAt } = event;
      const pointWithin = position.within();
      return { ...event, pointAt: (offset) => pointWithin({ objectId, ...prefixAt(offset), etag }) };
    }
    case 'object-again':
    case 'object-end':
      return { ...event, point: position.at() };
    default:
      return event satisfies never;
  }
}
