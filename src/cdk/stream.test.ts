import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SchemaLoader } from '../schema/schema-loader.js';
import { Stream } from './stream.js';

abstract class Nothing extends Stream {
  override readonly primaryKey = null;
  override *readRecords() {}
}

const schemaOf = (column: string) => ({ type: 'object', properties: { [column]: { type: 'string' } } });

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stream-'));
  for (const [path, content] of Object.entries({
    'schemas/employee_benefits.json': schemaOf('top'),
    'schemas/hr/employee_benefits.json': schemaOf('hr'),
    'schemas/broken/employee_benefits.json': [],
    'secret.json': schemaOf('secret'),
  })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), JSON.stringify(content));
  }
});
afterAll(async () => await rm(root, { recursive: true }));

describe('the name of a stream', () => {
  test('is that of its class in snake case, also of a class inside an expression', () => {
    class EmployeeBenefits extends Nothing {}
    const Assigned = class extends Nothing {};
    expect(new EmployeeBenefits().name).toBe('employee_benefits');
    expect(new Assigned().name).toBe('assigned');
    expect(new (class HTTPStream extends Nothing {})().name).toBe('http_stream');
  });

  test('can be overridden', async () => {
    class Renamed extends Nothing {
      override get name() {
        return 'employee_benefits';
      }
    }
    const stream = new Renamed();
    stream.schemaLoader = new SchemaLoader({ schemasDir: join(root, 'schemas') });
    expect(await stream.getJsonSchema()).toEqual(schemaOf('top'));
  });

  test.each<[string, Stream]>([
    ['without a name', new (class extends Nothing {})()],
    [
      'whose name is a method',
      new (class Named extends Nothing {
        static override readonly name: unknown = () => 'x';
      })(),
    ],
  ])('is a clear error of a class %s', async (_title, stream) => {
    expect(() => stream.name).toThrow(expect.objectContaining({ code: 'CDK_STREAM_DEFINITION' }));
    await expect(stream.getJsonSchema()).rejects.toMatchObject({
      message: 'The class of a stream has no name of its own: name the class, or override `name`.',
    });
  });
});

test.each([undefined, 5])('a key that JavaScript left as %s is reported with its stream', async (given: unknown) => {
  class Keyless extends Nothing {
    override readonly primaryKey = given as null;
    override async getJsonSchema() {
      return schemaOf('a');
    }
  }
  await expect(new Keyless().toAirbyteStream()).rejects.toMatchObject({
    code: 'CDK_STREAM_DEFINITION',
    message: expect.stringContaining(`Stream keyless: its primaryKey is ${typeof given}.`),
  });
});

describe('the schema of a stream', () => {
  class EmployeeBenefits extends Nothing {
    readonly #namespace: string | undefined;
    constructor(namespace?: string) {
      super();
      this.#namespace = namespace;
      this.schemaLoader = new SchemaLoader({ schemasDir: join(root, 'schemas') });
    }
    override get namespace() {
      return this.#namespace;
    }
  }

  test('can be taken from super and changed, which poisons no other call', async () => {
    class Modified extends EmployeeBenefits {
      override get name() {
        return 'employee_benefits';
      }
      override async getJsonSchema() {
        const schema = await super.getJsonSchema();
        schema['dynamically_determined_property'] = 'property';
        Object.assign(schema['properties'] as object, { added: { type: 'string' } });
        return schema;
      }
    }
    const stream = new Modified();
    const expected = {
      ...schemaOf('top'),
      dynamically_determined_property: 'property',
      properties: { top: { type: 'string' }, added: { type: 'string' } },
    };
    const first = await stream.getJsonSchema();
    expect(first).toEqual(expected);
    Object.assign(first['properties'] as object, { more: {} });
    expect(await stream.getJsonSchema()).toEqual(expected);
    expect(await new EmployeeBenefits().getJsonSchema()).toEqual(schemaOf('top'));
  });

  test.each([
    [undefined, 'top'],
    ['hr', 'hr'],
    ['unknown', 'top'],
    ['..', 'top'],
    ['../..', 'top'],
    ['a/b', 'top'],
    ['a\0', 'top'],
    ['', 'top'],
  ])('in the namespace %j is that with the column %s', async (namespace, column) => {
    expect(await new EmployeeBenefits(namespace).getJsonSchema()).toEqual(schemaOf(column));
  });

  test('in the folder of its namespace is not skipped because it is broken', async () => {
    await expect(new EmployeeBenefits('broken').getJsonSchema()).rejects.toMatchObject({ code: 'SCHEMA_NOT_OBJECT' });
  });

  test.each(['../secret', '..', '.', 'a/../../secret', '/etc/passwd', 'x\0', '..\\secret', 'a/b/c', ''])(
    'of the name %j is refused: it would leave its folder',
    async (name) => {
      class Odd extends EmployeeBenefits {
        override get name() {
          return name;
        }
      }
      await expect(new Odd().getJsonSchema()).rejects.toMatchObject({ code: 'SCHEMA_NAME_INVALID' });
      await expect(new Odd('..').getJsonSchema()).rejects.toMatchObject({ code: 'SCHEMA_NAME_INVALID' });
    },
  );
});
