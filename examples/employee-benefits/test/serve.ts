// The made-up API on this machine until it is stopped, to try the connector out. Prints a configuration that leads there.
import { BenefitsApi } from './benefits-api.js';

const api = await BenefitsApi.start();
process.stdout.write(`${JSON.stringify(api.config)}\n`);
