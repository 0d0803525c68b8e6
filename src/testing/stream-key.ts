import { descriptorText } from '../protocol/descriptor.js';
import type { ReceivedDescriptor } from './received-message.js';

/**
 * A stream's name for maps and texts: `canvas.users`, or `users` without a namespace.
 *
 * @example
 * streamKey({ name: 'users', namespace: 'canvas' }) // 'canvas.users'
 */
export function streamKey(descriptor: ReceivedDescriptor): string {
  const namespace = descriptor.namespace ?? undefined;
  return descriptorText(namespace === undefined ? { name: descriptor.name } : { name: descriptor.name, namespace });
}

/** Tells whether a list, as users write it, has the stream: by its name or by its {@link streamKey}. */
export function isListed(descriptor: ReceivedDescriptor, names: readonly string[]): boolean {
  return names.includes(descriptor.name) || names.includes(streamKey(descriptor));
}
