import type { DapErrorFacts } from './dap-api-error.js';
import { DapApiError } from './dap-api-error.js';

/** The login refuses the credentials. */
export class AuthenticationError extends DapApiError {
  override readonly name = 'AuthenticationError';
  constructor(facts: DapErrorFacts) {
    super('DAP_AUTHENTICATION', 'the credentials are refused', facts);
  }
}

/** The API refuses tokens that the login has just handed out. */
export class TokenRefusedError extends DapApiError {
  override readonly name = 'TokenRefusedError';
  constructor(facts: DapErrorFacts) {
    super('DAP_TOKEN_REFUSED', 'the API refuses the access token, although the login accepted the credentials', facts);
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
