import { type EmulatorOptions, startEmulator } from '../../emulator/index.js';

/**
 * The emulator as a process of its own, so that its CPU and memory are not those of the bench: takes its options
 * from the first message, answers with its address, ends when the bench disconnects.
 */
process.once('message', (options: EmulatorOptions) => {
  void serve(options);
});

async function serve(options: EmulatorOptions): Promise<void> {
  const emulator = await startEmulator(options);
  process.once('disconnect', () => {
    void emulator.close().finally(() => process.exit());
  });
  const { baseUrl, clientId, clientSecret } = emulator;
  process.send?.({ baseUrl, clientId, clientSecret });
}
