import type { SecretMask } from './secret-mask.js';

/** Longest text that is shown. Longer ones are server answers or data, which nobody reads in full. */
const MAX_LENGTH = 65_536;

/** A text as people may see it: masked, and of a bounded length. Masked first, or a cut could halve a secret and show it. */
export function textForPeople(text: string, mask: SecretMask): string {
  const masked = mask.apply(text);
  if (masked.length <= MAX_LENGTH) return masked;
  // The cut may fall between the halves of one character.
  const shown = masked.slice(0, MAX_LENGTH).replace(/[\ud800-\udbff]$/, '');
  return `${shown} … (cut: ${masked.length - shown.length} more characters)`;
}
