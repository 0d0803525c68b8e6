import { expect, it } from 'vitest';
import { chooseConnection } from './choose-connection.js';

const FLAG = { connectionString: 'postgresql://flag' };
const FILE = { fileConnectionString: 'postgresql://file' };
const PARTS = { DAP_DATABASE_HOST: 'db.test' };

it('the option wins over the variables of the parts, these over the settings file', () => {
  expect(chooseConnection({ ...FLAG, ...FILE }, PARTS)).toBe('postgresql://flag');
  expect(chooseConnection(FILE, PARTS)).toBeUndefined();
  expect(chooseConnection(FILE, { DAP_DATABASE_HOST: '' })).toBe('postgresql://file');
  expect(chooseConnection({}, {})).toBeUndefined();
});

it('a variable that the settings file names and that is not set is no reason to take another database', () => {
  const unset = { unsetConnectionVariable: 'CANVAS_DB' };
  expect(() => chooseConnection(unset, {})).toThrow(/from the variable CANVAS_DB, which is not set/);
  expect(chooseConnection({ ...unset, ...FLAG }, {})).toBe('postgresql://flag');
});
