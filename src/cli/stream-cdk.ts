#!/usr/bin/env node
import { createStreamCdk } from '../stream-cdk/program.js';

await createStreamCdk().run(process.argv.slice(2));
