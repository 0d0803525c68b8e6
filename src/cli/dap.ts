#!/usr/bin/env node
import { createDap } from './dap-program.js';

await createDap().run(process.argv.slice(2));
