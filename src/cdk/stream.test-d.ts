import type { StreamItem } from './index.js';
import { type CursorField, IncrementalStream, type PrimaryKey, RecordBatch, Source, Stream } from './index.js';

interface Employee {
  id: number;
  name?: string;
  updated_at: string | null;
  office?: { city: string; floor?: { number: number } } | null;
  tags: string[];
  payload: Record<string, unknown>;
}

/** As the generator writes it where a schema says `additionalProperties: true`. */
interface OpenEmployee extends Employee {
  [name: string]: unknown;
}

/** Contains itself: a path through it must not keep the compiler busy for ever. */
interface Folder {
  id: string;
  parent?: Folder;
}

function expectType<Expected>(_value: Expected): void {}

// Keys: one column, several, paths.
expectType<PrimaryKey<Employee>[]>([null, 'id', ['id'], ['id', 'name'], [['id'], ['office', 'city']]]);
expectType<PrimaryKey<Employee>>([['office', 'floor', 'number']]);
expectType<PrimaryKey<Employee>>([['payload', 'whatever', 'deep']]);
expectType<PrimaryKey<OpenEmployee>[]>(['id', ['id', ['office', 'city']]]);
// @ts-expect-error no such column
expectType<PrimaryKey<Employee>>('ident');
// @ts-expect-error no such column
expectType<PrimaryKey<Employee>>(['id', 'ident']);
// @ts-expect-error no such column in the object
expectType<PrimaryKey<Employee>>([['office', 'town']]);
// @ts-expect-error no such column in the object inside the object
expectType<PrimaryKey<Employee>>([['office', 'floor', 'height']]);
// @ts-expect-error a list is not an object
expectType<PrimaryKey<Employee>>([['tags', 'length']]);
// @ts-expect-error a text is not an object
expectType<PrimaryKey<Employee>>([['name', 'length']]);
// @ts-expect-error an index signature names no column
expectType<PrimaryKey<OpenEmployee>>('ident');
// @ts-expect-error an index signature names no column in a list either
expectType<PrimaryKey<OpenEmployee>>(['id', 'ident']);
// @ts-expect-error undefined is not a key
expectType<PrimaryKey<Employee>>(undefined);

// Cursors: a column or one path.
expectType<CursorField<Employee>[]>(['updated_at', ['updated_at'], ['office', 'city']]);
expectType<CursorField<OpenEmployee>[]>(['updated_at', ['office', 'city']]);
// @ts-expect-error no such column
expectType<CursorField<Employee>>('updatedAt');
// @ts-expect-error a path through a column that is not an object
expectType<CursorField<Employee>>(['id', 'name']);
// @ts-expect-error no such column
expectType<CursorField<OpenEmployee>>('updatedAt');

// Where the names are not known, any text is one.
expectType<PrimaryKey<object>[]>([null, 'any', ['any', 'other'], [['any', 'thing']]]);
expectType<PrimaryKey<Record<string, unknown>>[]>(['any', ['any', 'other'], [['any', 'thing']]]);
expectType<CursorField[]>(['any', ['any', 'thing']]);
// @ts-expect-error a number is not a name
expectType<PrimaryKey>(1);

// Types that contain themselves.
expectType<CursorField<Folder>>(['parent', 'parent', 'parent', 'id']);
expectType<CursorField<Folder>>(['parent', 'parent', 'parent', 'parent', 'parent', 'parent', 'id']);
// @ts-expect-error no such column
expectType<CursorField<Folder>>(['parent', 'parent', 'name']);

// Of records of several shapes, what all have in common.
expectType<PrimaryKey<{ id: number; a: string } | { id: number; b: string }>>('id');
// @ts-expect-error only some records have it
expectType<PrimaryKey<{ id: number; a: string } | { id: number; b: string }>>('a');

class Employees extends IncrementalStream<Employee> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'updated_at';
  override *readRecords(): Iterable<StreamItem<Employee>> {
    const record: Employee = { id: 1, updated_at: null, tags: [], payload: {} };
    yield record;
    yield new RecordBatch([record]);
  }
  override getUpdatedState(_state: unknown, record: Employee) {
    return { at: record.updated_at };
  }
}

class OpenEmployees extends Stream<OpenEmployee> {
  override readonly primaryKey = [['office', 'city'], 'id'] as const;
  override get cursorField() {
    return 'updated_at' as const;
  }
  override *readRecords() {
    yield { id: 1, updated_at: null, tags: [], payload: {}, more: true };
  }
}

class Anything extends Stream {
  override readonly primaryKey = ['a', 'b'];
  override get cursorField() {
    return 'anything';
  }
  override *readRecords() {
    yield { a: 1 };
  }
}

/** A base class of one's own stays generic; its subclasses are checked. */
abstract class ApiStream<T extends object> extends IncrementalStream<T> {
  override *readRecords(): Iterable<StreamItem<T>> {}
  override getUpdatedState() {
    return { cursor: String(this.cursorField) };
  }
}

class ApiEmployees extends ApiStream<Employee> {
  override readonly primaryKey = ['id', 'name'] as const;
  override get cursorField(): CursorField<Employee> {
    return ['office', 'city'];
  }
}

class FieldAsCursor extends Stream<Employee> {
  override readonly primaryKey = null;
  override readonly cursorField = 'updated_at';
  override *readRecords() {}
}

class WrongField extends Stream<Employee> {
  override readonly primaryKey = null;
  // @ts-expect-error no such column
  override readonly cursorField = 'updatedAt';
  override *readRecords() {}
}

class WrongKey extends Stream<Employee> {
  // @ts-expect-error no such column
  override readonly primaryKey = 'ident';
  override *readRecords() {}
}

class WrongKeyInList extends ApiStream<OpenEmployee> {
  // @ts-expect-error no such column
  override readonly primaryKey = ['id', 'ident'] as const;
  // @ts-expect-error no such column
  override readonly cursorField = 'updatedAt';
}

class WrongCursor extends Stream<Employee> {
  override readonly primaryKey = null;
  // @ts-expect-error no such column
  override get cursorField() {
    return 'updatedAt' as const;
  }
  // @ts-expect-error records of another type
  override *readRecords() {
    yield { id: 'one' };
  }
}

class WrongBatch extends Stream<Employee> {
  override readonly primaryKey = 'id';
  // @ts-expect-error a batch of records of another type
  override *readRecords() {
    yield new RecordBatch([{ id: 1 }]);
  }
}

class WrongState extends IncrementalStream<Employee> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'updated_at';
  override *readRecords() {}
  // @ts-expect-error a record of another type
  override getUpdatedState(_state: unknown, record: { at: string }) {
    return { at: record.at };
  }
}

// Streams of all kinds are streams to their source, without casts.
expectType<Stream<object>[]>([
  new Employees(),
  new OpenEmployees(),
  new Anything(),
  new ApiEmployees(),
  new FieldAsCursor(),
]);
expectType<Stream<object>[]>([
  new WrongField(),
  new WrongKey(),
  new WrongKeyInList(),
  new WrongCursor(),
  new WrongBatch(),
  new WrongState(),
]);

/** Even where the type of the records is not known yet. */
export function asAnyStream<T extends object>(stream: Stream<T>): Stream<object> {
  return stream;
}

/** A source gives streams of any type of records, without casts. */
export abstract class AnySource extends Source {
  override async streams() {
    return [new Employees(), new OpenEmployees(), new Anything()];
  }
}
