import { testPage } from './run-page.js';

testPage('docs/cdk-jobs.md');
