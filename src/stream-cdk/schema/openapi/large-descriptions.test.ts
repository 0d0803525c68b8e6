import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generate, openApi } from './from-openapi.test-helper.js';
import { planCuts } from './plan-cuts.js';
import type { GraphNode, ReferenceGraph } from './reference-graph.js';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object) => ({ type: 'object', properties });
const LARGE = 'references that would make a schema too large, cut to open objects';
const RECURSIVE = 'recursive references, cut to open objects';

const many = (count: number, schema: (index: number) => object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`C${index}`, schema(index)]));

describe('large descriptions', () => {
  test('five thousand schemas, each within others and itself', async () => {
    const count = 5000;
    const schemas = many(count, (index) =>
      object({
        id: { type: 'integer' },
        self: ref(`C${index}`),
        next: ref(`C${(index * 7 + 1) % count}`),
        others: { type: 'array', items: ref(`C${(index * 13 + 5) % count}`) },
      }),
    );
    const all = await generate(openApi(schemas), ['C0', 'C1', 'C2', 'C4999']);
    expect(Object.keys(all.streams)).toHaveLength(4);
    expect(all.notes[RECURSIVE]).toBeGreaterThan(0);
    expect(JSON.stringify(all.streams['c0']).length).toBeLessThan(1_000_000);
  });

  test('a chain of five thousand schemas, one in the other', async () => {
    const schemas = many(5000, (index) => object({ id: { type: 'integer' }, next: ref(`C${index + 1}`) }));
    const { streams, notes } = await generate(openApi(schemas), ['C0', 'C2500']);
    expect(JSON.stringify(streams['c0']).split('"next"').length - 1).toBe(13);
    expect(JSON.stringify(streams['c2500']).split('"next"').length - 1).toBe(13);
    expect(notes[LARGE]).toBeGreaterThan(0);
  });

  test('schemas that double at each level do not explode', async () => {
    const schemas = many(60, (index) =>
      index === 59 ? { type: 'string' } : object({ a: ref(`C${index + 1}`), b: ref(`C${index + 1}`) }),
    );
    const { streams } = await generate(openApi(schemas), ['C0']);
    expect(JSON.stringify(streams['c0']).length).toBeLessThan(2_000_000);
  });

  test('allOf that doubles at each level does not explode', async () => {
    const schemas = many(60, (index) =>
      index === 59
        ? object({ z: {} })
        : { allOf: [ref(`C${index + 1}`), ref(`C${index + 1}`), object({ [`p${index}`]: {} })] },
    );
    const { streams } = await generate(openApi(schemas), ['C0']);
    expect(Object.keys(streams['c0']?.['properties'] as object)).toHaveLength(60);
  });

  test('properties that take in one another do not explode', async () => {
    const count = 2000;
    const schemas = many(count, (index) =>
      object({
        id: { type: 'integer' },
        more: { allOf: [ref(`C${(index * 31 + 7) % count}`), object({ [`p${index}`]: {} })] },
      }),
    );
    const { streams } = await generate(openApi(schemas), ['C0']);
    expect(streams['c0']).toMatchObject({
      properties: { more: { properties: { p0: {}, more: { properties: { p7: {} } } } } },
    });
    expect(JSON.stringify(streams['c0']).length).toBeLessThan(10_000);
  });

  test('one schema of five thousand properties, and one of five hundred kinds', async () => {
    const wide = object(
      Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`p${index}`, { type: 'string' }])),
    );
    const kinds = many(500, (index) => object({ [`k${index}`]: { type: 'string' } }));
    const either = { oneOf: Object.keys(kinds).map(ref) };
    const { streams } = await generate(openApi({ Wide: wide, Either: either, ...kinds }), ['Wide', 'Either']);
    expect(Object.keys(streams['wide']?.['properties'] as object)).toHaveLength(5000);
    expect(Object.keys(streams['either']?.['properties'] as object)).toHaveLength(500);
  });

  test('a schema nested beyond all measure is cut, in YAML one that contains itself too', async () => {
    let deep: object = { type: 'string' };
    for (let level = 0; level < 2000; level += 1) deep = object({ d: deep });
    expect((await generate(openApi({ Deep: deep }))).notes['nested too deep, taken for any value']).toBe(1);
    const yaml = 'openapi: 3.0.3\ncomponents:\n  schemas:\n    A: &a\n      type: object\n      properties: {a: *a}\n';
    expect((await generate({ 'api.yaml': yaml })).notes['nested too deep, taken for any value']).toBe(1);
  });
});

const LIMITS = { maxSize: 50, maxLevels: 4 };

const graphs = fc.integer({ min: 1, max: 25 }).chain((count) =>
  fc.array(fc.record({ size: fc.integer({ min: 1, max: 20 }), uses: fc.array(fc.nat(count - 1), { maxLength: 4 }) }), {
    minLength: count,
    maxLength: count,
  }),
);

function toGraph(nodes: readonly { size: number; uses: number[] }[]): ReferenceGraph {
  return new Map(
    nodes.map(({ size, uses }, index): [string, GraphNode] => {
      const counts = new Map<string, number>();
      for (const use of uses) counts.set(`n${use}`, (counts.get(`n${use}`) ?? 0) + 1);
      return [`n${index}`, { key: `n${index}`, size, uses: counts }];
    }),
  );
}

test('whatever refers to whatever, what is kept ends, and stays in bounds', () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.nat(24), { minLength: 1, maxLength: 3 }), (nodes, chosen) => {
      const graph = toGraph(nodes);
      const streams = chosen.map((index) => `n${index % nodes.length}`);
      const plan = planCuts(graph, streams, LIMITS);
      const measure = (key: string, above: readonly string[]): { size: number; levels: number } => {
        expect(above).not.toContain(key);
        const { size = 0, uses = new Map<string, number>() } = graph.get(key) ?? {};
        let [total, levels] = [size, 0];
        for (const [use, count] of uses) {
          if (plan.reason(key, use) !== undefined) continue;
          const inner = measure(use, [...above, key]);
          total += count * inner.size;
          levels = Math.max(levels, inner.levels);
        }
        return { size: total, levels: levels + 1 };
      };
      for (const stream of streams) {
        const { size, levels } = measure(stream, []);
        expect(size).toBeLessThanOrEqual(Math.max(LIMITS.maxSize, graph.get(stream)?.size ?? 0));
        expect(levels).toBeLessThanOrEqual(LIMITS.maxLevels + 1);
      }
    }),
    { numRuns: 500 },
  );
});

test('only references within a circle are recursive', () => {
  fc.assert(
    fc.property(graphs, (nodes) => {
      // References to later schemas only make no circle.
      const graph = toGraph(nodes.map(({ size, uses }, index) => ({ size, uses: uses.filter((use) => use > index) })));
      const plan = planCuts(graph, ['n0'], { maxSize: 1e9, maxLevels: 100 });
      for (const { key, uses } of graph.values())
        for (const use of uses.keys()) expect(plan.reason(key, use)).toBeUndefined();
    }),
  );
});
