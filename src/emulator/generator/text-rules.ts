import type { MakeText } from './texts.js';
import * as texts from './texts.js';
import { SUBJECTS } from './words.js';

type Rule = readonly [pattern: RegExp, make: MakeText];

const TIME_ZONES = ['America/Denver', 'America/New_York', 'Europe/Oslo', 'Asia/Tokyo', 'UTC'] as const;
const LOCALES = ['en', 'en-GB', 'es', 'fr', 'nb', 'zh-Hans'] as const;
const GRADES = ['A', 'A-', 'B+', 'B', 'C', 'F', '92.5', '100', 'complete', 'incomplete'] as const;

/** By `table.column`, the first that fits. */
const RULES: readonly Rule[] = [
  [/^courses\.settings\.course_format$/, (hash) => texts.pick(['on_campus', 'online', 'blended'], hash)],
  [/^courses\.settings\./, (hash) => (hash % 2 === 0 ? 'true' : 'false')],
  [/^courses\.group_weighting_scheme$/, (hash) => texts.pick(['percent', 'equal'], hash)],
  [/^courses\.default_view$/, (hash) => texts.pick(['modules', 'feed', 'wiki', 'assignments', 'syllabus'], hash)],
  [/^courses\.license$/, (hash) => texts.pick(['private', 'public_domain', 'cc_by_sa'], hash)],
  [/\.media_comment_id$/, (hash) => `m-${texts.hex16(hash)}`],
  [/\.(content_type|mime_class)$/, (hash) => texts.pick(['application/pdf', 'image/png', 'text/html'], hash)],
  [/^accounts\.name$/, (hash) => `College of ${texts.pick(SUBJECTS, hash)}`],
  [
    /^enrollment_terms\.name$/,
    (hash, index) => `${texts.pick(['Spring', 'Summer', 'Fall'], hash)} ${2015 + (index % 12)}`,
  ],
  [/^users\.sortable_name$/, texts.sortableName],
  [/^users\.(name|short_name)$/, texts.personName],
  [/^courses\.(name|alternate_name)$/, texts.courseName],
  [/\.course_code$/, texts.courseCode],
  [/\.pronouns$/, (hash) => texts.pick(['she/her', 'he/him', 'they/them'], hash)],
  [/\.school_name$/, (hash) => `College of ${texts.pick(SUBJECTS, hash)}`],
  [/\.avatar_image_source$/, (hash) => texts.pick(['no_pic', 'attachment', 'gravatar'], hash)],
  [/\.(path|unique_id|email|reply_to_email|from_address)$/, texts.email],
  [/\.time_zone$/, (hash) => texts.pick(TIME_ZONES, hash)],
  [/\.(browser_)?locale$/, (hash) => texts.pick(LOCALES, hash)],
  [/\.(published_)?grade$/, (hash) => texts.pick(GRADES, hash)],
  [/\.anonymous_id$/, (hash) => texts.hex16(hash).slice(0, 5)],
  [/\.cached_tardiness$/, (hash) => texts.pick(['late', 'missing', 'on_time'], hash)],
  [/\.late_policy_status$/, (hash) => texts.pick(['late', 'missing', 'none', 'extended'], hash)],
  [/\.currency$/, (hash) => texts.pick(['USD', 'EUR', 'NOK'], hash)],
  [/\.primary_color$/, (hash) => `#${texts.hex16(hash).slice(0, 6)}`],
  [/\.user_agent$/, texts.userAgent],
  [/(url|_uri|host|launch)$/, texts.link],
  [
    /(uuid|token|lti_context_id|lti_user_id|signature|md5|_code|lookup|guid)$/,
    (hash) => texts.hex16(hash) + texts.hex16(hash >>> 1),
  ],
  [/_id$/, texts.foreignId],
  [/\.attachment_ids$/, (hash) => `${hash % 90_000},${(hash >>> 7) % 90_000}`],
  [
    /(settings|data|configuration|properties|options|scores|criteria|restrictions|_by_type|extensions)$/,
    texts.rubyYaml,
  ],
  [/(html|body|description|syllabus|message)$/, texts.html],
  [/(comment|comments|feedback|instructions|text|summary|note|answers)$/, texts.prose],
  [/(title|name|label|subject)$/, texts.workTitle],
];

/**
 * The text that suits a column by its name, never longer than it may be.
 *
 * @param path `table.column`, or `table.column.member`.
 */
export function textFor(path: string, limit: number | undefined): MakeText {
  const make = RULES.find(([pattern]) => pattern.test(path))?.[1] ?? texts.shortText;
  return limit === undefined ? make : (hash, index) => cut(make(hash, index), limit);
}

/** Cuts to `limit` characters, never through the middle of one. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}
