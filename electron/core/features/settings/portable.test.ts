import { expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../../../shared/settings.ts';
import { exportText, readImport } from './portable.ts';

const mine: Settings = {
  ...defaultSettings,
  theme: 'dark',
  shortcuts: { 'row.yaml': ['g'] },
  execConsents: ['a-consent'],
  openClusters: ['config:prod'],
  webPort: 4711,
  clusters: { 'config:prod': { color: 3 }, 'config:mine': { displayName: 'Mine' } },
};
const fileOf = (settings: unknown): string => JSON.stringify({ portolanSettings: 1, settings });

test('what leaves is what a person chose: no consent, no tab, no port of this machine', () => {
  const text = exportText(mine);
  expect(text).not.toContain('a-consent');
  for (const key of ['execConsents', 'openClusters', 'clusterFileParts', 'webPort']) expect(text).not.toContain(key);
  const { values, changes } = readImport(text, defaultSettings);
  expect(values).toMatchObject({ theme: 'dark', shortcuts: { 'row.yaml': ['g'] } });
  expect(changes.toSorted()).toEqual(['config:mine', 'config:prod', 'shortcuts', 'theme']);
  expect(readImport(text, mine).changes).toEqual([]);
});

test('only what the file names is changed, and clusters it does not know keep what they have', () => {
  const { values, changes } = readImport(
    fileOf({ density: 'comfortable', clusters: { 'config:prod': { color: 1 } } }),
    mine,
  );
  expect(values).toEqual({
    density: 'comfortable',
    clusters: { 'config:prod': { color: 1 }, 'config:mine': { displayName: 'Mine' } },
  });
  expect(changes).toEqual(['density', 'config:prod']);
});

test.for([
  ['{', /no JSON/],
  ['{}', /"portolanSettings" is missing/],
  [fileOf({ theme: 'pink' }), /^"theme": /],
  [fileOf({ clusters: { 'config:prod': { color: 99 } } }), /^"clusters.config:prod.color": /],
  [fileOf({ timeZone: 'Mars/Base' }), /^"timeZone": is no time zone/],
  [fileOf({ colour: 1 }), /^"colour": there is no such setting/],
  [fileOf({ execConsents: ['x'] }), /^"execConsents": this belongs to one machine/],
  [JSON.stringify({ portolanSettings: 2, settings: {} }), /newer Portolan/],
] as const)('a bad file is refused by the name of what is wrong: %s', ([text, message]) => {
  expect(() => readImport(text, mine)).toThrow(message);
  expect(() => readImport(text, mine)).toThrow('Nothing was changed.');
});
