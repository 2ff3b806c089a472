import { expect, test } from 'vitest';
import { refuseWrites } from './read-only.ts';

const allowed = (method: string, path: string): boolean => {
  try {
    refuseWrites({ method, path }, 'prod');
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'read-only', message: expect.stringContaining('prod') });
    return false;
  }
};

test('a read-only cluster is read, asked and tried dry, and nothing else', () => {
  for (const [method, path] of [
    ['GET', '/api/v1/pods'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'],
    ['PATCH', '/api/v1/namespaces/a/pods/b?dryRun=All&fieldManager=x'],
  ] as const) {
    expect([method, path, allowed(method, path)]).toEqual([method, path, true]);
  }
  for (const [method, path] of [
    ['DELETE', '/api/v1/namespaces/a/pods/b'],
    ['POST', '/api/v1/namespaces/a/pods'],
    ['patch', '/api/v1/nodes/n'],
    ['PUT', '/api/v1/nodes/n?dryRun=None'],
    ['POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews/../../../../api/v1/namespaces'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviewsx'],
  ] as const) {
    expect([method, path, allowed(method, path)]).toEqual([method, path, false]);
  }
});
