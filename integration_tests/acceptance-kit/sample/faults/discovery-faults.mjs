import { catalog, drop, each, messages, records, WITHOUT_READS } from './twists.mjs';

const ofCheck = (fault) => ({ ...fault, only: WITHOUT_READS });

/** Of check: 21. */
export const CONNECTION_FAULTS = {
  'a good config refused': ofCheck(
    each(['21'], 'CONNECTION_STATUS', ({ connectionStatus }) => {
      connectionStatus.status = 'FAILED';
    }),
  ),
  'a bad config accepted': ofCheck(
    each(['21'], 'CONNECTION_STATUS', ({ connectionStatus }) => {
      connectionStatus.status = 'SUCCEEDED';
    }),
  ),
  'no answer to check': ofCheck(drop(['21', '59'], ({ type }) => type === 'CONNECTION_STATUS')),
};

/** Of the catalog: 22 to 32. */
export const DISCOVERY_FAULTS = {
  'two catalogs': messages(['22'], (message) => (message.type === 'CATALOG' ? [message, message] : [message])),
  'a stream that is there twice': catalog(['22'], (streams) => streams.push(streams[2])),
  'a schema that is not a schema': catalog(['23'], ([orders]) => {
    orders.json_schema.required = 'id';
  }),
  'a cursor that is not in the schema': catalog(['24', '30'], ([orders]) => {
    orders.default_cursor_field = ['changed_at'];
  }),
  'a reference in a schema': catalog(['25', '30'], ([, , countries]) => {
    countries.json_schema.definitions = { text: { type: 'string' } };
    countries.json_schema.properties.name.$ref = '#/definitions/text';
  }),
  'a schema with allOf': catalog(['26'], ([, , countries]) => {
    countries.json_schema.properties.name.allOf = [{ minLength: 1 }];
  }),
  'a key that is not in the schema': catalog(['27', '30', '38'], ([orders]) => {
    orders.source_defined_primary_key = [['uid']];
  }),
  'a stream without sync modes': catalog(['28', '30'], ([, , countries]) => {
    countries.supported_sync_modes = [];
  }),
  'a closed schema': catalog(['29'], ([, , countries]) => {
    countries.json_schema.additionalProperties = false;
  }),
  'a stream that is gone': catalog(['30', '40'], (streams) => streams.splice(2, 1)),
  'a type that changed': {
    ...records(['30'], (data, stream) => {
      if (stream === 'orders') data.amount = String(data.amount);
    }),
    streams: ([orders]) => {
      orders.json_schema.properties.amount.type = ['null', 'string'];
    },
  },
  'an unknown type of Airbyte': catalog(
    ['30'],
    ([, , countries]) => {
      countries.json_schema.properties.name.airbyte_type = 'name';
    },
    ['31'],
  ),
  'a key that is an object': catalog(['30', '32', '38', '40'], ([orders]) => {
    orders.source_defined_primary_key = [['id'], ['customer']];
  }),
};
