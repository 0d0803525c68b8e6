import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type FakeService, SUBMIT, startService, URLS } from '../../src/dap/fake-service.test-helper.js';
import type { DapClientOptions } from '../../src/dap/index.js';
import { sendJson } from '../../src/dap/scripted-server.test-helper.js';

/** A service whose job has objects of any id, and a folder whose surroundings can be looked at. */
export interface HostileService extends FakeService {
  /** A folder in which only `out` may change. */
  readonly surroundings: string;
  readonly out: string;
  /** Makes a job of these objects; each holds a text of its own, as a gzip file. */
  serve(ids: readonly string[], content?: (id: string) => Buffer, jobId?: string): void;
  /** How often the object of that position was asked for. */
  fetches(at: number): number;
}

/** Starts a hostile service; its addresses do not hold the ids of objects, which may be longer than an address. */
export async function startHostile(options: Partial<DapClientOptions> = {}): Promise<HostileService> {
  const service = await startService(options);
  const surroundings = mkdtempSync(join(tmpdir(), 'dap-hostile-'));
  let ids: readonly string[] = [];
  service.routes.set(URLS, (request, response) => {
    const asked = (JSON.parse(request.body) as { id: string }[]).map(({ id }) => id);
    const url = (id: string): string => `${service.server.url}/blob/${ids.indexOf(id)}?X-Amz-Signature=s3cret`;
    sendJson(response, 200, { urls: Object.fromEntries(asked.map((id) => [id, { url: url(id) }])) });
  });
  return {
    ...service,
    surroundings,
    out: join(surroundings, 'out'),
    serve: (objectIds, content = (id) => gzipSync(textOf(id)), jobId = 'job-1') => {
      ids = objectIds;
      for (const [at, id] of objectIds.entries()) service.blobs.set(String(at), content(id));
      const objects = objectIds.map((id) => ({ id }));
      const job = { id: jobId, status: 'complete', objects, schema_version: 3, at: '2026-03-01T08:00:00Z' };
      service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, job));
    },
    fetches: (at) => service.count(`GET /blob/${at}`),
    close: async () => {
      await service.close();
      rmSync(surroundings, { recursive: true });
    },
  };
}

/** The content of an object: a line that no other object has. */
export function textOf(id: string): string {
  return `${JSON.stringify(id)}\n`;
}

/** Every file below a folder with its bytes, by its path. */
export function readTree(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readFileSync(path)];
    }),
  );
}

/** All texts that an error carries, its causes included. */
export function allTexts(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => {
    const value: unknown = Reflect.get(error, name);
    return value instanceof Error ? allTexts(value) : JSON.stringify(value);
  });
  return [String(error), ...own].join('\n');
}
