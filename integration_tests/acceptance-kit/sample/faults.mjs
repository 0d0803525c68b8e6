// The broken twins of the sample source: each does one thing otherwise. `breaks` are the numbers of the rules that
// must fail, while all others hold; `warns` those that must warn.
import { CONNECTION_FAULTS, DISCOVERY_FAULTS } from './faults/discovery-faults.mjs';
import { OUTPUT_FAULTS } from './faults/output-faults.mjs';
import { PROCESS_FAULTS } from './faults/process-faults.mjs';
import { READ_FAULTS } from './faults/read-faults.mjs';
import { RECORD_FAULTS, STREAM_FAULTS } from './faults/record-faults.mjs';
import { SECRET_FAULTS } from './faults/secret-faults.mjs';
import { SPEC_FAULTS } from './faults/spec-faults.mjs';
import { STATE_FAULTS } from './faults/state-faults.mjs';

export const FAULTS = {
  ...SPEC_FAULTS,
  ...CONNECTION_FAULTS,
  ...DISCOVERY_FAULTS,
  ...RECORD_FAULTS,
  ...STREAM_FAULTS,
  ...READ_FAULTS,
  ...STATE_FAULTS,
  ...OUTPUT_FAULTS,
  ...SECRET_FAULTS,
  ...PROCESS_FAULTS,
};
