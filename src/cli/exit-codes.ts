/** Exit codes of Instructure's own client: EIO for every failure, ECANCELED after an interruption. */
export const EXIT_FAILED = 5;
export const EXIT_INTERRUPTED = 125;
