#!/usr/bin/env node
import { createDap } from './dap-program.js';
import { titleWithoutSecrets } from './hidden-arguments.js';

const args = process.argv.slice(2);
const title = titleWithoutSecrets(args);
if (title !== undefined) process.title = title;
await createDap().run(args);
