import { expect, test } from 'vitest';
import { parseConnectorName } from './connector-name.js';

test.each([
  ['google-sheets', 'source-google-sheets', 'Google Sheets', 'GoogleSheetsSource'],
  ['source-google-sheets', 'source-google-sheets', 'Google Sheets', 'GoogleSheetsSource'],
  ['crm', 'source-crm', 'Crm', 'CrmSource'],
  ['v2-api', 'source-v2-api', 'V2 Api', 'V2ApiSource'],
  ['open-source', 'source-open-source', 'Open Source', 'OpenSourceSource'],
])('%s names package, title and class', (text, packageName, title, className) => {
  expect(parseConnectorName(text)).toMatchObject({ packageName, title, className });
});

test.each([
  ['HubSpot', 'source-hub-spot'],
  ['My API', 'source-my-api'],
  ['my_api', 'source-my-api'],
  ['-x-', 'source-x'],
  ['a--b', 'source-a-b'],
  ['Source-Crm', 'source-crm'],
  ['3scale', 'source-scale'],
  ['../evil', 'source-evil'],
  ['@scope/crm', 'source-scope-crm'],
])('%s is refused, %s offered', (text, offer) => {
  expect(() => parseConnectorName(text)).toThrow(`"${text}" cannot be the name of a connector`);
  expect(() => parseConnectorName(text)).toThrow(`Did you mean ${offer}?`);
  expect(parseConnectorName(offer).packageName).toBe(offer);
});

test.each(['', 'source', 'source-', 'source-source', '7', 'ü', `a${'b'.repeat(60)}`])('"%s" is refused', (text) => {
  expect(() => parseConnectorName(text)).toThrow(expect.objectContaining({ code: 'TOOL_INPUT' }));
});
