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
