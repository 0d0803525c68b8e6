// The specification, streams and rows of the sample source.

/** Its characters are written otherwise in JSON, in a URL, in Base64 and by Python. */
export const SECRET = 'p&ss "w0rd"\\/é1';

export const SPEC = {
  documentationUrl: 'https://docs.example.org/sample',
  connectionSpecification: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Sample',
    type: 'object',
    required: ['credentials', 'start_date'],
    additionalProperties: true,
    properties: {
      credentials: {
        title: 'Credentials',
        type: 'object',
        order: 0,
        group: 'auth',
        display_type: 'radio',
        oneOf: [
          {
            title: 'OAuth',
            type: 'object',
            required: ['auth_type', 'client_id', 'client_secret', 'refresh_token'],
            properties: {
              auth_type: { type: 'string', const: 'oauth', default: 'oauth', order: 0 },
              client_id: { title: 'Client ID', type: 'string', order: 1 },
              client_secret: { title: 'Client secret', type: 'string', airbyte_secret: true, order: 2 },
              refresh_token: { title: 'Refresh token', type: 'string', airbyte_secret: true, order: 3 },
            },
          },
          {
            title: 'API key',
            type: 'object',
            required: ['auth_type', 'api_key'],
            properties: {
              auth_type: { type: 'string', const: 'api_key', enum: ['api_key'], order: 0 },
              api_key: { title: 'API key', type: 'string', airbyte_secret: true, order: 1 },
            },
          },
        ],
      },
      start_date: {
        title: 'Start date',
        type: 'string',
        format: 'date',
        pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
        order: 1,
      },
      regions: { title: 'Regions', type: 'array', items: { type: 'string', enum: ['eu', 'us'] }, order: 2 },
      page_size: { title: 'Page size', type: ['integer', 'null'], minimum: 1, order: 3 },
      sort_key: { title: 'Sort key', type: 'string', order: 4 },
      private_key: { title: 'Private key', type: 'string', airbyte_secret: true, multiline: true, order: 5 },
    },
  },
  advanced_auth: {
    auth_flow_type: 'oauth2.0',
    predicate_key: ['credentials', 'auth_type'],
    predicate_value: 'oauth',
    oauth_config_specification: {
      complete_oauth_output_specification: {
        type: 'object',
        properties: {
          refresh_token: { type: 'string', path_in_connector_config: ['credentials', 'refresh_token'] },
        },
      },
    },
  },
};

const DAY_SECONDS = 86_400;
const FIRST_SECOND = 1_767_225_600;

/** Five rows at first, two more for each batch of new data. */
const range = (batches, row) => Array.from({ length: 5 + 2 * batches }, (_, index) => row(index + 1));

export const STREAMS = [
  {
    name: 'orders',
    json_schema: {
      type: 'object',
      additionalProperties: true,
      properties: {
        id: { type: 'integer' },
        updated_at: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
        amount: { type: ['null', 'number'] },
        customer: { type: ['null', 'object'], properties: { name: { type: 'string' } } },
      },
    },
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: ['updated_at'],
    source_defined_primary_key: [['id']],
    is_resumable: true,
    rows: (batches) =>
      range(batches, (id) => ({
        id,
        updated_at: `2026-01-${String(id).padStart(2, '0')}T10:00:00Z`,
        amount: id * 1.5,
        customer: { name: `customer ${id}` },
      })),
  },
  {
    name: 'visits',
    namespace: 'web',
    json_schema: {
      type: 'object',
      properties: {
        id: { type: ['null', 'string'] },
        meta: { type: 'object', properties: { at: { type: 'integer' } } },
      },
    },
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: ['meta', 'at'],
    source_defined_primary_key: [['id']],
    is_resumable: true,
    rows: (batches) =>
      range(batches, (day) => ({ id: `visit ${day}`, meta: { at: FIRST_SECOND + day * DAY_SECONDS } })),
  },
  {
    name: 'countries',
    json_schema: { type: 'object', properties: { code: { type: 'string' }, name: { type: 'string' } } },
    supported_sync_modes: ['full_refresh'],
    rows: () => ['Chile', 'Kenya', 'Nepal'].map((name) => ({ code: name.slice(0, 2).toUpperCase(), name })),
  },
];
