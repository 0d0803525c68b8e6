import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULE_OPTIONS, type RuleOption, SUITE_RUNS } from '../assertions/rule-needs.js';
import { ACCEPTANCE_RULES, type AcceptanceRule } from './rules.js';

const page = readFileSync(new URL('../../../docs/acceptance-suite.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| '));

function ruleRow(rule: AcceptanceRule): string {
  const { id, name, title, isAdvisory, unavailable } = rule;
  const remark = isAdvisory === true ? ' (warning)' : unavailable === undefined ? '' : ' (never judged)';
  return `| ${id} | \`${name}\` | ${title}${remark} | ${needsOf(rule)} |`;
}

function needsOf({ runs, requires, uses = [] }: AcceptanceRule): string {
  const looked = runs === 'all' ? ['every run'] : runs.map((run) => SUITE_RUNS[run]);
  const parts = [
    ...(looked.length === 0 ? [] : [looked.join(', ')]),
    ...(requires === undefined ? [] : [`needs ${flags([requires])}`]),
    ...(uses.length === 0 ? [] : [`uses ${flags(uses)}`]),
  ];
  return parts.join('; ') || 'nothing';
}

function flags(options: readonly RuleOption[]): string {
  return options.map((option) => `\`${RULE_OPTIONS[option]}\``).join(', ');
}

test('the page lists every rule by number, name and title, with what it needs', () => {
  expect(rows.filter((row) => /^\| \d+ \| `/.test(row))).toEqual(ACCEPTANCE_RULES.map(ruleRow));
});

test('the page lists with each option the rules that need or use it', () => {
  const listed = Object.fromEntries(
    rows.flatMap((row) => {
      const [, flag = '', ids = ''] = /^\| `(--[\w-]+)[^|]*\|[^|]*\| ([\d, ]+) \|$/.exec(row) ?? [];
      return flag === '' ? [] : [[flag, ids]];
    }),
  );
  const expected = Object.entries(RULE_OPTIONS).map(([option, flag]) => {
    const using = ACCEPTANCE_RULES.filter(({ requires, uses = [] }) =>
      [requires, ...uses].includes(option as RuleOption),
    );
    return [flag, using.map(({ id }) => id).join(', ')];
  });
  expect(listed).toEqual(Object.fromEntries(expected));
});

test('rules are numbered without a gap, and their names are unique words in kebab case', () => {
  expect(ACCEPTANCE_RULES.map(({ id }) => Number(id))).toEqual(ACCEPTANCE_RULES.map((_, index) => index + 1));
  const names = ACCEPTANCE_RULES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
});

test('a rule that can be judged looks at a run or needs something of the user', () => {
  const idle = ACCEPTANCE_RULES.filter(({ runs, requires, unavailable }) => {
    return unavailable === undefined && runs.length === 0 && requires === undefined;
  });
  expect(idle).toEqual([]);
});
