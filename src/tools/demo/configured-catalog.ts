import type { AirbyteStream } from '../../protocol/catalog.js';
import type { AirbyteMessage } from '../../protocol/messages.js';

/** The streams that `discover` announced. */
export function discoveredStreams(messages: readonly AirbyteMessage[]): readonly AirbyteStream[] {
  return messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []));
}

/** What a user would choose in the platform: every stream, incremental, one row a key in the destination. */
export function configureCatalog(streams: readonly AirbyteStream[]): unknown {
  return {
    streams: streams.map((stream) => ({
      stream,
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      cursor_field: stream.default_cursor_field,
      primary_key: stream.source_defined_primary_key,
    })),
  };
}
