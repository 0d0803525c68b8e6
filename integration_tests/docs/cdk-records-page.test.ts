import { testPage } from './run-page.js';

testPage('docs/cdk-records.md');
