// Runs the imaginary API on this machine until it is stopped, to try the connector. Prints a configuration for it.
import { BenefitsApi } from './benefits-api.js';

const api = await BenefitsApi.start();
process.stdout.write(`${JSON.stringify(api.config)}\n`);
