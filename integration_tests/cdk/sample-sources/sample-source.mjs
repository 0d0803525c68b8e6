// A source that does what its configuration says: each stream shows one behaviour for the tests.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  Checkpoint,
  CodedError,
  EncodedRecords,
  IncrementalStream,
  launch,
  RecordBatch,
  Source,
  Stream,
  streamMissing,
  TransformConfig,
  TypeTransformer,
} from '../../../dist/cdk/index.js';

const properties = {
  id: { type: ['null', 'integer'] },
  text: { type: ['null', 'string'] },
  at: { type: ['null', 'string'] },
};

class Part extends Stream {
  primaryKey = 'id';
  constructor(config) {
    super();
    this.config = config;
  }
  async getJsonSchema() {
    return { type: 'object', properties: structuredClone(properties) };
  }
}

class Good extends Part {
  async *readRecords() {
    for (let id = 1; id <= 3; id += 1) yield { id, text: 'good', at: null };
  }
}

class Empty extends Part {
  async *readRecords() {}
}

class Failing extends Part {
  async *readRecords() {
    yield { id: 1, text: 'before the failure' };
    throw new CodedError('CDK_HTTP_RESPONSE', { message: `Refused with ${this.config.password}.` });
  }
}

class Surprised extends Part {
  readRecords() {
    throw new TypeError(`surprise ${JSON.stringify(this.config.password)}`);
  }
}

class Gone extends Part {
  readRecords() {
    throw streamMissing('it was dropped.');
  }
}

class Secretive extends Part {
  async *readRecords({ log }) {
    const { password } = this.config;
    log.info(`plain ${password} json ${JSON.stringify(password)} url ${encodeURIComponent(password)}`);
    log.warn(`base64 ${Buffer.from(`user:${password}`).toString('base64')}`);
    process.stderr.write(`stderr ${password}\n`);
    console.error('console.error %s', password);
    yield { id: 1, text: password };
    yield new Checkpoint({ password });
  }
}

class Talkative extends Part {
  async *readRecords() {
    console.log('{"type":"RECORD","record":{"stream":"fake"}}');
    process.stdout.write('half a line');
    console.table([{ a: 1 }]);
    yield { id: 1 };
  }
}

class Big extends Part {
  async *readRecords() {
    yield { id: 9007199254740993n, text: 'big' };
    yield new Checkpoint({ position: 18446744073709551615n });
  }
}

class Encoded extends Part {
  async *readRecords() {
    yield new EncodedRecords(Buffer.from('{"id":9007199254740993,"text":"ü"}\n{"id":2}\n'), () => ({ line: 2 }));
    yield new EncodedRecords(Buffer.from('{"id":3}'), () => ({ line: 3 }));
  }
}

class EncodedCustom extends Encoded {
  transformer = new TypeTransformer(TransformConfig.CustomSchemaNormalization);
  constructor(config) {
    super(config);
    this.transformer.registerCustomTransform((value) => value);
  }
}

class EncodedDerived extends IncrementalStream {
  primaryKey = 'id';
  get cursorField() {
    return 'id';
  }
  getJsonSchema = Part.prototype.getJsonSchema;
  async *readRecords() {
    yield new EncodedRecords(Buffer.from('{"id":1}'));
  }
  getUpdatedState() {
    return {};
  }
}

class Derived extends IncrementalStream {
  primaryKey = 'id';
  transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
  get cursorField() {
    return 'at';
  }
  getJsonSchema = Part.prototype.getJsonSchema;
  *streamSlices() {
    yield { from: 1 };
    yield { from: 3 };
  }
  async *readRecords({ state }, { from }) {
    if (state?.at >= String(from)) return;
    yield new RecordBatch([
      { id: from, at: from, secretColumn: 1 },
      { id: from + 1, at: from + 1 },
    ]);
  }
  // Changes its state in place, as careless connectors do.
  getUpdatedState(current, record) {
    if (typeof record.at !== 'string') throw new Error('The record was not cast before its state was derived.');
    const state = current ?? { at: '' };
    state.at = record.at;
    return state;
  }
}

