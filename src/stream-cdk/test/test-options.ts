/** The options of `stream-cdk test` as they were given. */
export interface TestOptions {
  readonly command: string;
  readonly config: string;
  readonly invalidConfig?: string;
  readonly catalog?: string;
  readonly futureState?: string;
  readonly between?: string;
  readonly spec?: string;
  readonly previousSpec?: string;
  readonly previousCatalog?: string;
  readonly metadata?: string;
  readonly docs?: string;
  readonly emptyStreams?: readonly string[];
  readonly streamsWithoutPrimaryKey?: readonly string[];
  readonly expectRecords?: string;
  readonly fillAllColumns?: boolean;
  readonly allowExtraColumns?: boolean;
  readonly ignoreFields?: readonly string[];
  readonly lookbackDays?: number;
  readonly resumes?: number;
  readonly only?: readonly string[];
  readonly timeout?: number;
  readonly junit?: string;
}
