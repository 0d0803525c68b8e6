import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DateTime } from 'luxon';

const PAGE_SIZE = 20;
const EMPLOYEES = 45;
const FIRST_CHANGE = DateTime.fromISO('2026-01-01T08:00:00Z', { zone: 'utc' });

/** The API of openapi.yaml with made-up people, for tests. Dates are written in the format of the account. */
export class BenefitsApi {
  readonly key = 'benefits-key-1234';
  /** Requested paths, with their queries. */
  readonly requests: string[] = [];
  readonly #dateFormat: string;
  readonly #employees = Array.from({ length: EMPLOYEES }, (_, index) => ({ id: index + 1, change: index }));
  readonly #server: Server;

  private constructor(dateFormat: string) {
    this.#dateFormat = dateFormat;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(dateFormat = 'MM/dd/yyyy'): Promise<BenefitsApi> {
    const api = new BenefitsApi(dateFormat);
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  /** A configuration for this API. */
  get config() {
    const { port } = this.#server.address() as AddressInfo;
    return { api_key: this.key, date_format: this.#dateFormat, base_url: `http://127.0.0.1:${port}/v1/` };
  }

  /** Changes an employee, who then is the one that changed last. */
  change(id: number): void {
    const index = this.#employees.findIndex((employee) => employee.id === id);
    this.#employees.splice(index, 1);
    this.#employees.push({ id, change: (this.#employees.at(-1)?.change ?? 0) + 1 });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    this.requests.push(`${url.pathname}${url.search}`);
    const rows = this.#rowsAt(url);
    if (request.headers['x-api-key'] !== this.key) send(response, 401, { message: 'This key is not known.' });
    else if (rows === undefined) send(response, 404, { message: 'There is no such page.' });
    else send(response, 200, cut(rows, Number(url.searchParams.get('page') ?? 1)));
  }

  #rowsAt({ pathname, searchParams }: URL): readonly object[] | undefined {
    const owner = /^\/v1\/employees\/(\d+)\/benefits$/.exec(pathname)?.[1];
    if (owner !== undefined) return this.#benefits(Number(owner));
    if (pathname !== '/v1/employees') return undefined;
    const since = searchParams.get('updated_since') ?? '';
    return this.#employees.map((row) => this.#employee(row)).filter(({ updated_at }) => updated_at >= since);
  }

  #employee({ id, change }: { id: number; change: number }) {
    return {
      id,
      name: `Employee ${id}`,
      email: id % 7 === 0 ? null : `employee-${id}@benefits.example`,
      hired_on: this.#date(id),
      office: { city: id % 2 === 0 ? 'Bergen' : 'Porto', country: id % 2 === 0 ? 'NO' : 'PT' },
      salary: { amount: `${4000 + id}.50`, currency: 'EUR' },
      updated_at: FIRST_CHANGE.plus({ minutes: change }).toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'"),
    };
  }

  /** One to three for each employee, except every fifth. */
  #benefits(employee: number) {
    const kinds = employee % 5 === 0 ? [] : ['dental', 'health', 'pension'].slice(0, 1 + (employee % 3));
    return kinds.map((kind, index) => ({
      id: employee * 10 + index,
      employee_id: employee,
      kind,
      contribution: { amount: `${25 + index}.75`, currency: 'EUR' },
      starts_on: this.#date(employee + index),
      ends_on: index === 0 ? null : this.#date(employee + 365),
      beneficiaries: [{ name: `Child of ${employee}`, born_on: this.#date(employee), address: { city: 'Porto' } }],
    }));
  }

  #date(day: number): string {
    return DateTime.utc(2020, 1, 1).plus({ days: day }).toFormat(this.#dateFormat);
  }
}

function cut<T>(rows: readonly T[], page: number) {
  const end = page * PAGE_SIZE;
  return { data: rows.slice(end - PAGE_SIZE, end), next_page: end < rows.length ? page + 1 : null };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
