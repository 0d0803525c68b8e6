import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorsOf, recordsOf, statesOf, statusesOf } from '../../src/testing/messages-of-type.js';
import { Lab, stateAfter } from '../support/lab.js';
import { Relay } from '../support/relay.js';
import { recordsIn, UPDATED_AT } from '../support/rows.js';

const ODD = 'canvas.groups';
const USUAL = 'canvas.roles';

/** Instants as the service may write them. */
const FORMS: readonly (readonly [string, (usual: string) => string])[] = [
  ['a blank for the T and a zone of hours', (usual) => usual.replace('T', ' ').replace('Z', '+00')],
  ['a leap second', () => '2025-12-31T23:59:60.5Z'],
];

describe('a service that writes its instants in an odd form', () => {
  let lab: Lab;
  let relay: Relay;
  /** Odd instants, and what the emulator means by them. */
  let meanings: Map<string, string>;
  beforeEach(async () => {
    lab = await Lab.start({ tables: { [ODD]: 40, [USUAL]: 20 } });
    relay = await Relay.start(lab.emulator);
    meanings = new Map();
  });
  afterEach(async () => {
    await relay?.close();
    await lab?.close();
  });

  /** Changes the instants of the jobs of one table. */
  function writeInstants(form: (usual: string) => string): void {
    const jobs = new Set<string>();
    relay.alter.answer = (body, path) => {
      const id = /"id":"([\w-]+)"/.exec(body)?.[1] ?? '';
      if (path.endsWith('/table/groups/data')) jobs.add(id);
      if (!jobs.has(id)) return body;
      return body.replace(/"(at|until)":"([^"]+)"/g, (_, name, usual) => {
        const odd = form(usual);
        meanings.set(odd, usual);
        return `"${name}":"${odd}"`;
      });
    };
    relay.alter.call = (body) => body.replace(/(?<="since":")[^"]+/, (text) => meanings.get(text) ?? text);
  }

  test.each(FORMS)('%s: the state is written as it came, and the next reads go on from it', async (_what, form) => {
    writeInstants(form);
    const first = await lab.read({ config: relay.config });
    expect(first.exitCode).toBe(0);
    const instant = statesOf(first.messages, ODD).at(-1)?.stream?.stream_state?.[UPDATED_AT];
    expect([...meanings.keys()]).toContain(instant);
    lab.emulator.commit({ updates: 5, deletes: 3, inserts: 2 });
    relay.alter.answer = undefined;
    const second = await lab.read({ config: relay.config, state: stateAfter(first) });
    expect(errorsOf(second.messages)).toEqual([]);
    expect(second.exitCode).toBe(0);
    expect(recordsIn(second.messages, ODD)).toHaveLength(10);
    for (const stream of [ODD, USUAL]) await lab.expectTruth(stream, first.messages, second.messages);
  });

  test('no zone: the table fails at once, leaves no state that would be refused later, and the others are read', async () => {
    writeInstants((usual) => usual.replace('Z', ''));
    const first = await lab.read({ config: relay.config });
    expect(first.exitCode).toBe(1);
    expect(errorsOf(first.messages).map(({ stream_descriptor }) => stream_descriptor?.name)).toEqual(['groups']);
    expect(errorsOf(first.messages)[0]?.message).toMatch(/gives no instant/);
    expect(statesOf(first.messages, ODD)).toEqual([]);
    expect(statusesOf(first.messages, USUAL).at(-1)).toBe('COMPLETE');
    relay.alter.answer = undefined;
    const second = await lab.read({ config: relay.config, state: stateAfter(first) });
    expect(second.exitCode).toBe(0);
    expect(recordsOf(second.messages)).toHaveLength(40);
    for (const stream of [ODD, USUAL]) await lab.expectTruth(stream, first.messages, second.messages);
  });
});
