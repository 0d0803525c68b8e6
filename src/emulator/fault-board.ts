import { CodedError } from '../errors.js';
import type { Faults } from './emulator.js';
import type { Fault, FaultName, FaultSpec, Operation } from './faults.js';
import { FAULT_CHOICES, FAULT_NAMES } from './faults.js';

/** Where a fault may strike. */
export interface FaultPlace {
  readonly namespace?: string | undefined;
  readonly table?: string | undefined;
  readonly on?: Operation | undefined;
  readonly when?: 'running' | 'complete' | undefined;
  readonly kind?: FaultSpec['kind'];
}

interface Armed {
  readonly id: number;
  readonly spec: FaultSpec;
  skip: number;
  left: number;
  fired: number;
}

/** Faults that describe a state rather than an event last until they are cleared. */
const LASTING: ReadonlySet<FaultName> = new Set([
  'tableVanishes',
  'rangeDisabled',
  'duplicateWebLogs',
  'emptyFile',
  'equalNames',
  'neverFilled',
  'staleJob',
  'listedTwice',
  'oddSchema',
  'urlDelay',
  'objectDelay',
]);

/** Holds the armed faults and decides at each place of the server whether one strikes. */
export class FaultBoard implements Faults {
  #armed: Armed[] = [];
  #nextId = 1;

  set(spec: FaultSpec): Fault {
    if (!FAULT_NAMES.includes(spec.name)) {
      throw new CodedError('EMULATOR_OPTION', {
        message: `There is no fault named ${JSON.stringify(spec.name)}; known are ${FAULT_NAMES.join(', ')}.`,
      });
    }
    refuseUnknownChoices(spec);
    const times = spec.times ?? (LASTING.has(spec.name) ? 'forever' : 1);
    const left = times === 'forever' ? Number.POSITIVE_INFINITY : times;
    const armed: Armed = { id: this.#nextId++, spec, skip: spec.skip ?? 0, left, fired: 0 };
    this.#armed.push(armed);
    return describe(armed);
  }

  clear(name?: string): void {
    this.#armed = name === undefined ? [] : this.#armed.filter((armed) => armed.spec.name !== name);
  }

  list(): readonly Fault[] {
    return this.#armed.map(describe);
  }

  /** Triggers a fault of that name, if one is armed: counts it and returns its settings. */
  strike(name: FaultName, place: FaultPlace = {}): FaultSpec | undefined {
    for (const armed of this.#armed) {
      if (armed.spec.name !== name || armed.left <= 0 || !fits(armed.spec, place)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.left -= 1;
      armed.fired += 1;
      return armed.spec;
    }
    return undefined;
  }
}

/** A misspelt word would arm a fault that does something else. */
function refuseUnknownChoices(spec: FaultSpec): void {
  for (const name of Object.keys(FAULT_CHOICES) as (keyof typeof FAULT_CHOICES)[]) {
    const choices: readonly string[] = FAULT_CHOICES[name];
    const given = spec[name];
    if (given === undefined || choices.includes(given)) continue;
    throw new CodedError('EMULATOR_OPTION', {
      message: `${name} of ${spec.name} must be one of ${choices.join(', ')}, not ${JSON.stringify(given)}.`,
    });
  }
}

function fits(spec: FaultSpec, place: FaultPlace): boolean {
  if (spec.on !== undefined && spec.on !== place.on) return false;
  if (place.when !== undefined && place.when !== (spec.when ?? 'running')) return false;
  if (place.kind !== undefined && place.kind !== spec.kind) return false;
  if (spec.table === undefined) return true;
  return (
    place.table !== undefined && (spec.table === place.table || spec.table === `${place.namespace}.${place.table}`)
  );
}

function describe(armed: Armed): Fault {
  const left = armed.left === Number.POSITIVE_INFINITY ? 'forever' : armed.left;
  return { ...armed.spec, id: armed.id, fired: armed.fired, left };
}
