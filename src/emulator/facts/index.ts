export type { ColumnFact, TableFact } from './column-fact.js';
export { describeColumn } from './descriptions/describe-column.js';
export { describeTable } from './descriptions/describe-table.js';
export { documentedValues, UNSPECIFIED } from './enum-values/enum-values.js';
export { schemaDocument } from './schema-document.js';
export { factPath, listTables, NAMESPACES, tableFact } from './table-facts.js';
