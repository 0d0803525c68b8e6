import type { z } from 'zod';
import type { Advice } from '../errors.js';
import type { ConfiguredCatalog } from '../protocol/catalog.js';
import type { AdvancedAuth, ConnectorSpecification } from '../protocol/messages.js';
import type { SchemaLoader } from '../schema/schema-loader.js';
import type { Clock } from '../util/clock.js';
import { SOURCE_ADVICE } from './advice.js';
import type { Logger } from './logger.js';
import type { ConfigChange } from './output/configuration-updates.js';
import type { Closeable } from './read-context.js';
import type { AnyStream } from './stream.js';

/** What every command gives a source to work with. */
export interface CommandContext {
  readonly log: Logger;
  readonly clock: Clock;
  /** Fires when the command must stop. */
  readonly signal: AbortSignal;
  /** Hides a text learnt at run time, such as an access token, from every message for people. */
  registerSecret(secret: string): void;
  /** Whether a text holds a secret: of the configuration, or one that was registered. */
  isSecret?(text: string): boolean;
  /**
   * Tells the platform to store the configuration with new values, such as a refresh token that replaces the one before;
   * resolves when the message is written. Only what a next run needs: users see it as a change of their settings.
   */
  updateConfig(changes: readonly ConfigChange[]): Promise<void>;
  /** Has something closed when the command ends, whatever its outcome; a second time does nothing. */
  closeAtEnd?(resource: Closeable): void;
}

/**
 * A connector: its configuration, how to check it, and the streams it gives.
 *
 * @example
 * class MySource extends Source<Config> {
 *   override readonly configSchema = z.object({ api_key: z.string().meta({ airbyte_secret: true }) });
 *   override async check(config: Config) { await ping(config.api_key); }
 *   override async streams(config: Config) { return [new EmployeeBenefits(config)]; }
 * }
 */
export abstract class Source<Config = unknown> {
  /** Shape of the configuration; the specification is made from it. */
  abstract readonly configSchema: z.ZodType<Config>;
  readonly documentationUrl: string | undefined = undefined;
  /** Where the streams' schema files are; undefined means `schemas/` and `shared/` of the working folder. */
  readonly schemaLoader: SchemaLoader | undefined = undefined;

  /** How a platform signs users in with OAuth, made by `advancedAuth`; undefined means by what they type in. */
  readonly advancedAuth: AdvancedAuth | undefined = undefined;

  /** What users can do about each error; added to its message. Extend `SOURCE_ADVICE`. */
  readonly advice: Advice = SOURCE_ADVICE;

  /** The specification; by default made from `configSchema`. */
  async spec(): Promise<ConnectorSpecification> {
    const { makeSpecification } = await import('./commands/make-specification.js');
    return makeSpecification(this.configSchema, this.documentationUrl, this.advancedAuth);
  }

  /** Names of streams of which `check` reads a record each. Override `check` for anything else. */
  readonly checkStreams: readonly string[] | undefined = undefined;

  /**
   * Tries the configuration out. Returning means that it works. By default reads a record of each of `checkStreams`; a
   * stream without records passes too.
   *
   * @throws CodedError whose message says what is wrong; with the source's advice it becomes the FAILED status.
   */
  async check(config: Config, context: CommandContext): Promise<void> {
    const { checkByStreams } = await import('./commands/check-by-streams.js');
    const streams = await this.streams(config, context);
    for (const stream of streams) stream.schemaLoader ??= this.schemaLoader;
    await checkByStreams(this.checkStreams ?? [], streams, context);
  }

  /** Every stream that this configuration gives. */
  abstract streams(config: Config, context: CommandContext): Promise<AnyStream[]>;

  /**
   * The streams that `read` needs for `catalog`; by default all. Override it if listing all costs more
   * than making the few that are wanted. Streams of the catalog that are not returned count as missing.
   */
  async streamsToRead(config: Config, _catalog: ConfiguredCatalog, context: CommandContext): Promise<AnyStream[]> {
    return await this.streams(config, context);
  }

  /**
   * Decides whether `discover` leaves a stream out, with a warning, when its schema cannot be loaded or used; by
   * default such an error ends the command. It still fails when no stream remains.
   *
   * @example
   * override leavesOut(error: unknown) { return isCodedError(error, 'CDK_HTTP_RESPONSE'); }
   */
  leavesOut(_error: unknown): boolean {
    return false;
  }

  /** How many streams are read at a time. */
  concurrency(_config: Config): number {
    return 1;
  }

  /** Frees what the source holds open. Called once after the command, whatever its outcome. */
  async close(): Promise<void> {}
}
