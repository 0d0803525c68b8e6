import { expect, it } from 'vitest';
import { CodedError } from '../../errors.js';
import { findTables } from './find-tables.js';
import { selectTables } from './select-tables.js';

const OFFERED: Readonly<Record<string, readonly string[]>> = { canvas: ['users', 'courses'], catalog: ['carts'] };

async function find(text: string) {
  const asked: string[] = [];
  const source = {
    getTables: async (namespace: string) => {
      asked.push(namespace);
      const tables = OFFERED[namespace];
      if (tables === undefined) throw new CodedError('DAP_NOT_FOUND', { message: `There is no ${namespace}.` });
      return tables;
    },
  };
  const { tables, warnings, refused } = await findTables(
    source,
    selectTables(text, 'canvas', 'x_{namespace}'),
    new AbortController().signal,
  );
  return { names: tables.map(({ table, schema }) => `${schema}.${table}`), warnings, refused, asked };
}

it('finds the tables of all namespaces; one of a wildcard that the account lacks is left out with a note', async () => {
  const { names, warnings, refused } = await find('*.*');
  expect(names).toEqual(['x_canvas.users', 'x_canvas.courses', 'x_catalog.carts']);
  expect(warnings).toEqual([
    'The account has no namespace canvas_logs: it is left out.',
    'The account has no namespace new_quizzes: it is left out.',
  ]);
  expect(refused).toBeUndefined();
});

it('names are not looked up', async () => {
  expect(await find('users,catalog.later')).toMatchObject({ names: ['x_canvas.users', 'x_catalog.later'], asked: [] });
});

it('a namespace that is named and lacked is a failure, and the tables of the others are found', async () => {
  const { names, refused } = await find('canvas.users,new_quizzes.*');
  expect(names).toEqual(['x_canvas.users']);
  expect(refused).toMatchObject({ code: 'DAP_NOT_FOUND', message: 'There is no new_quizzes.' });
  await expect(find('new_quizzes.*')).rejects.toMatchObject({ message: 'There is no new_quizzes.' });
});

it('a pattern without a table is a warning beside others, and a failure alone', async () => {
  expect((await find('canvas.z*,catalog.*')).warnings).toEqual(['No table of canvas matches the pattern at present.']);
  await expect(find('canvas.z*')).rejects.toMatchObject({ code: 'DAP_NOT_FOUND', message: /matches "canvas\.z\*"/ });
});

it('what concerns all namespaces is thrown', async () => {
  const source = {
    getTables: async () => {
      throw new CodedError('DAP_AUTHENTICATION', { message: 'No.' });
    },
  };
  const found = findTables(source, selectTables('*.*', 'canvas'), new AbortController().signal);
  await expect(found).rejects.toMatchObject({ code: 'DAP_AUTHENTICATION' });
});
