import { markerOf } from '../../dap/index.js';
import type { CellForm, LoadFormat, TextForm } from '../contract/cell-form.js';
import type { SqlColumn } from '../contract/design.js';
import { type ByteCheck, SURPRISE } from './ascii.js';
import { plainArrayCheck } from './checks/arrays.js';
import { enumCheck } from './checks/enums.js';
import { dateCheck, instantCheck, timeCheck } from './checks/instants.js';
import { jsonCheck } from './checks/json.js';
import { decimalCheck, floatCheck, integerCheck } from './checks/numbers.js';
import { copiedSigns, readableSigns, textCheck, type WatchedTexts } from './checks/texts.js';
import { checkBoolean, checkIpv4, checkUuid } from './checks/words.js';
import { itemsHoldNul } from './convert/cell.js';
import {
  instantWriter,
  type WriteCell,
  writeBooleanDigit,
  writeInBraces,
  writeQuoted,
  writeUuidDigits,
} from './write-cell.js';

/** The fast roads of a cell, which look at bytes only. */
export interface FastRoads {
  /** Where the cell ends if it may stay as it is. */
  readonly check: ByteCheck;
  /** Where the cell ends if `write` can write it. */
  readonly accept?: ByteCheck;
  readonly write?: WriteCell;
}

const NEVER: ByteCheck = () => SURPRISE;
const MANY_DIGITS = 30;

/** The fast roads of a column. What they do not take is converted as a text: see `convert/cell.ts`. */
export function fastRoads({ form, column }: SqlColumn, format: LoadFormat, careful: boolean): FastRoads {
  switch (form.kind) {
    case 'text':
      return textRoads(form, format, watchedTexts(column.oversizeMarkers ?? []));
    case 'json':
      return careful ? { check: NEVER } : jsonRoads(format, form.holdsNul);
    case 'array':
      if (form.write === 'braces') return bracesRoads(form.items, column.oversizeMarkers ?? []);
      return careful ? { check: NEVER } : jsonRoads(format, itemsHoldNul(form.items));
    case 'timestamp':
      return instantRoads(form);
    case 'boolean':
      if (form.write === 'word') return { check: checkBoolean };
      return { check: NEVER, accept: checkBoolean, write: writeBooleanDigit };
    case 'uuid':
      if (form.write === 'text') return { check: checkUuid };
      return { check: NEVER, accept: checkUuid, write: writeUuidDigits };
    default:
      return { check: simpleCheck(form) };
  }
}

function simpleCheck(form: CellForm): ByteCheck {
  switch (form.kind) {
    case 'integer':
      return integerCheck(form.minimum, form.maximum);
    case 'float':
      return floatCheck(form.bits);
    case 'decimal':
      return decimalCheck(form);
    case 'date':
      return dateCheck(form.minYear, form.maxYear);
    case 'time':
      return timeCheck();
    case 'enum':
      return enumCheck(form.values);
    case 'ip':
      return form.write === 'text' && form.versions !== 'v6' ? checkIpv4 : NEVER;
    default:
      return NEVER;
  }
}

function instantRoads({ write, digits, minYear, maxYear }: CellForm & { readonly kind: 'timestamp' }): FastRoads {
  return {
    check: write === 'iso' ? instantCheck(minYear, maxYear, digits) : NEVER,
    accept: instantCheck(minYear, maxYear, MANY_DIGITS),
    write: instantWriter(digits, write === 'plain'),
  };
}

function textRoads(form: TextForm, format: LoadFormat, watched: WatchedTexts): FastRoads {
  const isCsv = format === 'csv';
  const check = textCheck(form, copiedSigns(format, form.holdsNul), watched, !isCsv);
  if (!isCsv) return { check };
  return { check, accept: textCheck(form, readableSigns(form.holdsNul), watched, true), write: writeQuoted };
}

function jsonRoads(format: LoadFormat, holdsNul: boolean): FastRoads {
  const check = jsonCheck(copiedSigns(format, false), holdsNul);
  if (format !== 'csv') return { check };
  return { check, accept: jsonCheck(readableSigns(false), holdsNul), write: writeQuoted };
}

/** Markers that do not begin like DAP's own would not be noticed. */
function bracesRoads(items: CellForm, oversizeMarkers: readonly string[]): FastRoads {
  const accept = oversizeMarkers.every((text) => text.startsWith('_')) ? plainArrayCheck(items) : undefined;
  return accept === undefined ? { check: NEVER } : { check: NEVER, accept, write: writeInBraces };
}

const KNOWN_MARKERS = ['__dap_oversized_truncated__', '__cd2_oversized_truncated__', '__dap_unspecified__'];

function watchedTexts(oversizeMarkers: readonly string[]): WatchedTexts {
  const texts = [...KNOWN_MARKERS.filter((text) => markerOf(text) !== undefined), ...oversizeMarkers];
  const firstBytes = new Uint8Array(256);
  for (const text of texts) firstBytes[Buffer.from(text)[0] ?? 0] = 1;
  return { firstBytes, maxBytes: Math.max(...texts.map((text) => 2 * Buffer.byteLength(text))) };
}
