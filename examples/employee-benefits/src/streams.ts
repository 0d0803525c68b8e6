import * as cdk from 'airbyte-source-dap/cdk';
import { DateTime } from 'luxon';
import type { Config } from './source.js';
import type { EmployeeBenefits as EmployeeBenefit } from './types/employee_benefits.js';
import type { Employees as Employee } from './types/employees.js';

/** Common to both streams: address and authentication, pages, the format of dates. */
abstract class ApiStream<T extends object> extends cdk.HttpStream<T, number> {
  protected readonly config: Config;
  override readonly urlBase: string;
  override readonly authenticator: cdk.Authenticator;
  override readonly transformer = new cdk.TypeTransformer(
    cdk.TransformConfig.DefaultSchemaNormalization | cdk.TransformConfig.CustomSchemaNormalization,
  );

  constructor(config: Config) {
    super();
    this.config = config;
    this.urlBase = config.base_url;
    this.authenticator = new cdk.ApiKeyAuthenticator(config.api_key, { header: 'X-API-Key' });
    this.transformer.registerCustomTransform(isoDates(config.date_format));
  }

  override requestParams({ page, state }: cdk.HttpContext<number>) {
    return { page, updated_since: state?.['updated_at'] as string | undefined };
  }

  override parseResponse(answer: cdk.HttpPage) {
    return (answer.json() as { data: T[] }).data;
  }

  override nextPage(answer: cdk.HttpPage) {
    return (answer.json() as { next_page?: number | null }).next_page ?? undefined;
  }
}

/** All employees at first, then those that changed. The API sorts by the cursor, so a state may follow any record. */
export class Employees extends ApiStream<Employee> implements cdk.DerivesState<Employee> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'updated_at';
  readonly stateCheckpointInterval = 20;

  override path() {
    return 'employees';
  }

  getUpdatedState(_state: cdk.StreamState | undefined, { updated_at }: Employee) {
    return { updated_at };
  }
}

/** The benefits of all employees, one slice per employee. */
export class EmployeeBenefits extends ApiStream<EmployeeBenefit> {
  override readonly primaryKey = 'id';

  override async *streamSlices(context: cdk.ReadContext) {
    for await (const { id } of cdk.allRecords(new Employees(this.config), context)) yield { id };
  }

  override path({ slice }: cdk.HttpContext<number>) {
    return `employees/${slice['id']}/benefits`;
  }
}

/** Dates in the format of the configuration become ISO dates; other values are not changed. */
const isoDates =
  (format: string): cdk.CustomTransform =>
  (value, { format: kind }) =>
    kind === 'date' && typeof value === 'string' ? (DateTime.fromFormat(value, format).toISODate() ?? value) : value;
