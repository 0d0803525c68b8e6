import picomatch from 'picomatch';

/**
 * Makes the filter that `.dockerignore` stands for: true for paths that belong to the build context. Of several
 * patterns that meet a path or a folder above it, the last decides; `!` takes it in again.
 *
 * @example
 * createContextFilter('*\n!src\n**\/*.test.ts')('src/a.test.ts') // false
 */
export function createContextFilter(patterns: string): (path: string) => boolean {
  const rules = patterns
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      takesIn: line.startsWith('!'),
      matches: picomatch(line.replace(/^!/, '').replace(/^\/|\/$/g, ''), { dot: true }),
    }));
  return (path) => {
    const chain = foldersAndSelf(path);
    const decisive = rules.findLast(({ matches }) => chain.some((part) => matches(part)));
    return decisive?.takesIn ?? true;
  };
}

function foldersAndSelf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
