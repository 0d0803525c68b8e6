import { testPage } from './run-page.js';

testPage('docs/schemas-reference.md');
