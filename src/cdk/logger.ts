/** Lines for the operator. Secrets are masked by the writer; never log a row's values. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
