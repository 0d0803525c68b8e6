import { type Difference, NOTHING } from './compare.js';

/** Differences of some cases that have one reason. */
export interface WantedDifference {
  /** First cell of its row in `docs/cli.md`, where the reason stands. */
  readonly title: string;
  readonly expected: readonly ExpectedDifference[];
}

/** What differs. A text stands for itself; an absent member for anything. */
export interface ExpectedDifference extends Pick<Difference, 'aspect'> {
  /** Names of cases; absent: all of them. */
  readonly cases?: readonly string[];
  readonly path?: RegExp;
  readonly official?: string | RegExp;
  readonly ours?: string | RegExp;
}

const NAMES = /^access_tokens\n[\w\n]+$/;
const CONTENT = /^\d+ bytes [0-9a-f]{12}$/;

function exits(official: number, ours: number, ...cases: readonly string[]): ExpectedDifference {
  return { aspect: 'exit', cases, official: String(official), ours: String(ours) };
}

/** The official client prints nothing, ours the names of the tables. */
function names(...cases: readonly string[]): ExpectedDifference {
  return { aspect: 'stdout', cases, official: NOTHING, ours: NAMES };
}

function file(
  official: string | RegExp,
  ours: string | RegExp,
  path: RegExp,
  ...cases: readonly string[]
): ExpectedDifference {
  return { aspect: 'file', cases, path, official, ours };
}

const PART = /^out\/job_[\w-]+\/part-[\w-]+\.jsonl\.gz$/;

/** Everything in which `dap` may differ from the official client. Each entry must be met by some case. */
export const WANTED_DIFFERENCES: readonly WantedDifference[] = [
  {
    title: '`--namespace`',
    expected: [exits(2, 0, 'list without a namespace'), names('list without a namespace')],
  },
  {
    title: 'blanks in `--table a, b`',
    expected: [
      exits(5, 0, 'schema of a list with blanks'),
      file(NOTHING, CONTENT, /^out\/courses_schema_version_\d+\.json$/, 'schema of a list with blanks'),
    ],
  },
  {
    title: 'a table that was never filled',
    expected: [exits(5, 0, 'a table that was never filled')],
  },
  {
    title: 'a failed job',
    expected: [
      exits(5, 0, 'a job that fails once'),
      file(NOTHING, CONTENT, PART, 'a job that fails once'),
      file(NOTHING, CONTENT, PART, 'a job that always fails, among several tables'),
    ],
  },
  {
    title: 'a short or damaged file',
    expected: [
      file('damaged', CONTENT, PART, 'a damaged file', 'a short file'),
      file('damaged', NOTHING, PART, 'a file that stays damaged', 'a file that stays short'),
      exits(0, 5, 'a file that stays damaged', 'a file that stays short'),
    ],
  },
  {
    title: 'files of one name',
    expected: [
      file(/^(damaged|\d+ bytes \w+)$/, NOTHING, /^out\/job_[\w-]+\/part-00000\.csv\.gz$/, 'files of one name'),
      file(NOTHING, CONTENT, /^out\/job_[\w-]+\/part-00000-[\w-]+\.csv\.gz$/, 'files of one name'),
    ],
  },
  {
    title: 'job folder',
    expected: [{ aspect: 'file', path: /^(out|downloads)\/job_[\w-]+\/manifest\.jsonl$/, official: NOTHING }],
  },
  {
    title: 'tracking',
    expected: [exits(5, 0, 'list with an unknown word for tracking'), names('list with an unknown word for tracking')],
  },
  {
    title: 'global options',
    expected: [exits(2, 0, 'list with options after the command'), names('list with options after the command')],
  },
  {
    title: 'a failed login, a refused token',
    expected: ['one 500 at the login', 'one connection lost at the login', 'one valid token refused'].flatMap(
      (name) => [exits(5, 0, name), names(name)],
    ),
  },
  {
    title: 'a broken download, an expired address',
    expected: [
      exits(5, 0, 'a download that breaks off', 'one expired address'),
      file(/^(damaged|0 bytes \w+)$/, CONTENT, PART, 'a download that breaks off', 'one expired address'),
    ],
  },
  {
    title: 'a download that fails',
    expected: [
      file(NOTHING, /./, /^out\/job_[\w-]+\/[\w.-]+\.part$/, 'a file that stays damaged', 'a file that stays short'),
    ],
  },
  {
    title: 'output folder',
    expected: [{ aspect: 'file', path: /^(out|downloads)\/\.dap-since\/[\w.]+\.json$/, official: NOTHING }],
  },
  {
    title: 'output into a pipe',
    expected: [
      { aspect: 'stdout', cases: ['list without --non-interactive'], official: /tables in canvas/, ours: NAMES },
    ],
  },
  { title: 'no command', expected: [exits(0, 2, 'no command')] },
  {
    title: '`--version`',
    expected: [{ aspect: 'stdout', cases: ['version'], official: 'dap <version>', ours: /^\d+\.\d+\.\d+$/ }],
  },
  { title: "`--table ''`", expected: [exits(5, 2, 'schema of a table without a name')] },
];

/** Whether a difference of a case is an expected one. */
export function isExpected(expected: ExpectedDifference, caseName: string, difference: Difference): boolean {
  return (
    expected.aspect === difference.aspect &&
    (expected.cases === undefined || expected.cases.includes(caseName)) &&
    fits(expected.path, difference.path) &&
    fits(expected.official, difference.official) &&
    fits(expected.ours, difference.ours)
  );
}

function fits(wanted: string | RegExp | undefined, found: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? wanted === found : wanted.test(found);
}
