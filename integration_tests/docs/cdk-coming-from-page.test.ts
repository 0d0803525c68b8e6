import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testPage } from './run-page.js';

testPage('docs/cdk-coming-from.md');

/** The components of the schema of manifests, release 7 of the Python CDK, but for the generic `Custom` ones. */
const COMPONENTS = `
AddFields ApiKeyAuthenticator AsyncRetriever BasicHttpAuthenticator BearerAuthenticator CheckDynamicStream CheckStream
ComplexFieldType ComponentMappingDefinition CompositeErrorHandler CompositeRawDecoder ConcurrencyLevel
ConditionalStreams ConfigAddFields ConfigComponentsResolver ConfigMigration ConfigRemapField ConfigRemoveFields
ConstantBackoffStrategy CsvDecoder CursorPagination DatetimeBasedCursor DeclarativeSource DeclarativeStream
DefaultErrorHandler DefaultPaginator DpathExtractor DpathFlattenFields DpathValidator DynamicDeclarativeStream
DynamicSchemaLoader DynamicStreamCheckConfig ExponentialBackoffStrategy FileUploader FixedWindowCallRatePolicy
FlattenFields GroupByKeyMergeStrategy GroupingPartitionRouter GzipDecoder HTTPAPIBudget HttpComponentsResolver
HttpRequestRegexMatcher HttpRequester HttpResponseFilter IncrementingCountCursor InlineSchemaLoader IterableDecoder
JsonDecoder JsonFileSchemaLoader JsonSchemaPropertySelector JsonlDecoder JwtAuthenticator JwtHeaders JwtPayload
KeysReplace KeysToLower KeysToSnakeCase LegacySessionTokenAuthenticator LegacyToPerPartitionStateMigration
ListPartitionRouter MinMaxDatetime MovingWindowCallRatePolicy NoAuth NoPagination OAuthAuthenticator OffsetIncrement
PageIncrement PaginationReset ParametrizedComponentsResolver ParentStreamConfig PredicateValidator
PropertiesFromEndpoint PropertyChunking QueryProperties Rate RecordExpander RecordFilter RecordSelector RemoveFields
RequestBodyGraphQL RequestBodyJsonObject RequestBodyPlainText RequestBodyUrlEncodedForm RequestOption RequestPath
ResponseToFileExtractor SchemaTypeIdentifier SelectiveAuthenticator SessionTokenAuthenticator SimpleRetriever Spec
StateDelegatingStream StreamConfig StreamGroup SubstreamPartitionRouter SyncTokenCursor TypesMap
UnlimitedCallRatePolicy ValidateAdheresToSchema WaitTimeFromHeader WaitUntilTimeFromHeader XmlDecoder ZipfileDecoder
`;

test('each component of a manifest has a row', () => {
  const page = readFileSync('docs/cdk-coming-from.md', 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  const named = new Set(
    rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name)),
  );
  expect(
    COMPONENTS.trim()
      .split(/\s+/)
      .filter((name) => !named.has(name)),
  ).toEqual([]);
});
