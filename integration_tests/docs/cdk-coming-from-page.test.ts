import { testPage } from './run-page.js';

testPage('docs/cdk-coming-from.md');
