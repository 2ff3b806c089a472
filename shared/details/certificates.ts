import type { KubeObject } from '../kinds/spec.ts';
import { humanDuration, parseTime } from '../kube/age.ts';
import { arr, has, int, rec, str, strings } from '../kube/read.ts';
import { type Details, field, lines, link, mono, pem, state, text, time, type Value } from './model.ts';
import { shown } from './shown.ts';

/** Who asks for what, from whom, and what became of it. `describe.go` describeCertificateSigningRequest. */
export function signingRequestDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const types = new Set(
    arr(status.conditions)
      .map(rec)
      .map((condition) => str(condition.type)),
  );
  return shown(object, [
    ...field('Requested by', str(spec.username)),
    ...lines(
      'Groups',
      strings(spec.groups).map((group) => text(group)),
    ),
    ...field('Signer', mono(str(spec.signerName))),
    ...field('Requested for', has(spec.expirationSeconds) ? humanDuration(int(spec.expirationSeconds) * 1_000) : ''),
    ...lines(
      'Usages',
      strings(spec.usages).map((usage) => text(usage)),
    ),
    ...field('Status', verdict(types, str(status.certificate) !== '')),
    ...pem('Request', str(spec.request)),
    ...pem('Issued', str(status.certificate)),
  ]);
}

/** Source: printers.go extractCSRStatus. */
function verdict(types: ReadonlySet<string>, issued: boolean): Value {
  if (types.has('Denied')) return state('Denied', 'bad');
  if (types.has('Failed')) return state(types.has('Approved') ? 'Approved, Failed' : 'Failed', 'bad');
  if (types.has('Approved')) return state(issued ? 'Approved, Issued' : 'Approved', issued ? 'ok' : 'progress');
  return state('Pending', 'progress');
}

export function trustBundleDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  return shown(object, [...field('Signer', mono(str(spec.signerName))), ...pem('Authorities', str(spec.trustBundle))], {
    title: 'Trust',
  });
}

export function podCertificateRequestDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const namespace = str(object.metadata.namespace);
  return shown(object, [
    ...field('Pod', str(spec.podName) === '' ? '' : link('Pod', namespace, str(spec.podName))),
    ...field(
      'Service account',
      str(spec.serviceAccountName) === '' ? '' : link('ServiceAccount', namespace, str(spec.serviceAccountName)),
    ),
    ...field('Node', str(spec.nodeName) === '' ? '' : link('Node', '', str(spec.nodeName))),
    ...field('Signer', mono(str(spec.signerName))),
    ...field('At most', has(spec.maxExpirationSeconds) ? humanDuration(int(spec.maxExpirationSeconds) * 1_000) : ''),
    ...field('Begins', time(parseTime(status.notBefore))),
    ...field('Renewed from', time(parseTime(status.beginRefreshAt))),
    ...field('Ends', time(parseTime(status.notAfter))),
    ...pem('Issued', str(status.certificateChain)),
  ]);
}
