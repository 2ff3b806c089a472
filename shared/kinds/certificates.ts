import { findCondition } from '../kube/conditions.ts';
import { formatLabels } from '../kube/labels.ts';
import { arr, has, int, rec, str } from '../kube/read.ts';
import { AGE, builtIn, FINE, NAME, text } from './common.ts';
import type { KubeObject, StateOf } from './spec.ts';

const GROUP = 'certificates.k8s.io';
const SIGNER = text('SIGNERNAME', (object) => str(rec(object.spec).signerName) || '<none>');

/** CONDITION: the verdict, then `Failed`, then `Issued`. Source: printers.go extractCSRStatus. */
function requestCondition(request: KubeObject): string {
  const { conditions, certificate } = rec(request.status);
  const verdict =
    findCondition(conditions, 'Denied') !== null
      ? 'Denied'
      : findCondition(conditions, 'Approved') !== null
        ? 'Approved'
        : 'Pending';
  const failed = findCondition(conditions, 'Failed') === null ? '' : ',Failed';
  return `${verdict}${failed}${str(certificate) === '' ? '' : ',Issued'}`;
}

function requestState(condition: string): StateOf {
  if (/Denied|Failed/.test(condition)) return { role: 'bad', reason: condition };
  return condition.endsWith('Issued') ? FINE : { role: 'progress', reason: condition };
}

export const certificatesigningrequests = builtIn({
  group: GROUP,
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  shortNames: ['csr'],
  namespaced: false,
  title: 'CertificateSigningRequests',
  section: 'access',
  icon: 'file-badge',
  columns: [
    NAME,
    AGE,
    SIGNER,
    text('REQUESTOR', (object) => str(rec(object.spec).username)),
    {
      title: 'REQUESTEDDURATION',
      format: 'duration',
      value: (object) => {
        const seconds = rec(object.spec).expirationSeconds;
        return has(seconds) ? [0, int(seconds) * 1_000] : '<none>';
      },
    },
    text('CONDITION', requestCondition),
  ],
  state: (object) => requestState(requestCondition(object)),
});

export const clustertrustbundles = builtIn({
  group: GROUP,
  version: 'v1beta1',
  kind: 'ClusterTrustBundle',
  plural: 'clustertrustbundles',
  namespaced: false,
  title: 'ClusterTrustBundles',
  section: 'access',
  icon: 'badge-check',
  columns: [NAME, SIGNER],
});

/** STATE: the last of the final conditions. Source: printers.go printPodCertificateRequest. */
function podRequestState(request: KubeObject): string {
  let state = 'Pending';
  for (const item of arr(rec(request.status).conditions)) {
    const type = str(rec(item).type);
    if (type === 'Issued' || type === 'Denied' || type === 'Failed') state = type;
  }
  return state;
}

export const podcertificaterequests = builtIn({
  group: GROUP,
  version: 'v1beta1',
  kind: 'PodCertificateRequest',
  plural: 'podcertificaterequests',
  title: 'PodCertificateRequests',
  section: 'access',
  icon: 'file-key',
  columns: [
    NAME,
    text('PODNAME', (object) => str(rec(object.spec).podName)),
    text('SERVICEACCOUNTNAME', (object) => str(rec(object.spec).serviceAccountName)),
    text('NODENAME', (object) => str(rec(object.spec).nodeName)),
    text('SIGNERNAME', (object) => str(rec(object.spec).signerName)),
    text('STATE', podRequestState),
    text('UNVERIFIEDUSERANNOTATIONS', (object) => formatLabels(rec(object.spec).unverifiedUserAnnotations)),
  ],
  state: (object) => requestState(podRequestState(object)),
});
