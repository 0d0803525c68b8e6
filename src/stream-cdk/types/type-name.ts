/** The name of a type where neither title nor stream name has a Latin letter. */
const FALLBACK = 'StreamRecord';

/**
 * The name of the type of a stream's records: the title of its schema, else the stream's name, in PascalCase. Accents
 * are dropped, and a name begins with a letter.
 *
 * @example
 * typeName('employee_benefits', undefined)   // 'EmployeeBenefits'
 * typeName('employees', 'Employee (active)') // 'EmployeeActive'
 */
export function typeName(streamName: string, title: unknown): string {
  return (typeof title === 'string' && pascalCase(title)) || pascalCase(streamName) || FALLBACK;
}

function pascalCase(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  const words = plain.match(/[A-Za-z]+|\d+/g) ?? [];
  const first = words.findIndex((word) => /[A-Za-z]/.test(word));
  if (first === -1) return '';
  const named = words.slice(first).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return named.join('');
}
