import { describe, expect, it } from 'vitest';
import { managedFieldsRange, quietRanges } from './fold.ts';

const folded = (yaml: string): string | null => {
  const range = managedFieldsRange(yaml);
  return range === null ? null : `${yaml.slice(0, range.from)}…${yaml.slice(range.to)}`;
};

describe('managedFields', () => {
  it('folds from the end of its line to the next field', () => {
    const yaml =
      'kind: Pod\nmetadata:\n  name: a\n  managedFields:\n  - manager: x\n    fieldsV1:\n      f:a: {}\n  uid: u\nspec: {}\n';
    expect(folded(yaml)).toBe('kind: Pod\nmetadata:\n  name: a\n  managedFields:…\n  uid: u\nspec: {}\n');
  });
  it('folds a list that is indented under its key, and one at the end of the metadata', () => {
    expect(folded('metadata:\n  managedFields:\n    - manager: x\n      time: y\nspec:\n  a: 1\n')).toBe(
      'metadata:\n  managedFields:…\nspec:\n  a: 1\n',
    );
  });
  it('leaves alone what only looks like it', () => {
    expect(folded('metadata:\n  name: a\nspec:\n  managedFields:\n  - x\n')).toBeNull();
    expect(folded('data:\n  text: |\n    managedFields:\n')).toBeNull();
    expect(folded('kind: Pod\n')).toBeNull();
  });
});

it('the status folds as well, and what only looks like it does not', () => {
  const yaml = 'kind: Pod\nspec:\n  status: x\nstatus:\n  phase: Running\n  conditions:\n  - type: Ready\n';
  expect(quietRanges(yaml).map(({ from, to }) => yaml.slice(from, to))).toEqual([
    '\n  phase: Running\n  conditions:\n  - type: Ready',
  ]);
});
