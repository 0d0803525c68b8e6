import { describe, expect, test } from 'vitest';
import type { CellForm } from '../contract/cell-form.js';
import { rewriteCell } from './rewrite-cell.test-helper.js';

const NULL = '\\N';
const UUID = '00000000-0004-0018-0000-00000000000f';
const WORD: CellForm = { kind: 'boolean', write: 'word' };
const DIGIT: CellForm = { kind: 'boolean', write: 'digit' };
const UUID_TEXT: CellForm = { kind: 'uuid', write: 'text' };
const UUID_HEX: CellForm = { kind: 'uuid', write: 'hex' };
const IP: CellForm = { kind: 'ip', versions: 'both', write: 'text' };
const IPV4: CellForm = { kind: 'ip', versions: 'v4', write: 'text' };
const IPV6: CellForm = { kind: 'ip', versions: 'v6', write: 'text' };
const IP_HEX: CellForm = { kind: 'ip', versions: 'both', write: 'hex' };
const STATE: CellForm = { kind: 'enum', values: ['a', 'a b', 'a\\b', 'é', '', '__dap_unspecified__'] };
const CLOSED: CellForm = { kind: 'enum', values: ['a-b', 'a_b', 'A_b'] };

type Case = [form: CellForm, cell: string, written: string, faults?: string];

describe('booleans, UUIDs, addresses and enumerations', () => {
  test.each<Case>([
    [WORD, 'true', 'true'],
    [WORD, 'false', 'false'],
    [WORD, 'TRUE', 'true'],
    [WORD, '1', 'true'],
    [WORD, 'tru', NULL, 'wrong-type 1'],
    [WORD, 'truely', NULL, 'wrong-type 1'],
    [DIGIT, 'true', '1'],
    [DIGIT, 'false', '0'],
    [DIGIT, 'f', '0'],
    [DIGIT, 'maybe', NULL, 'wrong-type 1'],
    [UUID_TEXT, UUID, UUID],
    [UUID_TEXT, UUID.toUpperCase(), UUID.toUpperCase()],
    [UUID_TEXT, UUID.replaceAll('-', ''), UUID],
    [UUID_TEXT, `{${UUID}}`, UUID],
    [UUID_TEXT, UUID.replace('f', 'g'), NULL, 'wrong-type 1'],
    [UUID_TEXT, `${UUID}0`, NULL, 'wrong-type 1'],
    [UUID_HEX, UUID, UUID.replaceAll('-', '')],
    [UUID_HEX, `{${UUID}}`, UUID.replaceAll('-', '')],
    [IP, '10.1.1.38', '10.1.1.38'],
    [IP, '255.255.255.255', '255.255.255.255'],
    [IP, '256.1.1.1', NULL, 'wrong-type 1'],
    [IP, '10.1.1', NULL, 'wrong-type 1'],
    [IP, '10.1.1.038', NULL, 'wrong-type 1'],
    [IP, '10.0.0.0/8', NULL, 'wrong-type 1'],
    [IP, '2001:db8::1', '2001:db8::1'],
    [IP, 'fe80::1%eth0', NULL, 'wrong-type 1'],
    [IP, 'unknown', NULL, 'wrong-type 1'],
    [IPV4, '2001:db8::1', NULL, 'wrong-type 1'],
    [IPV6, '10.1.1.38', NULL, 'wrong-type 1'],
    [IPV6, '::', '::'],
    [IP_HEX, '10.1.1.38', '0a010126000000000000000000000000'],
    [IP_HEX, '2001:db8::1', '20010db8000000000000000000000001'],
    [IP_HEX, '::', '00000000000000000000000000000000'],
    [IP_HEX, '::ffff:10.1.1.38', '00000000000000000000ffff0a010126'],
    [IP_HEX, '1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    [STATE, 'a', 'a'],
    [STATE, 'a b', 'a b'],
    [STATE, 'a\\\\b', 'a\\\\b'],
    [STATE, 'é', 'é'],
    [STATE, '', ''],
    [STATE, '__dap_unspecified__', '__dap_unspecified__', 'unspecified 1'],
    [STATE, 'b', '__dap_unspecified__', 'unknown-enum 1'],
    [CLOSED, 'a-b', 'a-b'],
    [CLOSED, 'A_b', 'A_b'],
    [CLOSED, 'A-b', NULL, 'unknown-enum 1'],
    [CLOSED, 'a_b ', NULL, 'unknown-enum 1'],
    [CLOSED, '__dap_oversized_truncated__', NULL, 'unknown-enum 1, oversized 1'],
  ])('%o: %s becomes %s', (form, cell, written, faults = '') => {
    expect(rewriteCell({ form, cell })).toEqual({ cell: written, faults });
  });
});
