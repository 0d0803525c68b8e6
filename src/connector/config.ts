import { z } from 'zod';
import { patternProblem } from '../dap/index.js';
import { isSecureUrl } from '../http/secure-url.js';

/** The production gateway; the same for every region. */
const PRODUCTION_GATEWAY = 'https://api-gateway.instructure.com';

const text = () => z.string().trim().min(1);

/** Configuration of the connector. The specification, and so the form that users fill in, is made from it. */
export const configSchema = z
  .object({
    client_id: text().meta({
      title: 'Client ID',
      description:
        'The client ID of a DAP API key, made in the Instructure Identity Service. It begins with the region of your account.',
      examples: ['us-east-1#0c59cade-2ac2-4202-8c36-6e4e5a6a4a11'],
      order: 0,
    }),
    client_secret: text().meta({
      title: 'Client secret',
      description: 'The secret that belongs to the client ID. It is shown only once, when the key is made.',
      airbyte_secret: true,
      order: 1,
    }),
    namespaces: z
      .array(text())
      .min(1)
      .default(['canvas'])
      .meta({
        title: 'Namespaces',
        description:
          'The data sets to read: canvas (the learning platform), canvas_logs (web logs of the last 30 days), catalog, new_quizzes.',
        examples: [['canvas', 'canvas_logs']],
        order: 2,
      }),
    tables: z
      .array(
        text().refine((pattern) => patternProblem(pattern) === undefined, {
          error: (issue) => patternProblem(String(issue.input)),
        }),
      )
      .optional()
      .meta({
        title: 'Tables',
        description:
          'Patterns of the tables to offer, such as "enrollment*" or "canvas_logs.web_logs". "*" stands for any characters, "?" for one, "{a,b}" for either text. A pattern with a dot names the namespace too, one without counts in every namespace. Empty: all tables.',
        examples: [['courses', 'enroll*', 'canvas_logs.*']],
        order: 3,
      }),
    invalid_cursor_behavior: z.enum(['resync', 'fail']).default('resync').meta({
      title: 'When changes are no longer available',
      description:
        'What to do when the changes since the last sync cannot be had, because it was too long ago, the table was reloaded, or the state belongs to another account. "resync" reads the whole table again; rows deleted in between stay in the destination. "fail" stops the table with an error.',
      order: 4,
    }),
    invalid_row_behavior: z.enum(['fail', 'skip']).default('fail').meta({
      title: 'When a row cannot be handled',
      description:
        'What to do about a row that is damaged or does not follow the format, after its file was fetched again. "fail" stops the table with an error. "skip" leaves the row out, counts it and names its place in the log.',
      order: 5,
    }),
    concurrency: z.number().int().min(1).max(32).default(4).meta({
      title: 'Tables at a time',
      description: 'How many tables are read at the same time. DAP starts at most five queries a minute.',
      order: 6,
    }),
    max_job_wait_minutes: z.number().int().min(1).max(1440).default(360).meta({
      title: 'Longest wait for a query, in minutes',
      description:
        'How long a table waits for DAP to prepare its files. Afterwards the table fails until the next sync, and another table takes its turn.',
      order: 7,
    }),
    scope: text().optional().meta({
      title: 'Scope',
      description: 'UUID of the root account to read. Needed only for keys that give access to several.',
      order: 8,
    }),
    former_client_ids: z.array(text()).optional().meta({
      title: 'Former client IDs',
      description:
        'Client IDs of earlier API keys of the same account. A table continues from a state that was written with one of them; with any other, the setting "When changes are no longer available" decides.',
      order: 9,
    }),
    base_url: text()
      .refine((url) => URL.canParse(url) && isSecureUrl(new URL(url)), {
        error: 'must be an https address (http is accepted for this machine only)',
      })
      .default(PRODUCTION_GATEWAY)
      .meta({
        title: 'Base URL',
        description: 'Address of the API gateway. Change it only to reach a test system.',
        examples: [PRODUCTION_GATEWAY],
        order: 10,
      }),
  })
  .meta({ title: 'Instructure DAP (Canvas Data 2)' });

/** A valid configuration, defaults filled in. */
export type DapConfig = z.output<typeof configSchema>;
