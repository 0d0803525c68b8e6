import type { DapErrorFacts } from './dap-api-error.js';
import { DapApiError } from './dap-api-error.js';

/** The credentials or the token made from them are refused. */
export class AuthenticationError extends DapApiError {
  override readonly name = 'AuthenticationError';
  constructor(facts: DapErrorFacts) {
    super('DAP_AUTHENTICATION', 'the credentials are refused', facts);
  }
}

/** The root account was never enabled for DAP. */
export class AccountNotOnboardedError extends DapApiError {
  override readonly name = 'AccountNotOnboardedError';
  constructor(facts: DapErrorFacts) {
    super('DAP_ACCOUNT_NOT_ONBOARDED', 'the account is not onboarded to DAP', facts);
  }
}

/** The root account lost its access to DAP. */
export class AccountDisabledError extends DapApiError {
  override readonly name = 'AccountDisabledError';
  constructor(facts: DapErrorFacts) {
    super('DAP_ACCOUNT_DISABLED', 'the access of the account to DAP is disabled', facts);
  }
}

/** DAP is closed for this account for a while. */
export class AccountUnderMaintenanceError extends DapApiError {
  override readonly name = 'AccountUnderMaintenanceError';
  constructor(facts: DapErrorFacts) {
    super('DAP_ACCOUNT_UNDER_MAINTENANCE', 'the account is under maintenance', facts);
  }
}

/** The account may not make this kind of request. */
export class RequestTypeForbiddenError extends DapApiError {
  override readonly name = 'RequestTypeForbiddenError';
  constructor(facts: DapErrorFacts) {
    super('DAP_FORBIDDEN', 'this kind of request is forbidden', facts);
  }
}
