import { messages, properties, spec } from './twists.mjs';

/** Of the specification: 1 to 20. */
export const SPEC_FAULTS = {
  'two specifications': messages(['1'], (message) => (message.type === 'SPEC' ? [message, message] : [message])),
  'a specification that is not a schema': spec(['1'], (whole) => {
    properties(whole).regions.uniqueItems = 'yes';
  }),
  'a config that does not fit': spec(['1', '20'], (whole) => {
    properties(whole).start_date = { type: 'integer', order: 1 };
  }),
  'a specification other than its file': spec([], (whole) => {
    whole.documentationUrl = 'https://elsewhere.example.org';
  }),
  'an enum with a value twice': spec(['1', '3'], (whole) => {
    properties(whole).regions.items.enum.push('eu');
  }),
  'a oneOf without a constant': spec(['4'], (whole) => {
    const [, branch] = properties(whole).credentials.oneOf;
    delete branch.properties.auth_type.const;
  }),
  'a oneOf whose default is another branch': spec(['4'], (whole) => {
    properties(whole).credentials.oneOf[1].properties.auth_type.default = 'oauth';
  }),
  'a oneOf under no object': spec(['4'], (whole) => {
    delete properties(whole).credentials.type;
  }),
  'a secret that is not marked': spec(['5'], (whole) => {
    delete properties(whole).credentials.oneOf[1].properties.api_key.airbyte_secret;
  }),
  'a secret that is said to be none': spec(['5'], (whole) => {
    properties(whole).credentials.oneOf[0].properties.client_secret.airbyte_secret = false;
  }),
  'a mark that is a text': spec(['5'], (whole) => {
    properties(whole).credentials.oneOf[1].properties.api_key.airbyte_secret = 'true';
  }),
  'a mark on a boolean': spec(['5'], (whole) => {
    properties(whole).is_token = { type: 'boolean', airbyte_secret: true, order: 9 };
  }),
  'a property of three types': spec(['6'], (whole) => {
    properties(whole).page_size.type = ['integer', 'string', 'null'];
  }),
  'an object without properties': spec(['7'], (whole) => {
    properties(whole).options = { type: 'object', order: 9 };
  }),
  'a list of anything': spec(['8'], (whole) => {
    delete properties(whole).regions.items;
  }),
  'a keyword that no form can show': spec(['9', '20'], (whole) => {
    properties(whole).sort_key = { anyOf: [{ minLength: 1 }], type: 'string', order: 4, airbyte_secret: false };
  }),
  'a date without a pattern': spec(
    [],
    (whole) => {
      delete properties(whole).start_date.pattern;
    },
    ['10'],
  ),
  'an order that is there twice': spec(['11'], (whole) => {
    properties(whole).page_size.order = 2;
  }),
  'a group below the top': spec(['12'], (whole) => {
    properties(whole).credentials.oneOf[0].properties.client_id.group = 'auth';
  }),
  'an unknown way to display': spec(['13'], (whole) => {
    properties(whole).credentials.display_type = 'list';
  }),
  'a reference in the specification': spec(['14'], (whole) => {
    whole.connectionSpecification.definitions = { name: { type: 'string' } };
    properties(whole).nickname = { $ref: '#/definitions/name' };
  }),
  'a path of OAuth that leads nowhere': spec(['15'], (whole) => {
    whole.advanced_auth.oauth_config_specification.complete_oauth_output_specification.properties.refresh_token = {
      type: 'string',
      path_in_connector_config: ['credentials', 'renewal_token'],
    };
  }),
  'OAuth as the second choice': spec(['16'], (whole) => {
    properties(whole).credentials.oneOf.reverse();
  }),
  'a closed specification': spec(['17', '20'], (whole) => {
    properties(whole).credentials.oneOf[0].additionalProperties = false;
  }),
  'a value that is no longer allowed': spec(['20'], (whole) => {
    properties(whole).regions.items.enum = ['eu'];
  }),
};
