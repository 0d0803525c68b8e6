import { expect, test } from 'vitest';
import { typeName } from './type-name.js';

test.each([
  ['employee_benefits', undefined, 'EmployeeBenefits'],
  ['employees', 'Employee', 'Employee'],
  ['employees', 'Employee (active)', 'EmployeeActive'],
  ['employees', 'employee of the-month', 'EmployeeOfTheMonth'],
  ['employees', 'Angestellte/Büro', 'AngestellteBuro'],
  ['ads_insights28_days', undefined, 'AdsInsights28Days'],
  ['v1beta', undefined, 'V1Beta'],
  ['2fa_events', undefined, 'FaEvents'],
  ['_ab_cdc', '', 'AbCdc'],
  ['users', '社員', 'Users'],
  ['社員', '123', 'StreamRecord'],
  ['users', 7, 'Users'],
])('the records of stream %s with the title %j are called %s', (stream, title, name) => {
  expect(typeName(stream, title)).toBe(name);
});
