/** Where the static schema files are. */
export interface SchemaFolders {
  readonly schemasDir: string;
  readonly sharedDir: string;
}
