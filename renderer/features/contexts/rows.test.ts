import { describe, expect, it } from 'vitest';
import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import { certificateWords, contextRows, isShown, matchesWords, pageRows } from './rows.ts';

const info = (file: string, name: string, more: Partial<ContextInfo> = {}): ContextInfo => ({
  clusterId: `${file}:${name}`,
  clusterName: name,
  file: `/home/me/.kube/${file}`,
  server: 'https://10.0.0.1:6443',
  user: 'me',
  namespace: null,
  userKind: 'token',
  certificateEnd: null,
  status: 'ok',
  current: false,
  ...more,
});

const settings: Settings = {
  ...defaultSettings,
  clusters: {
    'b:two': { favourite: true, tags: ['payments', 'eu'], displayName: 'Payments' },
    'a:one': { hidden: true },
  },
};
const contexts = [
  info('a', 'zero'),
  info('a', 'one'),
  info('b', 'three', { status: 'invalid', problem: 'No.' }),
  info('b', 'two'),
];
const rows = contextRows(contexts, [], settings);
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

describe('known contexts', () => {
  it('hidden ones are shown only when asked for', () => {
    expect(ids(rows.filter((row) => isShown(row, 'all')))).not.toContain('a:one');
    expect(ids(rows.filter((row) => isShown(row, 'hidden')))).toEqual(['a:one']);
    expect(ids(rows.filter((row) => isShown(row, 'favourites')))).toEqual(['b:two']);
    expect(ids(rows.filter((row) => isShown(row, 'invalid')))).toEqual(['b:three']);
  });

  it('are found by every word, in whatever the row says', () => {
    const found = (text: string) => ids(rows.filter((row) => matchesWords(row, text)));
    expect(found('PAYMENTS eu')).toEqual(['b:two']);
    expect(found('.kube/a')).toEqual(['a:zero', 'a:one']);
    expect(found('payments nowhere')).toEqual([]);
    expect(found('')).toHaveLength(4);
  });

  it('stand below their file, favourites first, files in order of discovery', () => {
    expect(ids(pageRows(rows, { grouped: true, added: ['/home/me/.kube/b'] }))).toEqual([
      'file /home/me/.kube/a',
      'a:zero',
      'a:one',
      'file /home/me/.kube/b',
      'b:two',
      'b:three',
    ]);
    expect(ids(pageRows(rows, { grouped: false, added: [] }))).toEqual(['b:two', 'a:zero', 'a:one', 'b:three']);
  });

  it('a certificate says when it ends', () => {
    const now = Date.UTC(2026, 0, 10);
    const day = 86_400_000;
    expect(certificateWords(null, now)).toBeNull();
    expect(certificateWords(now - 3 * day, now)).toEqual({ text: 'expired 3 d ago', tone: 'bad' });
    expect(certificateWords(now + 5 * day, now)).toEqual({ text: '5 d', tone: 'warn' });
    expect(certificateWords(now + 300 * day, now)).toEqual({ text: '300 d', tone: 'ok' });
  });
});
