import { describe, expect, it } from 'vitest';
import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import { kubeconfigItems, menuWidth, serverHost } from './kubeconfig-items.ts';

const context = (clusterId: string, file: string, more: Partial<ContextInfo> = {}): ContextInfo => ({
  clusterId,
  clusterName: clusterId.slice(clusterId.indexOf(':') + 1),
  file,
  server: 'https://10.0.0.1:6443',
  user: 'me',
  namespace: null,
  userKind: 'token',
  certificateEnd: null,
  status: 'ok',
  current: false,
  ...more,
});

describe('kubeconfigItems', () => {
  const contexts = [
    context('config:prod', '/home/me/.kube/config'),
    context('team:prod', '/etc/team'),
    context('config:broken', '/home/me/.kube/config', {
      status: 'invalid',
      problem: 'config: context broken has no user.',
    }),
  ];

  it('groups by file, though contexts come mixed, and checks the open ones', () => {
    const items = kubeconfigItems(contexts, ['team:prod'], '/home/me');
    expect(items.map((item) => [item.group, item.label, item.checked])).toEqual([
      ['~/.kube/config', 'prod', false],
      ['~/.kube/config', 'broken', false],
      ['/etc/team', 'prod', true],
    ]);
  });

  it('leaves out what was hidden, unless it is open, and shows the name a person gave', () => {
    const marks = { 'config:prod': { displayName: 'Production' }, 'team:prod': { hidden: true } };
    const labels = (open: readonly string[]) =>
      kubeconfigItems(contexts, open, '/home/me', marks).map(({ label, detail }) => `${label} ${detail}`);
    expect(labels([])).toEqual(['Production prod · 10.0.0.1:6443', 'broken 10.0.0.1:6443']);
    expect(labels(['team:prod'])).toContain('prod 10.0.0.1:6443');
  });

  it('says why an entry cannot be used', () => {
    const [, broken] = kubeconfigItems(contexts, [], '/home/me');
    expect(broken?.disabled).toBe('config: context broken has no user.');
  });

  it('shows where a server is, and keeps what is no address', () => {
    expect(serverHost('https://10.0.0.1:6443/k8s')).toBe('10.0.0.1:6443');
    expect(serverHost('not an address')).toBe('not an address');
    expect(serverHost(null)).toBeUndefined();
  });

  it('is as wide as its content, within limits', () => {
    expect(menuWidth([])).toBe(300);
    expect(menuWidth([{ id: 'a', label: 'x'.repeat(500) }])).toBe(620);
  });
});
