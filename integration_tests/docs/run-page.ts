import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type MarkdownBlock, markdownBlocks } from './markdown-blocks.js';
import { CHECKOUT, type Ended, PageHome } from './page-home.js';

/** What a page needs beside its blocks. */
export interface PageOptions {
  /** A folder of the checkout; the shell starts in a copy of it. */
  readonly folder?: string;
  /** Puts what is there in the place of what the reader has, such as the address of a server. */
  readonly adapt?: (text: string, block: MarkdownBlock) => string;
  /** Why a block cannot be executed on this machine; undefined if it can. */
  readonly missing?: (block: MarkdownBlock) => string | undefined;
  /** Runs the statements of a block and gives the rows of the last one, a line each. */
  readonly runSql?: (block: MarkdownBlock, home: PageHome) => Promise<readonly string[]>;
}

/**
 * Turns a page into tests: its blocks are executed from top to bottom, in one project.
 *
 * - Any block after `<!-- file: path -->` is written there, below the current directory of the shell; the text before it
 *   names the file, because readers do not see the note. TypeScript of the page's own project is compiled; a later block
 *   must use it.
 * - Any other `ts` is a module, run by Node. Each line that ends in `// → text` prints that text; nothing else is printed.
 * - `sh` is run by bash; `<!-- exit: 1 -->` is its exit code if not 0, `<!-- background: yes -->` keeps it running.
 * - `sql` is run by `options.runSql`.
 * - `text` and `json` right after one of these are its output: whole lines in their order, `...` for omissions; the same
 *   JSON value.
 *
 * At the end all TypeScript of the page is compiled with the strictest settings. Any other block fails.
 *
 * @returns a function that returns the home of the page, for further tests of its results
 */
export function testPage(path: string, options: PageOptions = {}): () => PageHome {
  const { folder, adapt = (text) => text, missing = () => undefined } = options;
  const blocks = markdownBlocks(readFileSync(join(CHECKOUT, path), 'utf8'));
  let executed = 0;
  let home: PageHome;
  let shown: Ended | undefined;
  let leftOut: string | undefined;
  beforeAll(async () => {
    home = await PageHome.create();
    if (folder !== undefined) await home.enterCopy(folder);
  });
  afterAll(async () => await home.remove());

  for (const [index, printed] of blocks.entries()) {
    test(`${path}:${printed.line} ${printed.notes['file'] ?? printed.language}`, async ({ skip }) => {
      executed += 1;
      // What is left out has no output to show.
      leftOut = missing(printed) ?? (isOutput(printed) ? leftOut : undefined);
      if (leftOut !== undefined) skip(leftOut);
      const block = { ...printed, text: adapt(printed.text, printed) };
      const later = blocks.slice(index + 1);
      if (block.notes['file'] !== undefined) await layDown(block, block.notes['file'], later, home);
      if (block.language === 'sql') shown = await runSql(block, home, options);
      else shown = await execute(block, home, shown, isOutput(later[0]));
    });
  }

  test(`${path}: every block was executed`, () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(executed).toBe(blocks.length);
  });

  if (blocks.some((block) => isModule(block))) {
    test(`${path}: its TypeScript compiles`, async () => {
      expect(await home.typeErrors()).toBe('');
    });
  }
  return () => home;
}

/** A module of the page's own project. Files of a connector that the page scaffolds are compiled by its own scripts. */
function isModule({ language, notes }: MarkdownBlock): boolean {
  return language === 'ts' && notes['file'] === undefined;
}

function isOutput(block: MarkdownBlock | undefined): boolean {
  return block !== undefined && ['text', 'json'].includes(block.language) && block.notes['file'] === undefined;
}

async function layDown(
  block: MarkdownBlock,
  file: string,
  later: readonly MarkdownBlock[],
  home: PageHome,
): Promise<void> {
  expectForm(file, block.text);
  // Readers do not see the note.
  expect(block.before).toContain(`\`${file}\``);
  if (file.endsWith('.ts') && home.isAtHome) {
    const compiled = file.replace(/\.ts$/, '.js');
    expect(
      later.some(({ text }) => text.includes(compiled)),
      `No block uses ${file}.`,
    ).toBe(true);
  }
  await home.write(file, block.text);
}

/** Executes a block; returns its output if the next block shows it. */
async function execute(
  block: MarkdownBlock,
  home: PageHome,
  shown: Ended | undefined,
  isShown: boolean,
): Promise<Ended | undefined> {
  if (block.notes['file'] !== undefined) return undefined;
  switch (block.language) {
    case 'ts':
      await home.write(`block-${block.line}.ts`, block.text);
      return await runModule(`block-${block.line}.ts`, block.text, home, isShown);
    case 'sh':
      return await runShell(block, home);
    case 'text':
      expectLines(shown?.stdout, block.text);
      return undefined;
    case 'json':
      expect(JSON.parse(shown?.stdout ?? '')).toEqual(JSON.parse(block.text));
      return undefined;
    default:
      throw new Error(`A block of the kind "${block.language}" cannot be executed.`);
  }
}

async function runSql(block: MarkdownBlock, home: PageHome, options: PageOptions): Promise<Ended> {
  if (options.runSql === undefined) throw new Error('Nothing runs the SQL of this page.');
  const lines = await options.runSql(block, home);
  return { code: 0, stdout: lines.map((line) => `${line}\n`).join(''), stderr: '' };
}

function expectForm(file: string, text: string): void {
  if (file.endsWith('.json')) JSON.parse(text);
  if (file.endsWith('.jsonl')) for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  if (/\.ya?ml$/.test(file)) parse(text);
}

async function runModule(path: string, text: string, home: PageHome, isShown: boolean): Promise<Ended> {
  const promised = [...text.matchAll(/\/\/ → (.*)$/gm)].map(([, value]) => value);
  const ended = await home.node(path.replace(/\.ts$/, '.js'));
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  if (!isShown || promised.length > 0) expect(ended.stdout.split('\n').slice(0, -1)).toEqual(promised);
  return ended;
}

async function runShell(block: MarkdownBlock, home: PageHome): Promise<Ended | undefined> {
  if (block.notes['background'] !== undefined) {
    await home.background(block.text);
    return undefined;
  }
  const ended = await home.shell(block.text);
  expect(ended, `${ended.stdout}\n${ended.stderr}`).toMatchObject({ code: Number(block.notes['exit'] ?? 0) });
  return ended;
}

/** `...` alone in a line matches any lines, elsewhere any characters of its line. */
function expectLines(output: string | undefined, wanted: string): void {
  expect(output, 'There is no output to show here.').toBeDefined();
  const literally = (line: string) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\.\\.\\.', '.*');
  const pattern = wanted
    .trimEnd()
    .split('\n')
    .map((line) => (line === '...' ? '(?:.*\n)*' : `${literally(line)}\\s*\n`));
  expect(output).toMatch(new RegExp(`^${pattern.join('')}$`));
}
