export type { ColumnFact, Release, TableFact } from './column-fact.js';
export { RELEASES, UNSPECIFIED } from './column-fact.js';
export { describeColumn } from './describe-column.js';
export { schemaDocument } from './schema-document.js';
export { listTables, NAMESPACES, tableFact } from './table-facts.js';
