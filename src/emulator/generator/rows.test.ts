import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { jsonl } from '../encode/jsonl.js';
import { listTables, NAMESPACES, schemaDocument, tableFact } from '../facts/index.js';
import { TableCatalog } from '../store/table-catalog.js';

const BASE_AT = Date.UTC(2026, 2, 1) * 1000;
const catalog = new TableCatalog({ tables: { 'canvas.submissions': 2000 } }, BASE_AT);
const random = new TableCatalog({ presence: 'random', seed: 7 }, BASE_AT);

const ajv = new Ajv2020({ strict: false, inlineRefs: false });
addFormats.default(ajv);
for (const format of ['int16', 'float64']) ajv.addFormat(format, true);

const names = NAMESPACES.flatMap((namespace) => listTables(namespace).map((table) => [namespace, table] as const));

/** Lines of the first rows of a table, in some of their versions. */
function linesOf(tables: TableCatalog, namespace: string, table: string, rows: number): string[] {
  const { fact } = tables.get(namespace, table).view(BASE_AT);
  const generator = tables.generator(fact);
  const encoder = jsonl.encoderFor(generator.columns, { incremental: true, mode: 'expanded', bareNull: false });
  return Array.from({ length: rows }, (_, index) => {
    generator.fill(index, index % 3, BASE_AT + index);
    return encoder.row(generator.values, '2026-03-01T00:00:00.000000Z', index % 2 === 0 ? 'U' : undefined);
  });
}

/** Values of one column of all rows at the start. */
function columnOf(table: string, column: string, namespace = 'canvas'): unknown[] {
  const view = catalog.get(namespace, table).view(BASE_AT);
  const generator = catalog.generator(view.fact);
  const at = generator.columns.findIndex((plan) => plan.name === column);
  return Array.from({ length: view.baseRows }, (_, index) => {
    generator.fill(index, 0, BASE_AT);
    return generator.values[at];
  });
}

describe('rows', () => {
  it.each(names)('of %s.%s fit the schema that is answered for them', (namespace, table) => {
    const fact = tableFact(namespace, table);
    // The service writes `oneOf` where both branches can hold: the marker of an oversized text is a text too.
    const document = JSON.parse(
      JSON.stringify(fact && schemaDocument(fact)).replaceAll('"oneOf"', '"anyOf"'),
    ) as object;
    const check = ajv.compile(document);
    for (const line of [...linesOf(catalog, namespace, table, 60), ...linesOf(random, namespace, table, 20)]) {
      check(JSON.parse(line));
      expect(check.errors, line).toBeNull();
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const again = new TableCatalog({ tables: { 'canvas.submissions': 2000 } }, BASE_AT);
    expect(linesOf(again, 'canvas', 'courses', 30)).toEqual(linesOf(catalog, 'canvas', 'courses', 30));
    expect(linesOf(random, 'canvas', 'courses', 30)).not.toEqual(linesOf(catalog, 'canvas', 'courses', 30));
  });

  it('have keys that never repeat, some beyond 2^53', () => {
    for (const [namespace, table] of names) {
      const key = tableFact(namespace, table)?.keyColumns[0] ?? '';
      const keys = columnOf(table, key, namespace);
      expect(new Set(keys).size, `${namespace}.${table}`).toBe(keys.length);
    }
    expect(columnOf('users', 'id').filter((id) => typeof id === 'bigint')).toHaveLength(10);
  });

  it.each([
    ['submissions', 'user_id', 'users'],
    ['submissions', 'assignment_id', 'assignments'],
    ['submissions', 'course_id', 'courses'],
    ['enrollments', 'user_id', 'users'],
    ['enrollments', 'course_section_id', 'course_sections'],
    ['courses', 'enrollment_term_id', 'enrollment_terms'],
    ['courses', 'account_id', 'accounts'],
    ['pseudonyms', 'user_id', 'users'],
    ['enrollment_states', 'enrollment_id', 'enrollments'],
    ['group_memberships', 'group_id', 'groups'],
    ['web_logs', 'user_id', 'users'],
  ])('of %s refer by %s to rows of %s', (table, column, target) => {
    const keys = new Set(columnOf(target, 'id'));
    const namespace = table === 'web_logs' ? 'canvas_logs' : 'canvas';
    const lost = columnOf(table, column, namespace).filter((id) => id !== undefined && !keys.has(id));
    expect(lost).toEqual([]);
  });

  it('of submissions lie in the course of their assignment', () => {
    const ids = columnOf('assignments', 'id');
    const contexts = new Map(columnOf('assignments', 'context_id').map((course, at) => [ids[at], course]));
    const courses = columnOf('submissions', 'course_id');
    const strays = columnOf('submissions', 'assignment_id').filter((id, at) => contexts.get(id) !== courses[at]);
    expect(strays).toEqual([]);
  });

  it('hold the texts and marks that break careless readers', () => {
    const tables = ['submissions', 'submission_comments', 'discussion_entries', 'wiki_pages', 'conversation_messages'];
    const lines = tables.flatMap((table) => linesOf(catalog, 'canvas', table, 1500)).join('');
    const wanted = [
      '\u2028',
      '\\u0000',
      '__dap_oversized_truncated__',
      '\\\\',
      '""',
      '0.30000000000000004',
      '👍',
      'π²',
    ];
    expect(wanted.filter((text) => !lines.includes(text))).toEqual([]);
  });
});
