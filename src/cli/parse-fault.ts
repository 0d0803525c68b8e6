import type { FaultName, FaultSpec } from '../emulator/index.js';

const NUMBERS: ReadonlySet<string> = new Set(['times', 'skip', 'after', 'seconds', 'status', 'percent', 'ms', 'says']);
const TEXTS: ReadonlySet<string> = new Set([
  'table',
  'on',
  'retryAfter',
  'when',
  'type',
  'message',
  'as',
  'kind',
  'action',
]);

/**
 * Reads a fault of the command line: its name, then `=` and either how often it happens or its settings.
 *
 * @returns the fault, or a sentence that says what is wrong.
 * @example
 * parseFault('api500=2') // { name: 'api500', times: 2 }
 * parseFault('objectCut=after:1000,table:canvas.users') // { name: 'objectCut', after: 1000, table: 'canvas.users' }
 */
export function parseFault(text: string): FaultSpec | string {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  if (value === '') return { name: name as FaultName };
  if (/^(\d+|forever)$/.test(value)) return { name: name as FaultName, times: times(value) };
  const settings: Record<string, string | number> = {};
  for (const part of value.split(',')) {
    const [key = '', setting = ''] = part.split(/:(.*)/s);
    if (key === 'times' && setting === 'forever') settings[key] = setting;
    else if (NUMBERS.has(key) && /^\d+$/.test(setting)) settings[key] = Number(setting);
    else if (TEXTS.has(key) && setting !== '') settings[key] = setting;
    else return `${part} is not a setting of a fault; write name=times or name=setting:value,...`;
  }
  return { ...settings, name: name as FaultName };
}

function times(text: string): number | 'forever' {
  return text === 'forever' ? text : Number(text);
}
