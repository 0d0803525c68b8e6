import { z } from 'zod';

/**
 * Catalogs of the Airbyte protocol 0.18. What we write is strict, what we read is open: unknown keys are
 * ignored and an explicit null stands for an absent field, because consumers send both.
 */

const absent = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

export const SYNC_MODES = ['full_refresh', 'incremental'] as const;
/** How a stream is read: whole, or from where its state says. */
export type SyncMode = (typeof SYNC_MODES)[number];

const fieldPath = z.array(z.string());
const jsonSchemaShape = z.record(z.string(), z.unknown());

/** A stream as `discover` announces it. */
export const airbyteStreamSchema = z.strictObject({
  name: z.string().min(1),
  json_schema: jsonSchemaShape,
  supported_sync_modes: z.array(z.enum(SYNC_MODES)).min(1),
  source_defined_cursor: z.boolean().optional(),
  default_cursor_field: fieldPath.optional(),
  source_defined_primary_key: z.array(fieldPath).optional(),
  namespace: z.string().min(1).optional(),
  is_resumable: z.boolean().optional(),
  is_file_based: z.boolean().optional(),
});
/** A stream as `discover` announces it. */
export type AirbyteStream = z.output<typeof airbyteStreamSchema>;

export const airbyteCatalogSchema = z.strictObject({ streams: z.array(airbyteStreamSchema) });
/** Answer of `discover`. */
export type AirbyteCatalog = z.output<typeof airbyteCatalogSchema>;

const streamToReadSchema = z.object({
  name: z.string().min(1),
  json_schema: absent(jsonSchemaShape),
  supported_sync_modes: absent(z.array(z.string())),
  source_defined_cursor: absent(z.boolean()),
  default_cursor_field: absent(fieldPath),
  source_defined_primary_key: absent(z.array(fieldPath)),
  namespace: absent(z.string()),
  is_resumable: absent(z.boolean()),
  is_file_based: absent(z.boolean()),
});

const configuredStreamSchema = z.object({
  stream: streamToReadSchema,
  sync_mode: absent(z.enum(SYNC_MODES)).transform((mode) => mode ?? 'full_refresh'),
  /** Not the source's business: a mode that a newer platform knows must not stop a read. */
  destination_sync_mode: absent(z.string()),
  cursor_field: absent(fieldPath),
  primary_key: absent(z.array(fieldPath)),
  generation_id: absent(z.number()),
  minimum_generation_id: absent(z.number()),
  sync_id: absent(z.number()),
});
/** One entry of the catalog a platform hands to `read`. */
export type ConfiguredStream = z.output<typeof configuredStreamSchema>;

export const configuredCatalogSchema = z.object({ streams: z.array(configuredStreamSchema) });
/** The catalog a platform hands to `read`. */
export type ConfiguredCatalog = z.output<typeof configuredCatalogSchema>;
