import { Redis } from 'ioredis';
import { TARGETS } from '../sql-support/targets.js';

/** A server that queues can live in. */
export interface QueueServer {
  readonly name: string;
  readonly url: string;
  /** Why it cannot be had on this machine; undefined if it can. */
  readonly missing: string | undefined;
  close(): Promise<void>;
}

const REDIS = 'redis://127.0.0.1:6379';

/** A database of its own in PostgreSQL, and the Redis of this machine. */
export async function queueServers(): Promise<readonly QueueServer[]> {
  return [await postgresqlQueue(), await redisQueue()];
}

async function postgresqlQueue(): Promise<QueueServer> {
  const name = 'PostgreSQL';
  const target = TARGETS.find(({ dialect }) => dialect === 'postgresql');
  if (target === undefined || target.missing !== undefined) {
    const missing = target?.missing ?? 'DAP_TEST_DIALECTS leaves it out';
    return { name, url: '', missing, close: async () => undefined };
  }
  const scratch = await target.scratch();
  return { name, url: scratch.url, missing: undefined, close: async () => await scratch.close() };
}

async function redisQueue(): Promise<QueueServer> {
  const client = new Redis(REDIS, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { name: 'Redis', url: REDIS, missing: undefined, close: async () => undefined };
  } catch {
    return { name: 'Redis', url: REDIS, missing: `no Redis at ${REDIS}`, close: async () => undefined };
  } finally {
    client.disconnect();
  }
}
