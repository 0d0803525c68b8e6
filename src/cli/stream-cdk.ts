#!/usr/bin/env node
import { createProgram } from '../stream-cdk/program.js';

await createProgram((code) => process.exit(code)).parseAsync();
