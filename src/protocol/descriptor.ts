import type { StreamDescriptor } from './messages.js';

/** A key for maps: two streams of one name in two namespaces differ. */
export function descriptorKey(descriptor: StreamDescriptor): string {
  return JSON.stringify([descriptor.namespace ?? null, descriptor.name]);
}

/** A stream's name for people: `canvas.users`, or `users` without a namespace. */
export function descriptorText(descriptor: StreamDescriptor): string {
  return descriptor.namespace === undefined ? descriptor.name : `${descriptor.namespace}.${descriptor.name}`;
}

/** A descriptor as the protocol wants it: an absent namespace is left out. An empty one, which some platforms send, is absent. */
export function streamDescriptor(name: string, namespace: string | undefined): StreamDescriptor {
  return namespace === undefined || namespace === '' ? { name } : { name, namespace };
}
