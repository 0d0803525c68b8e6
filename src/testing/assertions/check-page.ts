import { isJsonObject } from '../../util/json.js';
import { propertiesOf } from './schema-walk.js';

type Schema = Readonly<Record<string, unknown>>;

/** In this order, as Airbyte's pages have them; others may stand between. */
const SECTIONS = ['Prerequisites', 'Setup guide', 'Supported sync modes', 'Supported streams', 'Changelog'];

const CREDENTIALS = /account|auth|credential|access|key|token/i;

interface Section {
  readonly level: number;
  readonly title: string;
  text: string;
}

/**
 * Checks the page of a connector for its users: one title, the sections in their order, no level of headings left out,
 * and every required setting named under "Prerequisites". Source of the rules: Airbyte's acceptance tests for documentation.
 */
export function checkPage(markdown: string, connectionSpecification: Schema): string[] {
  const sections = sectionsOf(markdown);
  return [...checkLevels(sections), ...checkOrder(sections), ...checkPrerequisites(sections, connectionSpecification)];
}

/** Lines in fenced code are not headings. */
function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [];
  let fence: string | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence)))
      fence = fence === undefined ? mark : undefined;
    const heading = fence === undefined ? /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line) : null;
    const last = sections.at(-1);
    if (heading !== null) sections.push({ level: heading[1]?.length ?? 1, title: heading[2] ?? '', text: '' });
    else if (last !== undefined) last.text += `${line}\n`;
  }
  return sections;
}

function checkLevels(sections: readonly Section[]): string[] {
  const titles = sections.filter(({ level }) => level === 1).length;
  const isTitled = titles === 1 && sections[0]?.level === 1;
  const jumps = sections.filter(({ level }, index) => index > 0 && level > (sections[index - 1]?.level ?? 0) + 1);
  return [
    ...(isTitled ? [] : ['the page does not begin with its one title']),
    ...jumps.map(({ title }) => `heading "${title}" leaves out a level`),
  ];
}

function checkOrder(sections: readonly Section[]): string[] {
  const titles = sections.map(({ title }) => title.toLowerCase());
  const missing = SECTIONS.filter((section) => !titles.includes(section.toLowerCase()));
  if (missing.length > 0) return missing.map((section) => `heading "${section}" is missing`);
  const places = SECTIONS.map((section) => titles.indexOf(section.toLowerCase()));
  const isOrdered = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  return isOrdered ? [] : [`the headings are not in the order ${SECTIONS.join(', ')}`];
}

function checkPrerequisites(sections: readonly Section[], specification: Schema): string[] {
  const text = textUnder(sections, 'prerequisites');
  if (text === undefined) return [];
  const required = Array.isArray(specification['required']) ? specification['required'].map(String) : [];
  return required
    .filter((name) => !isNamed(name, propertiesOf(specification)[name], text))
    .map((name) => `"Prerequisites" does not name the required setting ${name}`);
}

/** With the text of the sections below it. */
function textUnder(sections: readonly Section[], title: string): string | undefined {
  const start = sections.findIndex((section) => section.title.toLowerCase() === title);
  const level = sections[start]?.level;
  if (level === undefined) return undefined;
  const length = sections.slice(start + 1).findIndex((section) => section.level <= level);
  const end = length === -1 ? sections.length : start + 1 + length;
  return sections
    .slice(start, end)
    .map((section) => `${section.title}\n${section.text}`)
    .join('\n')
    .toLowerCase();
}

function isNamed(name: string, field: unknown, text: string): boolean {
  if (name === 'credentials') return CREDENTIALS.test(text);
  const title = isJsonObject(field) && typeof field['title'] === 'string' ? field['title'] : name;
  return [name, title, name.replaceAll('_', ' ')].some((word) => text.includes(word.toLowerCase()));
}
