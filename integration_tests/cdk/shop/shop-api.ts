import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DateTime } from 'luxon';

const PAGE_SIZE = 3;

/** A row as the shop holds it; `at` is the moment of its last change. */
export interface Row {
  readonly id: number;
  readonly version: number;
  readonly at: number;
  readonly order?: number;
  readonly kind?: string;
  readonly price?: unknown;
}

/** Orders and their items on this machine. It knows no zones: moments are texts of local clocks, and filters compare texts. */
export class ShopApi {
  readonly orders = new Map<number, Row>();
  readonly items = new Map<number, Row>();
  /** Orders whose items cannot be read. */
  readonly broken = new Set<number>();
  /** Called before each answer. */
  onRequest: (path: string) => void = () => undefined;
  readonly zone: string;
  readonly #server: Server;

  private constructor(zone: string) {
    this.zone = zone;
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://shop');
      this.onRequest(url.pathname);
      const rows = this.#rowsAt(url.pathname);
      if (rows === undefined) response.writeHead(400).end('{"message":"broken"}');
      else response.end(JSON.stringify(this.#page(rows, url.searchParams)));
    });
  }

  static async start(zone: string): Promise<ShopApi> {
    const api = new ShopApi(zone);
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Changes an item, new or old, and with it its order. */
  change(item: Omit<Row, 'version'> & { readonly order: number }): void {
    this.items.set(item.id, { ...item, version: (this.items.get(item.id)?.version ?? 0) + 1 });
    const version = (this.orders.get(item.order)?.version ?? 0) + 1;
    this.orders.set(item.order, { id: item.order, version, at: item.at });
  }

  textOf(at: number): string {
    return DateTime.fromMillis(at, { zone: this.zone }).toFormat('yyyy-MM-dd HH:mm:ss');
  }

  #rowsAt(path: string): readonly Row[] | undefined {
    const [, , order, what] = path.split('/');
    if (what === undefined) return [...this.orders.values()];
    if (this.broken.has(Number(order))) return undefined;
    return [...this.items.values()].filter((item) => item.order === Number(order));
  }

  /** Pages follow the key, so a change never moves a row past a reader. */
  #page(rows: readonly Row[], params: URLSearchParams): object {
    const [from, to] = [params.get('from') ?? '', params.get('to') ?? '~'];
    const after = Number(params.get('after') ?? 0);
    const found = rows
      .map(({ at, order, ...row }) => ({ ...row, order_id: order, updated_at: this.textOf(at) }))
      .filter(({ id, updated_at: text }) => id > after && text >= from && text <= to)
      .sort((a, b) => a.id - b.id);
    const page = found.slice(0, PAGE_SIZE);
    return { rows: page, next: found.length > PAGE_SIZE ? page.at(-1)?.id : null };
  }
}
