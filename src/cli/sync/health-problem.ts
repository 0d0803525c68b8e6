import { errorText } from '../../errors.js';
import { parseAddress } from '../../sync/watch/listen.js';

const TIMEOUT_MS = 5000;

/**
 * Asks `/healthz` of the service that listens on this machine.
 *
 * @param address - where it listens, as `--listen` has it. Without one nothing is served, and nothing is wrong.
 * @returns what is wrong; undefined if the service is alive.
 * @throws CodedError `TOOL_INPUT` for an address that is none.
 */
export async function healthProblem(address: string | undefined): Promise<string | undefined> {
  if (address === undefined || address === '') return undefined;
  const { host, port } = parseAddress(address);
  const url = `http://${reachable(host)}:${port}/healthz`;
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return ok ? undefined : `${url} answers ${status}`;
  } catch (error) {
    const { cause } = error as Error;
    return `${url} does not answer: ${errorText(cause ?? error)}`;
  }
}

/** A server that listens everywhere is asked on this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
