/**
 * The stream name of a class name, by the rule of Airbyte's CDKs: a word begins at a capital that small letters follow,
 * and at a capital after a small letter or a digit.
 *
 * @example
 * toSnakeCase('EmployeeBenefits') // 'employee_benefits'
 * toSnakeCase('HTTPStream')       // 'http_stream'
 * toSnakeCase('OAuth2Token')      // 'o_auth2_token'
 */
export function toSnakeCase(className: string): string {
  return className
    .replaceAll(/(.)([A-Z][a-z]+)/gu, '$1_$2')
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .toLowerCase();
}
