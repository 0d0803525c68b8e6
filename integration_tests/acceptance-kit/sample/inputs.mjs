// What the acceptance suite is given for the sample source.
import { SECRET, SPEC, STREAMS } from './sample-data.mjs';

export const CONFIG = {
  credentials: { auth_type: 'oauth', client_id: 'sample', client_secret: SECRET, refresh_token: 'refresh-token-1' },
  private_key: '-----BEGIN KEY-----\nMIIBVgIBADANBgkq0123\n-----END KEY-----\n',
  start_date: '2026-01-01',
};

export const INVALID_CONFIG = { ...CONFIG, credentials: { ...CONFIG.credentials, client_secret: 'wrong-secret-1' } };

export const CATALOG = { streams: STREAMS.map(({ rows: _, ...stream }) => stream) };

export const METADATA = {
  data: { allowedHosts: { hosts: ['api.example.org'] }, suggestedStreams: { streams: ['orders'] } },
};

export const DOCS = `# Sample

## Prerequisites

Credentials of an account, and a start date.

## Setup guide

### Step 1

\`\`\`
# no heading
\`\`\`

## Supported sync modes

## Supported streams

## Changelog
`;

export const EXPECTED_RECORDS = [
  { stream: 'orders', data: { id: 1 } },
  { stream: 'orders', data: { id: 3 } },
  ...['Chile', 'Kenya', 'Nepal'].map((name) => ({ stream: 'countries', data: { name } })),
];

export { SPEC };
