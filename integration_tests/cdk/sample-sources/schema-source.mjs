// A source with sound and unsound schemas. Each stream yields one record, and tells how often its schema was asked for.
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  launch,
  SchemaLoader,
  Source,
  Stream,
  TransformConfig,
  TypeTransformer,
  withSchema,
} from '../../../dist/cdk/index.js';

class One extends Stream {
  primaryKey = 'id';
  async *readRecords({ log }) {
    log.info(`${this.name} asked for its schema ${this.asked ?? 0} times`);
    yield { id: 1, at: '2026-01-01' };
  }
}

/** Each has a file in schemas/. */
class Sound extends One {}
class ClosedObject extends One {}
class UnknownType extends One {}
class ListFile extends One {}
class LostReference extends One {}
class WithoutFile extends One {}
class KeyNotThere extends Sound {
  primaryKey = ['id', ['office', 'id']];
  get name() {
    return 'key_not_there';
  }
}

/** The user chooses its cursor and its key. */
class Chosen extends One {
  primaryKey = null;
  get supportsIncremental() {
    return true;
  }
  get sourceDefinedCursor() {
    return false;
  }
}

/** Acts like a stream that asks a server for its schema. */
class Dynamic extends One {
  async getJsonSchema() {
    this.asked = (this.asked ?? 0) + 1;
    return { type: 'object', properties: { at: { type: 'string' } } };
  }
}
class DynamicCast extends Dynamic {
  transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
}
class DynamicSound extends DynamicCast {
  primaryKey = 'at';
}

class Shaped extends withSchema(One, z.object({ id: z.int(), at: z.iso.date() })) {}
class Misshaped extends withSchema(One, z.object({ id: z.int(), at: z.date() })) {}

const classes = {
  Sound,
  ClosedObject,
  UnknownType,
  ListFile,
  LostReference,
  WithoutFile,
  KeyNotThere,
  Chosen,
  Dynamic,
  DynamicCast,
  DynamicSound,
  Shaped,
  Misshaped,
};

const folder = (name) => fileURLToPath(new URL(name, import.meta.url));

class SchemaSource extends Source {
  configSchema = z.object({});
  schemaLoader = new SchemaLoader({ schemasDir: folder('schemas') });
  async check() {}
  async streams() {
    return Object.values(classes).map((StreamClass) => new StreamClass());
  }
}

await launch(async () => new SchemaSource(), {
  name: 'source-schemas',
  version: '1.0.0',
  description: 'Source with sound and unsound schemas',
});
