#!/usr/bin/env node
import { healthProblem } from './sync/health-problem.js';

// The health check of the image: `dap sync` serves where the same variable says.
const problem = await healthProblem(process.env['DAP_LISTEN']);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
