import { z } from 'zod';
import {
  HttpApi,
  type HttpContext,
  type HttpPage,
  HttpStream,
  IncrementalHttpStream,
  IncrementalStream,
  Stream,
  withSchema,
} from '../index.js';

const employee = z.object({
  id: z.int(),
  name: z.string().nullable().default(null),
  updated_at: z.iso.datetime(),
  office: z.object({ city: z.string() }).optional(),
});
type Employee = z.output<typeof employee>;

function expectType<Expected>(_value: Expected): void {}

class Employees extends withSchema(Stream, employee) {
  override readonly primaryKey = 'id';
  override *readRecords() {
    yield { id: 1, name: null, updated_at: '2026-01-01T00:00:00Z' };
    yield employee.parse({});
  }
  override async getJsonSchema() {
    const schema = await super.getJsonSchema();
    return { ...schema, title: 'Employee' };
  }
}

class Changes extends withSchema(IncrementalStream, employee) {
  override readonly primaryKey = ['id', ['office', 'city']] as const;
  override readonly cursorField = 'updated_at';
  override *readRecords() {}
  override getUpdatedState(_state: unknown, { updated_at }: Employee) {
    return { updated_at };
  }
}

class Remote extends withSchema(HttpStream, employee) {
  override readonly primaryKey = 'id';
  override readonly urlBase = 'https://api.example.com/';
  override path() {
    return 'employees';
  }
  override requestParams({ page = 1 }: HttpContext<number>) {
    return { page };
  }
  override parseResponse(answer: HttpPage) {
    return z.array(employee).parse(answer.json());
  }
}

class RemoteChanges extends withSchema(IncrementalHttpStream<Employee, number>, employee) {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'updated_at';
  override readonly urlBase = 'https://api.example.com/';
  override path({ page = 1 }) {
    return `changes/${page.toFixed()}`;
  }
  override parseResponse(answer: HttpPage) {
    return answer.json() as Employee[];
  }
  override getUpdatedState() {
    return {};
  }
}

/** A base class of one's own with a constructor. */
abstract class ApiStream<T extends object> extends HttpStream<T, string> {
  override readonly urlBase: string;
  constructor(config: { url: string }) {
    super();
    this.urlBase = config.url;
  }
  override path() {
    return this.name;
  }
  override parseResponse(answer: HttpPage) {
    return answer.json() as T[];
  }
}

class Own extends withSchema(ApiStream<Employee>, employee) {
  override readonly primaryKey = 'id';
  override nextPage(_answer: HttpPage, page = '') {
    return page.toUpperCase();
  }
}

expectType<Stream<object>[]>([new Employees(), new Changes(), new Remote(), new RemoteChanges(), new Own({ url: '' })]);
expectType<Stream<Employee>>(new Employees());
const shared = new HttpApi({ urlBase: 'https://api.example.com/' });
expectType<Stream<object>[]>([new Remote(shared), new RemoteChanges(shared)]);

class WrongNames extends withSchema(IncrementalStream, employee) {
  // @ts-expect-error no such column
  override readonly primaryKey = 'ident';
  // @ts-expect-error no such column in the object
  override readonly cursorField = ['office', 'town'] as const;
  // @ts-expect-error the field with a default is always there
  override *readRecords() {
    yield { id: 1, updated_at: '2026-01-01T00:00:00Z' };
  }
  override getUpdatedState() {
    return {};
  }
}

class WrongState extends withSchema(IncrementalHttpStream, employee) {
  // @ts-expect-error no such column
  override readonly primaryKey = 'ident';
  override readonly cursorField = 'updated_at';
  override readonly urlBase = '';
  override path() {
    return '';
  }
  override parseResponse() {
    return [];
  }
  // @ts-expect-error a record of another type
  override getUpdatedState(_state: unknown, record: { at: string }) {
    return { at: record.at };
  }
}

// @ts-expect-error what is abstract in the base class must be given: there is no key
class Incomplete extends withSchema(HttpStream, employee) {
  override readonly urlBase = '';
}

// @ts-expect-error the constructor of the base class wants a configuration
expectType<Stream<object>[]>([new WrongNames(), new WrongState(), new Incomplete(), new Own()]);
// @ts-expect-error no API
expectType<Stream<object>[]>([new Remote({ urlBase: '' })]);
// @ts-expect-error records are objects
expectType(withSchema(Stream, z.string()));
// @ts-expect-error the base class is one of other records
expectType(withSchema(ApiStream<{ ident: string }>, employee));
// @ts-expect-error no stream
expectType(withSchema(Map, employee));
