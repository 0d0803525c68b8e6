/** Names a table of DAP. */
export interface TableRef {
  readonly namespace: string;
  readonly table: string;
}

/** What an error is about: any of a table, a namespace, a job, an object. */
export interface CallSubject {
  readonly namespace?: string | undefined;
  readonly table?: string | undefined;
  readonly jobId?: string | undefined;
  readonly objectId?: string | undefined;
}

/**
 * How a subject is called in messages.
 *
 * @example
 * describeSubject({ namespace: 'canvas', table: 'courses' }) // 'canvas.courses'
 */
export function describeSubject(subject: CallSubject): string {
  const { namespace, table, jobId, objectId } = subject;
  const parts: string[] = [];
  if (namespace !== undefined) parts.push(table === undefined ? `namespace ${namespace}` : `${namespace}.${table}`);
  if (jobId !== undefined) parts.push(`job ${jobId}`);
  if (objectId !== undefined) parts.push(`object ${objectId}`);
  return parts.join(', ');
}
