import type { Assertion } from '../assertion.js';
import { ANNOTATION_RULES } from './annotation-rules.js';
import { COMPATIBILITY_RULE, CONFIG_RULES } from './config-rules.js';
import { OAUTH_RULES } from './oauth-rules.js';
import { ONE_OF_RULE } from './one-of-rule.js';
import { SECRET_RULE } from './secret-rule.js';
import { SHAPE_RULES } from './shape-rules.js';
import type { SpecInput } from './spec-input.js';

const NO_IMAGE = { unavailable: 'there is no image: the connector is run as a program', check: () => [] };

const IMAGE_RULES: readonly Assertion<SpecInput>[] = [
  { id: '18', name: 'image-labels', title: 'the labels of the image match the metadata', runs: [], ...NO_IMAGE },
  {
    id: '19',
    name: 'image-entry-point',
    title: 'AIRBYTE_ENTRYPOINT of the image is its entry point',
    runs: [],
    ...NO_IMAGE,
  },
];

/** Numbers 1 to 20. */
export const SPEC_ASSERTIONS: readonly Assertion<SpecInput>[] = [
  ...CONFIG_RULES,
  ONE_OF_RULE,
  SECRET_RULE,
  ...SHAPE_RULES,
  ...ANNOTATION_RULES,
  ...OAUTH_RULES,
  ...IMAGE_RULES,
  COMPATIBILITY_RULE,
].sort((a, b) => Number(a.id) - Number(b.id));
