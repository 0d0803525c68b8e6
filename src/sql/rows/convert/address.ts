import { isIPv4, isIPv6 } from 'node:net';
import type { CellForm } from '../../contract/cell-form.js';
import type { ColumnRules } from '../rules.js';

const UUID = /^\{?([\da-f]{8})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{12})\}?$/i;

/** A UUID with dashes, or as 32 digits. */
export function convertUuid(
  text: string,
  { write }: CellForm & { readonly kind: 'uuid' },
  rules: ColumnRules,
): string | null {
  const match = UUID.exec(text);
  if (match === null) return rules.drop('wrong-type');
  return match.slice(1).join(write === 'hex' ? '' : '-');
}

/** An address of the internet without a mask or a zone. */
export function convertIp(
  text: string,
  { versions, write }: CellForm & { readonly kind: 'ip' },
  rules: ColumnRules,
): string | null {
  if (isIPv4(text)) {
    if (versions === 'v6') return rules.drop('wrong-type');
    return write === 'hex' ? `${hexOfIpv4(text)}${'0'.repeat(24)}` : text;
  }
  // A zone names an interface of one machine.
  if (!isIPv6(text) || text.includes('%') || versions === 'v4') return rules.drop('wrong-type');
  return write === 'hex' ? hexOfIpv6(text) : text;
}

function hexOfIpv4(text: string): string {
  return text
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('');
}

function hexOfIpv6(text: string): string {
  const plain = text.replace(/[\d.]+$/, (tail) =>
    tail.includes('.') ? hexOfIpv4(tail).replace(/^.{4}/, '$&:') : tail,
  );
  const [head = '', tail] = plain.split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => '0000');
  return [...first, ...zeros, ...last].join('');
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':').map((group) => group.padStart(4, '0'));
}