class Namespaced extends Part {
  constructor(config, namespace, count) {
    super(config);
    this.space = namespace;
    this.count = count;
  }
  get name() {
    return 'twin';
  }
  get namespace() {
    return this.space;
  }
  async *readRecords() {
    for (let id = 1; id <= this.count; id += 1) yield { id, text: this.space };
    yield new Checkpoint({ space: this.space });
  }
}

class Waiting extends Part {
  get isResumable() {
    return true;
  }
  async *readRecords({ signal, state }) {
    yield new RecordBatch([{ id: 1 }, { id: 2 }], () => ({ done: 2 }));
    await delay(600_000, undefined, { signal });
    yield { id: state?.done ?? 0 };
  }
}

// Heeds no signal, as a library may that knows none.
class Deaf extends Part {
  async *readRecords() {
    yield new RecordBatch([{ id: 1 }], () => ({ done: 1 }));
    await delay(600_000);
  }
}

class Endless extends Part {
  async *readRecords() {
    for (let batch = 1; ; batch += 1) {
      const records = Array.from({ length: 100 }, (_, index) => ({ id: batch * 100 + index, text: 'x'.repeat(500) }));
      yield new RecordBatch(records, () => ({ batch }));
      if (batch % 50 === 0) yield new Checkpoint({ batch });
    }
  }
}

class Throwing extends Part {
  async *readRecords() {
    yield new RecordBatch([{ id: 1 }], () => ({ done: 1 }));
    setTimeout(() => {
      throw new Error(`timer ${this.config.password}`);
    }, 5);
    await delay(600_000);
  }
}

class Rejecting extends Part {
  async *readRecords() {
    yield { id: 1 };
    void Promise.reject(new Error(`nobody waits ${this.config.password}`));
    void Promise.reject(new Error('nor for the second'));
    await delay(600_000);
  }
}

class Nonsense extends Part {
  async *readRecords() {
    yield null;
  }
}

const parts = {
  Good,
  Empty,
  Failing,
  Surprised,
  Gone,
  Secretive,
  Talkative,
  Big,
  Encoded,
  EncodedCustom,
  EncodedDerived,
  Derived,
  Waiting,
  Deaf,
  Endless,
  Throwing,
  Rejecting,
  Nonsense,
};

class SampleSource extends Source {
  configSchema = z.object({
    password: z.string().meta({ airbyte_secret: true }),
    keys: z.array(z.object({ key: z.string().meta({ airbyte_secret: true }) })).optional(),
    login: z
      .union([
        z.object({ kind: z.literal('token'), token: z.string().meta({ airbyte_secret: true }) }),
        z.object({ kind: z.literal('none') }),
      ])
      .optional(),
    concurrency: z.number().int().min(1).optional(),
    check: z.enum(['ok', 'refuse', 'crash', 'wait']).optional(),
  });
  async check(config, { signal, log }) {
    log.debug('debug line');
    if (config.check === 'refuse')
      throw new CodedError('CDK_CONFIG_INVALID', { message: `Password ${config.password} is wrong.` });
    if (config.check === 'crash')
      throw new TypeError(`no ${config.password}, ${config.keys?.[0]?.key}, ${config.login?.token}`);
    if (config.check === 'wait') await delay(600_000, undefined, { signal });
  }
  async streams(config) {
    const named = Object.values(parts).map((StreamClass) => new StreamClass(config));
    return [...named, new Namespaced(config, 'north', 2), new Namespaced(config, 'south', 3)];
  }
  concurrency(config) {
    return config.concurrency ?? 1;
  }
}

await launch(
  async () => {
    if (process.env.SAMPLE_LOAD === 'slow') await delay(600_000);
    if (process.env.SAMPLE_LOAD === 'broken') throw new Error('cannot load');
    return new SampleSource();
  },
  { name: 'source-sample', version: '1.2.3', description: 'Sample source' },
);
