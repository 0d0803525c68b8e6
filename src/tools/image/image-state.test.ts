import { expect, test } from 'vitest';
import { parseDockerfile } from './dockerfile.js';
import { ImageState } from './image-state.js';

function stateAfter(source: string): ImageState {
  const state = new ImageState([['PATH', '/bin']]);
  for (const instruction of parseDockerfile(source)) state.accept(instruction);
  return state;
}

test('what an image says about itself is taken in, variables replaced', () => {
  const state = stateAfter(`ARG version=1.2.3
ENV NAME="a b" HOME_OF=x
LABEL name=$HOME_OF version=$version
USER airbyte
ENTRYPOINT ["node", "x.js"]`);
  expect(state.env).toEqual(
    new Map([
      ['PATH', '/bin'],
      ['NAME', 'a b'],
      ['HOME_OF', 'x'],
    ]),
  );
  expect(state.labels).toEqual(
    new Map([
      ['name', 'x'],
      ['version', '1.2.3'],
    ]),
  );
  expect([state.user, state.entrypoint]).toEqual(['airbyte', ['node', 'x.js']]);
});

test('what a container runs and keeps is taken in', () => {
  const state = stateAfter(`VOLUME /data
HEALTHCHECK --interval=60s --start-period=5s CMD ["node", "health.js"]
ENTRYPOINT ["dap"]
CMD ["sync", "--every", "4h"]`);
  expect(state).toMatchObject({
    volumes: ['/data'],
    healthCheck: ['node', 'health.js'],
    entrypoint: ['dap'],
    command: ['sync', '--every', '4h'],
  });
});

test('an argument reaches commands of the build, not the image', () => {
  const state = stateAfter('ARG mode=fast');
  expect(state.runEnv.get('mode')).toBe('fast');
  expect(state.env.has('mode')).toBe(false);
});

test.each([
  ['ENTRYPOINT', 'ENTRYPOINT node x.js'],
  ['CMD', 'CMD node x.js'],
  ['HEALTHCHECK', 'HEALTHCHECK --interval=5s CMD node x.js'],
])('%s for a shell is refused', (name, line) => {
  expect(() => stateAfter(line)).toThrow(`write ${name} as a list`);
});

test('an instruction that changes files is left to others', () => {
  const state = new ImageState([]);
  expect(parseDockerfile('RUN true\nCOPY a b').map((each) => state.accept(each))).toEqual([false, false]);
});
