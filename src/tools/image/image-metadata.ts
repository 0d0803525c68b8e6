import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const resources = z.strictObject({
  cpu_request: z.string().optional(),
  cpu_limit: z.string().optional(),
  memory_request: z.string().optional(),
  memory_limit: z.string().optional(),
});

const jobResources = z.strictObject({
  jobType: z.enum(['get_spec', 'check_connection', 'discover_schema', 'sync', 'reset_connection', 'replicate']),
  resourceRequirements: resources,
});

const registry = z.strictObject({ enabled: z.boolean(), overrides: z.record(z.string(), z.unknown()).optional() });

/** The keys of a source's `metadata.yaml`, those that a registry requires being required; unknown ones are refused. */
const metadataSchema = z.strictObject({
  metadataSpecVersion: z.literal('1.0'),
  data: z.strictObject({
    name: z.string().min(1),
    connectorType: z.literal('source'),
    connectorSubtype: z.enum(['api', 'database', 'file', 'custom', 'message_queue', 'unknown']),
    definitionId: z.uuid(),
    dockerRepository: z.string().regex(/^[a-z0-9-]+\/source-[a-z0-9-]+$/),
    dockerImageTag: z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/),
    documentationUrl: z.url({ protocol: /^https$/ }),
    githubIssueLabel: z.string().regex(/^source-/),
    icon: z.string().optional(),
    license: z.string().min(1),
    releaseStage: z.enum(['alpha', 'beta', 'generally_available']),
    supportLevel: z.enum(['community', 'certified', 'archived']),
    tags: z.array(z.string().regex(/^(language|cdk|keyword):[\w-]+$/)),
    registryOverrides: z.strictObject({ cloud: registry, oss: registry }),
    allowedHosts: z.strictObject({ hosts: z.array(z.string()).min(1) }),
    suggestedStreams: z.strictObject({ streams: z.array(z.string()).min(1) }),
    maxSecondsBetweenMessages: z.number().int().positive(),
    resourceRequirements: z.strictObject({ jobSpecific: z.array(jobResources) }),
  }),
});

/** What `metadata.yaml` says of the connector. */
export type ImageMetadata = z.output<typeof metadataSchema>['data'];

/**
 * Reads `metadata.yaml`.
 *
 * @throws Error that names each missing, unknown or malformed key.
 */
export function readMetadata(file: string): ImageMetadata {
  const parsed = metadataSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data.data;
  throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
}
