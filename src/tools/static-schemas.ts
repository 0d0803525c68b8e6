import { join } from 'node:path';
import { staticFiles } from './static-schemas/static-files.js';
import { compareFiles, writeFiles } from './static-schemas/sync-files.js';

/*
 * Writes the static schema files of the connector, `schemas/` and `shared/`, from the column facts.
 * With `--check` writes nothing and exits with 1 when a file differs.
 */
const root = join(import.meta.dirname, '../..');
const args = process.argv.slice(2);

if (args.some((arg) => arg !== '--check')) {
  process.stderr.write('Usage: static-schemas [--check]\n');
  process.exitCode = 2;
} else {
  const files = staticFiles();
  const { outdated, unexpected } = compareFiles(root, files);
  const check = args.includes('--check');
  if (!check) writeFiles(root, files, outdated);
  for (const path of outdated) process.stdout.write(`${check ? 'differs' : 'written'}: ${path}\n`);
  for (const path of unexpected) process.stdout.write(`not generated, remove it by hand: ${path}\n`);
  process.stdout.write(`${files.size} schema files, ${outdated.length} ${check ? 'differ' : 'written'}.\n`);
  if (unexpected.length > 0 || (check && outdated.length > 0)) process.exitCode = 1;
}
