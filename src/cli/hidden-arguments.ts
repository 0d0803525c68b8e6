const SECRET_OPTIONS: readonly string[] = ['--connection-string', '--to', '--client-secret'];
const MASK = '****';

/**
 * The command line without secrets, as the title of the process: other users of the machine can read it.
 *
 * @returns undefined when it holds none.
 * @example
 * titleWithoutSecrets(['listdb', '--client-secret=s3cret']) // 'dap listdb --client-secret=****'
 */
export function titleWithoutSecrets(args: readonly string[]): string | undefined {
  let hasSecret = false;
  const shown = args.map((arg, at) => {
    const option = SECRET_OPTIONS.find((name) => arg.startsWith(`${name}=`));
    const isValue = SECRET_OPTIONS.includes(args[at - 1] ?? '');
    hasSecret ||= isValue || option !== undefined;
    if (isValue) return MASK;
    return option === undefined ? arg : `${option}=${MASK}`;
  });
  return hasSecret ? ['dap', ...shown].join(' ') : undefined;
}
