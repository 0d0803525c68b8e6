// Runs the imaginary API on this machine until it is stopped, to try the connector. Prints a configuration for it.
import { HelpdeskApi } from './helpdesk-api.js';

const api = await HelpdeskApi.start();
process.stdout.write(`${JSON.stringify(api.config)}\n`);
