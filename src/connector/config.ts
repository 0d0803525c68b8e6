import { z } from 'zod';
import { isSecureUrl } from '../http/secure-url.js';
import { patternProblem } from './table-pattern.js';

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
        'What to do when DAP cannot tell the changes since the last sync any more, because it was too long ago or the table was reloaded. "resync" reads the table anew; rows deleted in between stay in the destination. "fail" stops the table with an error.',
      order: 4,
    }),
    concurrency: z.number().int().min(1).max(32).default(4).meta({
      title: 'Tables at a time',
      description: 'How many tables are read at the same time. DAP starts at most five queries a minute.',
      order: 5,
    }),
    scope: text().optional().meta({
      title: 'Scope',
      description: 'UUID of the root account to read. Needed only for keys that give access to several.',
      order: 6,
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
        order: 7,
      }),
  })
  .meta({ title: 'Instructure DAP (Canvas Data 2)' });

/** A valid configuration, defaults filled in. */
export type DapConfig = z.output<typeof configSchema>;
