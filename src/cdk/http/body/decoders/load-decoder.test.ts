import { expect, test } from 'vitest';
import { loadDecoder } from './load-decoder.js';

test('a library that is not installed is named, with the command that installs it', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(loadDecoder('csv-parse', () => Promise.reject(missing))).rejects.toMatchObject({
    code: 'OPTIONAL_PACKAGE_MISSING',
    message: 'This decoder needs the package csv-parse, which is not installed: npm install csv-parse.',
  });
});
