#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { launch } from '../cdk/launch/launch.js';
import { VERSION } from '../version.js';

const root = new URL('../../', import.meta.url);

await launch(
  async () => {
    const { DapSource } = await import('../connector/source.js');
    return new DapSource({
      schemasDir: fileURLToPath(new URL('schemas/', root)),
      sharedDir: fileURLToPath(new URL('shared/', root)),
    });
  },
  {
    name: 'source-dap',
    version: VERSION,
    description: "Airbyte source for Instructure's Data Access Platform",
    specification: new URL('../connector/specification.json', import.meta.url),
  },
);
