import { CodedError } from '../../errors.js';
import { reasonWithout, SUITE_RUNS, type SuiteRun } from '../assertions/rule-needs.js';
import type { AcceptanceOptions } from './acceptance-options.js';
import { ACCEPTANCE_RULES, type AcceptanceRule, findRule } from './rules.js';

/** A failed command must not go unseen: this rule is always reported. */
const ALWAYS_REPORTED = '59';

const ALL_RUNS = Object.keys(SUITE_RUNS) as readonly SuiteRun[];

/** The run on which each run builds. What is to be read is known from discover, unless a catalog is given. */
const BUILDS_ON: Readonly<Partial<Record<SuiteRun, SuiteRun>>> = {
  first: 'discover',
  full: 'discover',
  invalidRead: 'discover',
  resumed: 'first',
  verbose: 'first',
  future: 'first',
  second: 'first',
};

/** Which rules are chosen, and what has to be run so that they can be judged. */
export class Selection {
  readonly #options: AcceptanceOptions;
  readonly #chosen: ReadonlySet<string>;
  readonly #runs = new Set<SuiteRun>();

  /**
   * @param options - `only` names rules by number or name; all are chosen without it
   * @throws CodedError `TOOL_INPUT` for a rule that does not exist.
   */
  constructor(options: AcceptanceOptions) {
    this.#options = options;
    const rules = options.only === undefined ? ACCEPTANCE_RULES : options.only.map(existingRule);
    this.#chosen = new Set(rules.map(({ id }) => id));
    for (const rule of rules) {
      if (this.obstacle(rule) !== undefined) continue;
      for (const run of rule.runs === 'all' ? ALL_RUNS : rule.runs) this.#add(run);
    }
  }

  /** Whether the rule was asked for. */
  isChosen(id: string): boolean {
    return this.#chosen.has(id);
  }

  /** Whether the rule is part of the report. */
  isReported(id: string): boolean {
    return this.isChosen(id) || id === ALWAYS_REPORTED;
  }

  /** Why a rule cannot be judged, whatever is run. */
  obstacle({ unavailable, requires }: AcceptanceRule): string | undefined {
    if (unavailable !== undefined || requires === undefined) return unavailable;
    const given = this.#options[requires];
    return given === undefined || given === false ? reasonWithout(requires) : undefined;
  }

  /** Whether something has to be run, for a chosen rule or for a run that builds on it. */
  needs(run: SuiteRun): boolean {
    return this.#runs.has(run);
  }

  #add(run: SuiteRun): void {
    this.#runs.add(run);
    const base = BUILDS_ON[run];
    const isKnown = base === 'discover' && this.#options.catalog !== undefined;
    if (base !== undefined && !isKnown) this.#add(base);
  }
}

function existingRule(idOrName: string): AcceptanceRule {
  const rule = findRule(idOrName);
  if (rule !== undefined) return rule;
  throw new CodedError('TOOL_INPUT', { message: `There is no acceptance rule ${idOrName}.` });
}
