import { CodedError } from '../errors.js';

/** The error for the name of a time zone that does not exist. It often stands in the configuration. */
export function unknownTimeZone(name: string): CodedError {
  return new CodedError('CDK_CONFIG_INVALID', {
    message: `There is no time zone ${JSON.stringify(name)}. Use an IANA name such as Europe/London.`,
  });
}
