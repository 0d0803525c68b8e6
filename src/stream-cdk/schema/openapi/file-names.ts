import { toSnakeCase } from '../../../schema/snake-case.js';

/** Names of devices on Windows, which no file there may have. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/;
/** File systems take 255, of which some are left for a number and an extension. */
const MAX_BYTES = 200;

/**
 * The name of a file for a schema, by the rule of stream names; in a name that no class could have, what is neither a
 * letter nor a digit becomes `_`.
 *
 * @example
 * fileName('EmployeeBenefits') // 'employee_benefits'
 * fileName('Foo.Bar<Baz>')     // 'foo_bar_baz'
 */
export function fileName(name: string): string {
  const snake = toSnakeCase(name.slice(0, MAX_BYTES).toWellFormed().normalize('NFC'));
  const isIdentifier = /^[\p{L}\p{N}\p{M}_]+$/u.test(snake);
  const plain = isIdentifier ? snake : snake.replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '_').replaceAll(/^_|_$/g, '');
  const letters = [...plain];
  while (Buffer.byteLength(letters.join('')) > MAX_BYTES) letters.pop();
  const short = letters.join('');
  if (short === '') return 'schema';
  return DEVICES.test(short) ? `${short}_` : short;
}

/** Gives each schema of a folder a file of its own. */
export class FileNames {
  readonly #taken = new Set<string>();
  /** Names that were taken: what wanted them, and what it got. */
  readonly renamed: (readonly [name: string, file: string])[] = [];

  /** Keeps `file` for someone; false when it is taken. */
  reserve(file: string): boolean {
    if (this.#taken.has(file)) return false;
    this.#taken.add(file);
    return true;
  }

  /** The file for a schema called `name`: {@link fileName}, with a number if that is taken; `label` says whose. */
  take(name: string, label = name): string {
    const wanted = fileName(name);
    if (this.reserve(wanted)) return wanted;
    let number = 2;
    while (!this.reserve(`${wanted}_${number}`)) number += 1;
    this.renamed.push([label, `${wanted}_${number}`]);
    return `${wanted}_${number}`;
  }
}
