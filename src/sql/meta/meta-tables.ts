import type { MetaTables } from '../contract/meta.js';
import type { DialectName } from '../contract/names.js';
import { createTables } from './create-tables.js';
import { createMetaBuilder } from './meta-schema.js';
import { endOpenLoad, readOpenLoads, saveOpenLoad } from './open-loads.js';
import { readRecord, readRecords } from './read-records.js';
import { removeRecord, saveRecord } from './save-record.js';
import { addStagedFile, completeStagedFile, removeOrphanFiles, removeStagedFiles, stagedFiles } from './stage-files.js';
import { readStage, removeStage, saveStage, stageIds } from './stages.js';
import { upgradeDatabase } from './upgrade.js';

/**
 * The meta tables of a dialect. `create` comes first, then `upgrade`, both outside of a transaction; without the latter
 * the official client would take the database for one of its 0.3 line, and empty `table_sync`.
 *
 * @example
 * const meta = createMetaTables('postgresql');
 * await meta.create(run);
 * await meta.upgrade(run);
 * await meta.record(run, replica); // undefined
 */
export function createMetaTables(dialect: DialectName): MetaTables {
  const meta = createMetaBuilder(dialect);
  return {
    create: (run) => createTables(run, meta),
    upgrade: (run) => upgradeDatabase(run, meta),
    records: (run) => readRecords(run, meta),
    record: (run, replica) => readRecord(run, meta, replica),
    save: (run, record) => saveRecord(run, meta, record),
    remove: (run, replica) => removeRecord(run, meta, replica),
    openLoads: (run) => readOpenLoads(run, meta),
    saveLoad: (run, load) => saveOpenLoad(run, meta, load),
    endLoad: (run, replica) => endOpenLoad(run, meta, replica),
    stages: {
      ids: (run) => stageIds(run, meta),
      stage: (run, replica) => readStage(run, meta, replica),
      save: (run, stage) => saveStage(run, meta, stage),
      remove: (run, replica) => removeStage(run, meta, replica),
      files: (run, stage) => stagedFiles(run, meta, stage),
      addFile: (run, stage, objectId) => addStagedFile(run, meta, stage, objectId),
      completeFile: (run, stage, file) => completeStagedFile(run, meta, stage, file),
      removeFiles: (run, stage) => removeStagedFiles(run, meta, stage),
      removeOrphans: (run) => removeOrphanFiles(run, meta),
    },
  };
}
