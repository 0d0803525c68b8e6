import {
  type AnyStream,
  type BudgetPolicy,
  type ErrorRule,
  HttpApi,
  type HttpContext,
  type HttpPage,
  HttpStream,
  IncrementalHttpStream,
  linkHeaderPaginator,
  offsetPaginator,
  type ReadContext,
  type Stream,
} from '../index.js';

interface Employee {
  id: number;
  updated_at: string;
  office?: { city: string };
}

function expectType<Expected>(_value: Expected): void {}

class Employees extends HttpStream<Employee, number> {
  override readonly primaryKey = 'id';
  override readonly urlBase = 'https://api.example.com/v1/';
  override path() {
    return 'employees';
  }
  override requestParams({ page = 1 }: HttpContext<number>) {
    return { page };
  }
  override parseResponse(answer: HttpPage) {
    return answer.json() as Employee[];
  }
  override nextPage(answer: HttpPage, page = 1) {
    return answer.text === '[]' ? undefined : page + 1;
  }
}

class Changes extends IncrementalHttpStream<Employee> {
  override readonly primaryKey = ['id', ['office', 'city']] as const;
  override readonly cursorField = 'updated_at';
  override readonly urlBase = 'https://api.example.com/v1/';
  override path() {
    return 'changes';
  }
  override *parseResponse(answer: HttpPage) {
    yield answer.json() as Employee;
  }
  override getUpdatedState(_state: unknown, record: Employee) {
    return { at: record.updated_at };
  }
}

/** What all streams of an API share is defined once; its subclasses are checked. */
abstract class ApiStream<T extends object> extends IncrementalHttpStream<T, string> {
  override readonly urlBase = 'https://api.example.com/v1/';
  override path() {
    return this.name;
  }
  override parseResponse(answer: HttpPage) {
    return answer.json() as T[];
  }
  override getUpdatedState() {
    return {};
  }
}

class Offices extends ApiStream<Employee> {
  override readonly primaryKey = 'id';
  override readonly cursorField = ['office', 'city'] as const;
}

class WrongNames extends ApiStream<Employee> {
  // @ts-expect-error no such column
  override readonly primaryKey = 'ident';
  // @ts-expect-error no such column
  override readonly cursorField = 'updatedAt';
  // @ts-expect-error pages of this API are named by a text
  override nextPage(_answer: HttpPage, page: string | undefined): number | undefined {
    return page === undefined ? 1 : undefined;
  }
}

class WrongRecords extends HttpStream<Employee> {
  override readonly primaryKey = 'id';
  override readonly urlBase = 'https://api.example.com/v1/';
  // @ts-expect-error no such column
  override get cursorField() {
    return ['office', 'town'] as const;
  }
  override path() {
    return 'employees';
  }
  // @ts-expect-error records of another type
  override parseResponse() {
    return [{ id: 'one' }];
  }
}

expectType<Stream<object>[]>([new Employees(), new Changes(), new Offices(), new WrongNames(), new WrongRecords()]);

interface Room {
  id: number;
  seats: number;
}

interface RawRoom {
  id: string;
  seats: string;
}

interface Building {
  building: string;
}

interface RoomState {
  at: number;
}

class Rooms extends IncrementalHttpStream<Room, number, Building, RoomState, RawRoom> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'seats';
  override readonly paginator = offsetPaginator({ size: 100 });
  override streamSlices({ state }: ReadContext<RoomState>) {
    expectType<number | undefined>(state?.at);
    return [{ building: 'A' }];
  }
  override path({ slice, page }: HttpContext<number, Building, RoomState>) {
    expectType<number | undefined>(page);
    return slice.building;
  }
  override parseResponse(answer: HttpPage) {
    return answer.json() as RawRoom[];
  }
  override getUpdatedState(state: RoomState | undefined, record: Room) {
    expectType<number>(record.seats);
    return { at: Math.max(state?.at ?? 0, record.seats) };
  }
}

class WrongSlices extends HttpStream<Room, number, Building, RoomState, RawRoom> {
  override readonly primaryKey = 'id';
  // @ts-expect-error the pages have numbers
  override readonly paginator = linkHeaderPaginator();
  // @ts-expect-error slices of another shape
  override streamSlices() {
    return [{ floor: 1 }];
  }
  override path({ slice }: HttpContext<number, Building, RoomState>) {
    // @ts-expect-error no such member
    return slice.floor as string;
  }
  // @ts-expect-error records as they are after the cast
  override parseResponse(answer: HttpPage) {
    return answer.json() as Room[];
  }
}

const api = new HttpApi({ urlBase: 'https://api.example.com', paginator: linkHeaderPaginator() });
expectType<AnyStream[]>([new Rooms(api), new WrongSlices(api), new Employees()]);

const rules: ErrorRule[] = [
  { status: [404, '5xx', '400-409'], action: 'ignore' },
  // @ts-expect-error not a status
  { status: 'four', action: 'ignore' },
  // @ts-expect-error no such action
  { status: 404, action: 'skip' },
];
expectType<ErrorRule[]>(rules);
// @ts-expect-error a window has a length
expectType<BudgetPolicy>({ limit: { kind: 'moving-window', max: 1 } });
// @ts-expect-error offsets need a size
offsetPaginator({});
