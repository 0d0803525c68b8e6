import type { MetaTables, RunSql } from '../../contract/meta.js';
import type { Connection } from './connection.js';
import type { Place } from './names.js';
import type { SharedFile } from './open-file.js';

/** What the parts of a session work with. */
export interface SessionParts {
  /** The table of the session. */
  readonly place: Place;
  readonly connection: Connection;
  readonly file: SharedFile;
  readonly meta: MetaTables;
  readonly run: RunSql;
}
