import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import type { MarkdownBlock } from './markdown-blocks.js';
import { DuckdbPlace, MysqlPlace, PAGE_USER, type PagePlace, PostgresqlPlace } from './page-databases.js';
import type { PageHome } from './page-home.js';
import { testPage } from './run-page.js';

const servers = inject('sqlServers');
/** The databases of the page, by the word after `<!-- sql: `. */
const places: Readonly<Record<string, PagePlace>> = {
  duckdb: new DuckdbPlace(),
  postgresql: new PostgresqlPlace(servers.postgresql),
  mysql: new MysqlPlace(servers.mysql),
};
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    startAt: '2026-03-01T08:00:00Z',
    namespaces: ['canvas'],
    tables: { 'canvas.accounts': 20, 'canvas.courses': 20, 'canvas.users': 60 },
  });
  emulator.setTables('canvas', ['accounts', 'courses', 'users']);
  const { baseUrl, clientId, clientSecret } = emulator;
  vi.stubEnv('DAP_API_URL', baseUrl);
  vi.stubEnv('DAP_CLIENT_ID', clientId);
  vi.stubEnv('DAP_CLIENT_SECRET', clientSecret);
  vi.stubEnv('DAP_LIMITS', 'off');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator.close();
  for (const place of Object.values(places)) await place.close();
});

testPage('docs/replication.md', { adapt, missing, runSql });

test('the page works with all three databases', () => {
  expect(Object.values(places).every(({ statements, missing: reason }) => statements > 0 || reason !== undefined)).toBe(
    true,
  );
});

/** The reader's server, user and database become those of this machine. */
function adapt(text: string, { language, notes }: MarkdownBlock): string {
  if (notes['sql'] !== undefined) return placeOf(notes['sql']).adaptSql(text, notes['as'] === 'admin');
  const addressed = Object.values(places).reduce((adapted, place) => place.adaptUrls(adapted), text);
  return language === 'ts' ? (places['postgresql']?.adaptOptions(addressed) ?? addressed) : addressed;
}

/** Blocks that name a database need its server. */
function missing({ text, notes }: MarkdownBlock): string | undefined {
  const needed = Object.entries(places).find(
    ([name]) => notes['sql'] === name || notes['needs'] === name || text.includes(`${name}://${PAGE_USER}`),
  );
  return needed?.[1].missing;
}

async function runSql({ text, notes }: MarkdownBlock, home: PageHome): Promise<readonly string[]> {
  return await placeOf(notes['sql'] ?? '').run(text, { isAdmin: notes['as'] === 'admin', folder: home.current });
}

function placeOf(name: string): PagePlace {
  const place = places[name];
  if (place === undefined) throw new Error(`A block of SQL is for "${name}", which the page does not have.`);
  return place;
}
