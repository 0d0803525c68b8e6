import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EmulatorOptions } from '../../emulator/index.js';

/** How a client reaches the server. */
export interface ServerAddress {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A running emulator in a process of its own. */
export interface BenchServer extends ServerAddress {
  close(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./emulator-program.js', import.meta.url));

/** Starts an emulator without limits; its files stay in `dataDir` for the next bench. */
export async function startBenchServer(options: EmulatorOptions): Promise<BenchServer> {
  const child = fork(PROGRAM, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send({ limits: false, jobDelayMs: 0, ...options });
  const address = await firstMessage(child);
  return {
    ...address,
    close: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function firstMessage(child: ChildProcess): Promise<ServerAddress> {
  const early = new AbortController();
  const ended = once(child, 'exit', { signal: early.signal }).then(() => {
    throw new Error('The emulator ended before it served anything.');
  });
  ended.catch(() => undefined);
  try {
    const [address] = (await Promise.race([once(child, 'message'), ended])) as [ServerAddress];
    return address;
  } finally {
    early.abort();
  }
}
