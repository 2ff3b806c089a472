import { describe, expect, it } from 'vitest';
import type { ContextDetails } from '../../../shared/contract/contexts.ts';
import { changesOf, formOf } from './edit-fields.ts';

const details: ContextDetails = {
  clusterId: 'config:prod',
  name: 'prod',
  namespace: 'web',
  server: 'https://a.invalid',
  certificateAuthority: { type: 'file', text: '/etc/ca.pem' },
  insecureSkipTlsVerify: false,
  tlsServerName: '',
  proxyUrl: 'http://proxy:3128',
  userKind: 'token',
  user: 'me',
  command: null,
  impersonate: '',
  impersonateGroups: ['a', 'b'],
  removes: [],
  sharedWith: [],
};

describe('editing an entry', () => {
  const was = formOf(details);

  it('what was not touched is not sent: a named file of a certificate authority stays named', () => {
    expect(changesOf('config:prod', was, was)).toBeNull();
    expect(changesOf('config:prod', was, { ...was, server: ' https://b.invalid ' })).toEqual({
      clusterId: 'config:prod',
      server: 'https://b.invalid',
    });
  });

  it('an emptied field is taken out; an empty token is no new token', () => {
    expect(
      changesOf('config:prod', was, { ...was, proxyUrl: '', namespace: ' ', impersonateGroups: '', token: ' ' }),
    ).toEqual({ clusterId: 'config:prod', proxyUrl: null, namespace: null, impersonateGroups: null });
  });

  it('lists are read with their commas', () => {
    expect(changesOf('config:prod', was, { ...was, impersonateGroups: 'a, c ,' })).toEqual({
      clusterId: 'config:prod',
      impersonateGroups: ['a', 'c'],
    });
  });
});
