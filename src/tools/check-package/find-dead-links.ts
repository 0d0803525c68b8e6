import { posix } from 'node:path';

/** A Markdown page of a package: its path in the package and its text. */
export interface PackedPage {
  readonly path: string;
  readonly text: string;
}

const LINK = /\]\((?![a-z]+:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
const FENCED = /^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm;

/** Relative links of the packed pages that lead to neither a packed file nor a folder of packed files. */
export function findDeadLinks(pages: readonly PackedPage[], packed: readonly string[]): readonly string[] {
  return pages.flatMap(({ path, text }) =>
    [...text.replaceAll(FENCED, '').matchAll(LINK)]
      .map(([, link = '']) => ({ link, target: posix.join(posix.dirname(path), link).replace(/\/$/, '') }))
      .filter(({ target }) => !packed.some((file) => file === target || file.startsWith(`${target}/`)))
      .map(({ link }) => `${path} links to ${link}, which is not in the package.`),
  );
}
