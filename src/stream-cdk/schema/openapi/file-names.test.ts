import { expect, test } from 'vitest';
import { FileNames, fileName } from './file-names.js';

test.each([
  ['EmployeeBenefits', 'employee_benefits'],
  ['HTTPStream', 'http_stream'],
  ['Snake_Case', 'snake__case'],
  ['checkout.session', 'checkout_session'],
  ['Foo.Bar<Baz>', 'foo_bar_baz'],
  ['io.k8s.api.v1.Pod', 'io_k8s_api_v1_pod'],
  ['Größe', 'größe'],
  ['日本', '日本'],
  ['Con', 'con_'],
  ['LPT1', 'lpt1_'],
  ['_', '_'],
  ['../..', 'schema'],
  ['', 'schema'],
  ['\ud800x', 'x'],
  ['日'.repeat(100), '日'.repeat(66)],
])('a schema called %j is in the file %s', (name, file) => {
  expect(fileName(name)).toBe(file);
});

test('a name that is taken gets a number', () => {
  const names = new FileNames();
  expect(names.reserve('a_2')).toBe(true);
  expect(['a', 'A', 'a'].map((name) => names.take(name))).toEqual(['a', 'a_3', 'a_4']);
  expect(names.reserve('a')).toBe(false);
  expect(names.renamed).toEqual([
    ['A', 'a_3'],
    ['a', 'a_4'],
  ]);
});
