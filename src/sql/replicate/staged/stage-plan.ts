import { z } from 'zod';
import { type JobHandle, type LastAnswer, readJobHandle } from '../../../dap/index.js';
import { isCodedError } from '../../../errors.js';
import type { ValuePolicies } from '../../contract/policies.js';
import type { StageRecord } from '../../contract/stage.js';
import type { AnsweredQuery } from '../fill.js';
import type { FillChoice } from '../fill-choice.js';

/** What the plan of a stage holds: enough to go on without asking the service for the job again. */
export interface StagePlan {
  readonly kind: FillChoice<never>['kind'];
  readonly answer: AnsweredQuery;
  readonly policies: ValuePolicies;
  /** All files are loaded with every check that the database makes. */
  readonly careful: boolean;
}

const text = z.string().min(1);

const planSchema = z.object({
  kind: z.enum(['fresh', 'changes', 'snapshot']),
  handle: z.unknown(),
  job: z.object({
    id: text,
    schema_version: z.number().int(),
    expires_at: text.optional(),
    at: text.optional(),
    since: text.optional(),
    until: text.optional(),
  }),
  lastAnswer: z.object({ jobId: text, form: z.number().int().optional() }).optional(),
  policies: z.object({
    nonFinite: z.enum(['null', 'fail']),
    nul: z.enum(['remove', 'null', 'fail']),
    outOfRange: z.enum(['null', 'fail']),
    tooLong: z.enum(['cut', 'null', 'fail']),
    unknownEnum: z.enum(['unspecified', 'null', 'fail']),
    wrongType: z.enum(['null', 'fail']),
    oversized: z.enum(['keep', 'null']),
  } satisfies Record<keyof ValuePolicies, z.ZodType>),
  careful: z.boolean(),
});

/** A plan as text. The ids of the files are in the record of the stage, not here. */
export function writePlan({ kind, answer, policies, careful }: StagePlan): string {
  const { handle, job, lastAnswer } = answer;
  const { id, schema_version, expires_at, at, since, until } = job;
  return JSON.stringify({
    kind,
    handle,
    job: { id, schema_version, expires_at, at, since, until },
    lastAnswer,
    policies,
    careful,
  });
}

/** The plan of a stage; undefined when it cannot be read. */
export function readPlan({ plan, objectIds }: Pick<StageRecord, 'plan' | 'objectIds'>): StagePlan | undefined {
  const parsed = planSchema.safeParse(parsedJson(plan));
  if (!parsed.success) return undefined;
  const { kind, job, lastAnswer, policies, careful } = parsed.data;
  const handle = handleOf(parsed.data.handle);
  if (handle === undefined) return undefined;
  const { id, schema_version, expires_at, at, since, until } = job;
  const objects = objectIds.map((objectId) => ({ id: objectId }));
  const complete = { id, status: 'complete', objects, schema_version, expires_at, at, since, until } as const;
  const answer = { handle, job: complete, lastAnswer: lastAnswer as LastAnswer | undefined };
  return { kind, answer, policies, careful };
}

function handleOf(value: unknown): JobHandle | undefined {
  try {
    return readJobHandle(value);
  } catch (error) {
    if (isCodedError(error, 'DAP_HANDLE_INVALID')) return undefined;
    throw error;
  }
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
