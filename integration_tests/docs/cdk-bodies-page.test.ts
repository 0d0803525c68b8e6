import { testPage } from './run-page.js';

testPage('docs/cdk-bodies.md');
