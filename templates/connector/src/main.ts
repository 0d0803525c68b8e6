#!/usr/bin/env node
import { launch } from 'airbyte-source-dap/cdk';

await launch(async () => new (await import('./source.js')).PlaceholderSource(), {
  name: 'source-placeholder',
  version: '0.1.0',
  description: 'Airbyte source connector for Placeholder',
});
