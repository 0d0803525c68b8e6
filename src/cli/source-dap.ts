#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { launch } from '../cdk/launch/launch.js';
import { VERSION } from '../version.js';

const root = new URL('../../', import.meta.url);

await launch(
  async () => {
    const { DapSource } = await import('../connector/source.js');
    const folders = {
      schemasDir: fileURLToPath(new URL('schemas/', root)),
      sharedDir: fileURLToPath(new URL('shared/', root)),
    };
    return new DapSource(folders, process.env['DAP_RECORD_PATH'] === 'parsed' ? 'parsed' : 'verified');
  },
  {
    name: 'source-dap',
    version: VERSION,
    description: "Airbyte source for Instructure's Data Access Platform",
    specification: new URL('../connector/specification.json', import.meta.url),
  },
);
