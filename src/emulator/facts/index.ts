export type { ColumnFact, ColumnType, TableFact } from './column-fact.js';
export { UNSPECIFIED } from './enum-values/enum-values.js';
export { schemaDocument } from './schema-document.js';
export { listTables, NAMESPACES, type Namespace, tableFact } from './table-facts.js';
