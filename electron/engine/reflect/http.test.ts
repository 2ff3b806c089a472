import { expect, test } from 'vitest';
import { protoStatusMessage } from '../read/proto-list.ts';

// As a 1.36 API server sent it for `Accept: application/vnd.kubernetes.protobuf` (tests/cluster/recordings/answers.json).
const FORBIDDEN =
  'azhzAAoMCgJ2MRIGU3RhdHVzEqIBCgYKABIAGgASB0ZhaWx1cmUaa2NvbmZpZ21hcHMgaXMgZm9yYmlkZGVuOiBVc2VyICJydW5lIiBjYW5ub3QgbGlzdCByZXNvdXJjZSAiY29uZmlnbWFwcyIgaW4gQVBJIGdyb3VwICIiIGF0IHRoZSBjbHVzdGVyIHNjb3BlIglGb3JiaWRkZW4qFAoAEgAaCmNvbmZpZ21hcHMoADIAMJMDGgAiAA==';

test("a refusal in protobuf is told in the server's own words", () => {
  expect(protoStatusMessage(Buffer.from(FORBIDDEN, 'base64'))).toBe(
    'configmaps is forbidden: User "rune" cannot list resource "configmaps" in API group "" at the cluster scope',
  );
});

test('what is no envelope, or a broken one, is left to be read as text', () => {
  expect(protoStatusMessage(Buffer.from('<html>502</html>'))).toBeNull();
  expect(protoStatusMessage(Buffer.from(FORBIDDEN, 'base64').subarray(0, 40))).toBeNull();
  expect(protoStatusMessage(Buffer.alloc(0))).toBeNull();
});
