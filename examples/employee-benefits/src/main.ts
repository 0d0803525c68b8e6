import { launch } from 'airbyte-source-dap/cdk';

const info = { name: 'source-employee-benefits', version: '0.1.0', description: 'Employees and their benefits' };
await launch(async () => new (await import('./source.js')).BenefitsSource(), info);
