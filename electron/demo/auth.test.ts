import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoServer, type DemoUser, manualClock, startDemoServer } from './server.ts';
import { client } from './testing.ts';

const clock = manualClock();
const READER = { verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'] };
const users: readonly DemoUser[] = [
  { name: 'admin', groups: ['system:masters'], signIn: { kind: 'certificate' } },
  { name: 'team', signIn: { kind: 'token', token: 'team-token' }, rules: [{ ...READER, namespaces: ['payments'] }] },
  { name: 'brief', signIn: { kind: 'token', token: 'brief-token', expiresAt: clock.now() + 60_000 } },
  { name: 'old', signIn: { kind: 'basic', password: 'sesame' } },
  { name: 'nobody', signIn: { kind: 'none' } },
];
let server: DemoServer;

beforeAll(async () => {
  server = await startDemoServer({ clock, users, pods: 80, living: false });
});
afterAll(() => server.close());

const asking = async <T>(
  options: Parameters<typeof client>[1],
  ask: (api: ReturnType<typeof client>) => Promise<T>,
): Promise<T> => {
  const api = client(server, options);
  try {
    return await ask(api);
  } finally {
    await api.close();
  }
};

const whoami = { method: 'POST', body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' } } as const;
const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

test('a client certificate, a token and a password each are somebody', async () => {
  const admin = await asking({ user: 'admin' }, (api) => api.call(REVIEWS, whoami));
  expect(admin.body.status.userInfo).toEqual({ username: 'admin', groups: ['system:masters', 'system:authenticated'] });
  const team = await asking({ token: 'team-token' }, (api) => api.call(REVIEWS, whoami));
  expect(team.body.status.userInfo.username).toBe('team');
  const basic = `Basic ${Buffer.from('old:sesame').toString('base64')}`;
  const old = await asking({ user: 'none' }, (api) =>
    api.call(REVIEWS, { ...whoami, headers: { authorization: basic } }),
  );
  expect(old.body.status.userInfo.username).toBe('old');
});

test('without credentials: anonymous, who may ask how the server is and no more', async () => {
  await asking({ user: 'none' }, async (api) => {
    expect((await api.call('/readyz')).text).toBe('ok');
    expect((await api.call('/version')).body.gitVersion).toBe('v1.36.3');
    const refused = await api.call('/api/v1/pods');
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    ]);
    expect((await api.call('/apis')).body.message).toBe('forbidden: User "system:anonymous" cannot get path "/apis"');
  });
});

test('an unknown token is 401, an expired one too, a revoked user until allowed again', async () => {
  expect((await asking({ token: 'wrong' }, (api) => api.call('/api/v1/nodes'))).body).toMatchObject({
    code: 401,
    message: 'Unauthorized',
  });
  await asking({ token: 'brief-token' }, async (api) => {
    expect((await api.call('/api/v1/nodes')).status).toBe(200);
    server.auth.revoke('brief');
    expect((await api.call('/api/v1/nodes')).status).toBe(401);
    server.auth.allow('brief');
    expect((await api.call('/api/v1/nodes')).status).toBe(200);
    clock.advance(60_000);
    expect((await api.call('/api/v1/nodes')).status).toBe(401);
  });
});

test('a user of one namespace reads that one, and is told so beforehand', async () => {
  await asking({ token: 'team-token' }, async (api) => {
    expect((await api.call('/api/v1/namespaces/payments/pods')).status).toBe(200);
    const there = await api.call('/apis/apps/v1/namespaces/orders/deployments/x');
    expect([there.status, there.body.message]).toEqual([
      403,
      'deployments.apps "x" is forbidden: User "team" cannot get resource "deployments" in API group "apps" in the namespace "orders"',
    ]);
    expect((await api.call('/api/v1/namespaces')).status).toBe(403);
    expect((await api.call('/api/v1/namespaces/payments/pods', { method: 'POST', body: {} })).status).toBe(403);
    const ask = (resourceAttributes: object) =>
      api.call('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        method: 'POST',
        body: { spec: { resourceAttributes } },
      });
    expect((await ask({ verb: 'list', resource: 'pods', namespace: 'payments' })).body.status.allowed).toBe(true);
    expect((await ask({ verb: 'list', resource: 'pods' })).body.status).toEqual({ allowed: false });
    const rules = await api.call('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
      method: 'POST',
      body: { spec: { namespace: 'payments' } },
    });
    expect(rules.body.status.resourceRules).toContainEqual({
      verbs: ['get', 'list', 'watch'],
      apiGroups: ['*'],
      resources: ['*'],
    });
  });
});

test('who may do everything may be somebody else; others may not', async () => {
  const as = { headers: { 'impersonate-user': 'team' } };
  await asking({ user: 'admin' }, async (api) => {
    expect((await api.call(REVIEWS, { ...whoami, ...as })).body.status.userInfo.username).toBe('team');
    expect((await api.call('/api/v1/nodes', as)).status).toBe(403);
  });
  const refused = await asking({ token: 'team-token' }, (api) =>
    api.call('/version', { headers: { 'impersonate-user': 'admin' } }),
  );
  expect(refused.body.message).toBe(
    'users "admin" is forbidden: User "team" cannot impersonate resource "users" in API group "" at the cluster scope',
  );
});

test('a certificate of another authority is nobody', async () => {
  const { createPki } = await import('./pki.ts');
  const foreign = await (await createPki('elsewhere')).client('admin', ['system:masters']);
  const { Agent, request } = await import('undici');
  const agent = new Agent({ connect: { ca: server.caPem, ...foreign } });
  const { statusCode, body } = await request(`${server.url}/api/v1/nodes`, { dispatcher: agent });
  await body.dump();
  await agent.close();
  expect(statusCode).toBe(401);
});

test('the kubeconfig names the server, its authority and the credentials', () => {
  const text = server.kubeconfig('team');
  expect(text).toContain(`server: ${server.url}`);
  expect(text).toContain('token: team-token');
  expect(server.kubeconfig()).toContain('client-certificate-data:');
  expect(server.kubeconfig('old')).toMatch(/username: old\n\s+password: sesame/);
  expect(() => server.kubeconfig('stranger')).toThrow('no such user: stranger');
});
