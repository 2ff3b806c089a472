import { expect, test } from 'vitest';
import { joinDocuments, readManifests } from './files.ts';

test('manifests of a folder come in the order of their names, each a document; the rest is left out', async () => {
  const read = await readManifests([
    new File(['b: 1'], 'b.yaml'),
    new File(['x'], 'readme.md'),
    new File(['a: 1\n'], 'a.yml'),
  ]);
  expect(read).toEqual({ text: '# a.yml\na: 1\n---\n# b.yaml\nb: 1\n', problems: [] });
  expect((await readManifests([new File(['x'], 'a.md'), new File(['x'], 'b.md')])).problems).toHaveLength(1);
});

test('one file is taken whatever its name; what is no text, or too much, is said', async () => {
  expect((await readManifests([new File(['a: 1'], 'notes')])).text).toBe('a: 1\n');
  expect((await readManifests([new File([new Uint8Array([255, 254, 0])], 'a.yaml')])).problems).toEqual([
    'a.yaml is no text.',
  ]);
  const large = new File(['x'.repeat(4_000_001)], 'a.yaml');
  expect((await readManifests([large])).problems[0]).toContain('4 MB at most');
});

test('documents are divided once', () => {
  expect(joinDocuments(['a: 1', '', '---\nb: 2\n', 'c: 3'])).toBe('a: 1\n---\nb: 2\n---\nc: 3\n');
});
