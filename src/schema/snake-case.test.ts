import { expect, it } from 'vitest';
import { toSnakeCase } from './snake-case.js';

it.each([
  ['EmployeeBenefits', 'employee_benefits'],
  ['HTTPStream', 'http_stream'],
  ['OAuth2Token', 'o_auth2_token'],
  ['UserIDs', 'user_i_ds'],
  ['Snake_Case', 'snake__case'],
  ['EC2Instances', 'ec2_instances'],
  ['ÅngströmUnit', 'ångström_unit'],
  ['', ''],
])('the class %s makes the stream %s', (className, name) => {
  expect(toSnakeCase(className)).toBe(name);
});
