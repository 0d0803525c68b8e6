/** A fenced block of a page. */
export interface MarkdownBlock {
  /** The word after the opening fence. */
  readonly language: string;
  /** With a line feed at its end. */
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** The text between the block before, or the top, and this one. */
  readonly before: string;
  /** The HTML comments right before the block: `<!-- file: a.json -->` is `{ file: 'a.json' }`. */
  readonly notes: Readonly<Record<string, string>>;
}

const FENCE = /^(`{3,})(.*)$/;
const NOTE = /^<!-- (\w+): (.+) -->$/;

/**
 * The fenced blocks of a page, in their order.
 *
 * @throws Error if a block is indented or not closed: such code would not be tested.
 */
export function markdownBlocks(page: string): MarkdownBlock[] {
  const lines = page.split('\n');
  const blocks: MarkdownBlock[] = [];
  let end = -1;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^\s+`{3}|^~{3}|^ {4,}\S|^\t/.test(line))
      throw new Error(`line ${at + 1}: a block that is not fenced at its margin`);
    const [, fence, language] = FENCE.exec(line) ?? [];
    if (fence === undefined || language === undefined) continue;
    const before = lines.slice(end + 1, at).join('\n');
    end = lines.indexOf(fence, at + 1);
    if (end === -1) throw new Error(`line ${at + 1}: the block is not closed`);
    const text = `${lines.slice(at + 1, end).join('\n')}\n`;
    blocks.push({ language, text, line: at + 1, before, notes: notesBefore(lines, at) });
    at = end;
  }
  return blocks;
}

function notesBefore(lines: readonly string[], fence: number): Record<string, string> {
  const notes: Record<string, string> = {};
  for (let at = fence - 1; at >= 0; at -= 1) {
    const [, name, value] = NOTE.exec(lines[at] ?? '') ?? [];
    if (name === undefined || value === undefined) break;
    notes[name] = value;
  }
  return notes;
}
