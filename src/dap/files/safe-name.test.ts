import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinctNames, jobFolderName, safeName } from './safe-name.js';

describe('a safe name', () => {
  test.each([
    ['6f6b/part-00000-aa11.jsonl.gz', 'part-00000-aa11.jsonl.gz'],
    ['../../x', 'x'],
    ['/etc/passwd', 'passwd'],
    ['C:\\Windows\\win.ini', 'win.ini'],
    ['a/b/', 'b'],
    ['.hidden', 'hidden'],
    ['nul.txt', '_nul.txt'],
    ['COM1', '_COM1'],
    ['a:b|c', 'a_b_c'],
    ['x.part', 'x_part'],
    ['line\nfeed', 'line_feed'],
  ])('of %j is %j', (id, name) => expect(safeName(id)).toBe(name));

  test.each(['', '..', '/', '...', ' . ', '\\'])('of %j, which has none, comes from its hash', (id) => {
    expect(safeName(id)).toMatch(/^file-[0-9a-f]{8}$/);
  });

  test('of a very long id is short, keeps its ending, and differs from that of another', () => {
    const [a, b] = ['a', 'b'].map((end) => safeName(`${'ü'.repeat(500)}${end}.jsonl.gz`));
    expect(Buffer.byteLength(a ?? '')).toBeLessThanOrEqual(200);
    expect(a).toMatch(/\.jsonl\.gz$/);
    expect(a).not.toBe(b);
  });

  test('of whatever text is a plain name of any system', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'./\\ :Con') })),
        (id) => {
          const name = safeName(id);
          expect(name).toMatch(/^[^\p{Cc}<>:"/\\|?*]+$/u);
          expect(name).not.toMatch(/^[.\s]|[.\s]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.part$/i);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        },
      ),
    );
  });
});

describe('names of several files', () => {
  test('are those of the files where they differ', () => {
    expect([...distinctNames(['j/a.gz', 'j/b.gz']).values()]).toEqual(['a.gz', 'b.gz']);
  });

  test('differ where base names are equal, also by case alone, and do not depend on the order', () => {
    const ids = ['x/a.jsonl.gz', 'y/a.jsonl.gz', 'z/A.jsonl.gz', 'z/b.jsonl.gz'];
    const names = distinctNames(ids);
    expect(new Set([...names.values()].map((name) => name.toLowerCase())).size).toBe(4);
    expect(distinctNames(ids.toReversed())).toEqual(names);
    expect(names.get('x/a.jsonl.gz')).toMatch(/^a-[0-9a-f]{8}\.jsonl\.gz$/);
  });

  test('differ where only the loss of an ending makes them equal', () => {
    const names = distinctNames(['j/a.jsonl', 'j/a.jsonl.gz'], (name) => name.replace(/\.gz$/, ''));
    expect(new Set(names.values()).size).toBe(2);
  });

  test('differ also from one that was made to look like a changed one', () => {
    const changed = distinctNames(['x/a.gz', 'y/a.gz']).get('x/a.gz') ?? '';
    const names = distinctNames(['x/a.gz', 'y/a.gz', `z/${changed}`]);
    expect(new Set(names.values()).size).toBe(3);
  });

  test('leave out what other files of the folder are called', () => {
    expect(distinctNames(['j/manifest.jsonl'], undefined, ['manifest.jsonl']).get('j/manifest.jsonl')).not.toBe(
      'manifest.jsonl',
    );
  });
});

test('the folder of a job has its id in its name; ids that are not plain do not meet', () => {
  expect(jobFolderName('6f6b-11')).toBe('job_6f6b-11');
  expect(jobFolderName('../x')).toMatch(/^job_[^/\\]+$/);
  expect(jobFolderName('a/b')).not.toBe(jobFolderName('a_b'));
});
