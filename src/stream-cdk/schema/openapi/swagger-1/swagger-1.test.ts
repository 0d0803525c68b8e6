import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { SchemaLoader } from '../../../../schema/schema-loader.js';
import { type FromOpenApiOptions, fromOpenApi } from '../from-openapi.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** In the form in which Canvas LMS publishes its API: absolute URLs in the listing, texts for types of its own. */
const LISTING = {
  apiVersion: '1.0',
  swaggerVersion: '1.2',
  apis: [
    { path: 'https://canvas.example.com/doc/api/courses.json', description: 'Courses' },
    { path: '/users.json', description: 'Users' },
  ],
};

const COURSES = {
  apiVersion: '1.0',
  swaggerVersion: '1.2',
  basePath: 'https://canvas.example.com/api',
  resourcePath: '/courses',
  apis: [
    {
      path: '/v1/courses',
      operations: [
        { method: 'POST', type: 'Course' },
        { method: 'GET', nickname: 'list_courses', type: 'array', items: { $ref: 'Course' }, parameters: [] },
      ],
    },
    { path: '/v1/courses/{id}', operations: [{ method: 'GET', type: 'Course' }] },
    { path: '/v1/courses/{id}/settings', operations: [{ method: 'GET', type: 'void' }] },
  ],
  models: {
    Term: { id: 'Term', required: [''], properties: { id: { type: 'integer' }, name: { type: 'String' } } },
    Course: {
      id: 'Course',
      description: 'A course',
      required: ['id'],
      properties: {
        id: { type: 'integer', format: 'int64' },
        score: { type: 'float' },
        start_at: { type: 'datetime', description: 'Begin', example: '2024-01-01T00:00:00Z' },
        state: { type: 'string', allowableValues: { values: ['available', 'deleted'] } },
        term: { $ref: 'Term' },
        owner: { type: 'User' },
        tags: { type: 'array', items: { type: 'string' } },
        progress: { type: 'integer', allowableValues: { min: 0, max: '100', valueType: 'RANGE' } },
      },
    },
    User: { id: 'User', properties: { id: { type: 'int' } } },
  },
};

const USERS = {
  swaggerVersion: '1.2',
  apis: [{ path: '/v1/users', operations: [{ method: 'GET', type: 'List[User]' }] }],
  models: {
    User: { id: 'User', properties: { id: { type: 'integer' }, email: { type: 'string', required: true } } },
    Admin: { id: 'Admin', properties: { level: { type: 'integer' } } },
    Person: { id: 'Person', subTypes: ['Admin'], discriminator: 'kind', properties: { kind: { type: 'string' } } },
  },
};

async function convert(
  files: Readonly<Record<string, unknown>>,
  file: string,
  options: Partial<FromOpenApiOptions> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'swagger-1-'));
  folders.push(folder);
  await mkdir(join(folder, 'api'));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, 'api', name), JSON.stringify(content));
  }
  const [schemas, shared] = [join(folder, 'schemas'), join(folder, 'shared')];
  const result = await fromOpenApi({
    file: join(folder, 'api', file),
    components: [],
    schemas,
    shared,
    force: false,
    ...options,
  });
  return {
    result,
    streams: [...result.generated.streams.keys()].sort(),
    load: (name: string) => new SchemaLoader({ schemasDir: schemas }).load(name),
    text: (name: string) => readFile(join(schemas, name), 'utf8'),
  };
}

const ALL = { 'api-docs.json': LISTING, 'courses.json': COURSES, 'users.json': USERS };

test.each(['api-docs.json', '.'])('models of all resources become streams, from %s', async (file) => {
  const { streams, load, result } = await convert(ALL, file);
  expect(streams).toEqual(['admin.json', 'course.json', 'person.json', 'term.json', 'user.json', 'users_user.json']);
  expect(await load('course')).toMatchObject({
    required: ['id'],
    properties: {
      id: { type: 'integer' },
      score: { type: ['null', 'number'] },
      start_at: { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
      state: { type: ['null', 'string'], enum: ['available', 'deleted', null] },
      term: { type: ['null', 'object'], properties: { name: { type: ['null', 'string'] } } },
      owner: { type: ['null', 'object'], properties: { id: { type: ['null', 'integer'] } } },
      tags: { type: ['null', 'array'], items: { type: 'string' } },
      progress: { type: ['null', 'integer'], minimum: 0, maximum: 100 },
    },
  });
  expect(await load('users_user')).toMatchObject({ required: ['email'], properties: { email: { type: 'string' } } });
  expect(await load('admin')).toMatchObject({ properties: { kind: {}, level: {} } });
  expect(result.fault).toBeUndefined();
  expect([...result.notes.kinds.keys()]).toContain(
    'models that another resource describes otherwise, called after their resource',
  );
});

test('endpoints that return lists become streams, named after their paths', async () => {
  const { streams, load } = await convert(ALL, 'api-docs.json', { byEndpoint: true });
  expect(streams).toEqual(['courses.json', 'users.json']);
  expect(await load('courses')).toMatchObject({ type: 'object', properties: { id: { type: 'integer' } } });
  expect(await load('users')).toMatchObject({ type: 'object', properties: { email: { type: 'string' } } });
});

test('one resource alone is a description, too', async () => {
  const { streams } = await convert({ 'users.json': USERS }, 'users.json');
  expect(streams).toEqual(['admin.json', 'person.json', 'user.json']);
});

test('a resource that the listing names and that is not there is asked for', async () => {
  await expect(convert({ 'api-docs.json': LISTING, 'courses.json': COURSES }, 'api-docs.json')).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining('Download the files that it lists beside it'),
  });
});
