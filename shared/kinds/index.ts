import { clusterrolebindings, clusterroles, rolebindings, roles, serviceaccounts } from './access.ts';
import {
  mutatingadmissionpolicies,
  mutatingadmissionpolicybindings,
  mutatingwebhookconfigurations,
  validatingadmissionpolicies,
  validatingadmissionpolicybindings,
  validatingwebhookconfigurations,
} from './admission.ts';
import { certificatesigningrequests, clustertrustbundles, podcertificaterequests } from './certificates.ts';
import { configmaps, limitranges, resourcequotas, secrets } from './config.ts';
import { cronjobs } from './cronjob.ts';
import { daemonsets } from './daemonset.ts';
import { deployments } from './deployment.ts';
import {
  deviceclasses,
  devicetaintrules,
  resourceclaims,
  resourceclaimtemplates,
  resourcepoolstatusrequests,
  resourceslices,
} from './devices.ts';
import { endpoints, endpointslices } from './endpoints.ts';
import { events, eventsOfEventsGroup } from './event.ts';
import { ingressclasses, ingresses } from './ingress.ts';
import { jobs } from './job.ts';
import {
  apiservices,
  componentstatuses,
  controllerrevisions,
  customresourcedefinitions,
  flowschemas,
  leasecandidates,
  leases,
  podtemplates,
  prioritylevelconfigurations,
  storageversionmigrations,
  storageversions,
} from './machinery.ts';
import { nodemetrics, podmetrics } from './metrics.ts';
import { namespaces } from './namespace.ts';
import { ipaddresses, networkpolicies, servicecidrs } from './network.ts';
import { nodes } from './node.ts';
import { pods } from './pod.ts';
import { replicasets, replicationcontrollers } from './replicaset.ts';
import { horizontalpodautoscalers, poddisruptionbudgets } from './scaling.ts';
import { podgroups, priorityclasses, runtimeclasses, workloads } from './scheduling.ts';
import { services } from './service.ts';
import type { KindSpec } from './spec.ts';
import { statefulsets } from './statefulset.ts';
import {
  csidrivers,
  csinodes,
  csistoragecapacities,
  storageclasses,
  volumeattachments,
  volumeattributesclasses,
} from './storage.ts';
import { persistentvolumeclaims, persistentvolumes } from './volume.ts';

/** Every kind the product knows by itself, in the order of the sidebar. Of kinds that share a name the core group comes first. */
export const declaredKinds: readonly KindSpec[] = [
  pods,
  deployments,
  statefulsets,
  daemonsets,
  replicasets,
  replicationcontrollers,
  jobs,
  cronjobs,
  horizontalpodautoscalers,
  poddisruptionbudgets,
  controllerrevisions,
  podtemplates,
  resourceclaims,
  resourceclaimtemplates,
  workloads,
  podgroups,
  services,
  ingresses,
  ingressclasses,
  endpoints,
  endpointslices,
  networkpolicies,
  servicecidrs,
  ipaddresses,
  configmaps,
  secrets,
  resourcequotas,
  limitranges,
  persistentvolumeclaims,
  persistentvolumes,
  storageclasses,
  volumeattributesclasses,
  volumeattachments,
  csidrivers,
  csinodes,
  csistoragecapacities,
  serviceaccounts,
  roles,
  rolebindings,
  clusterroles,
  clusterrolebindings,
  certificatesigningrequests,
  clustertrustbundles,
  podcertificaterequests,
  nodes,
  namespaces,
  events,
  eventsOfEventsGroup,
  leases,
  leasecandidates,
  priorityclasses,
  runtimeclasses,
  deviceclasses,
  resourceslices,
  devicetaintrules,
  resourcepoolstatusrequests,
  apiservices,
  customresourcedefinitions,
  validatingadmissionpolicies,
  validatingadmissionpolicybindings,
  mutatingadmissionpolicies,
  mutatingadmissionpolicybindings,
  validatingwebhookconfigurations,
  mutatingwebhookconfigurations,
  flowschemas,
  prioritylevelconfigurations,
  componentstatuses,
  storageversions,
  storageversionmigrations,
  podmetrics,
  nodemetrics,
];

const byId = new Map(declaredKinds.map((spec) => [spec.id, spec]));

/** The declared kind with this id (`pods`, `deployments.apps`). */
export const kindById = (id: string): KindSpec | undefined => byId.get(id);

/** What identifies a kind, declared or discovered. */
export interface KindWords {
  readonly id: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
}

/**
 * The kind meant by a word as kubectl takes it: id or `plural.group`, `plural.version.group`, plural, singular, short name, Kind,
 * all in any case; `singular.group` and `Kind.group` too. The first of the list wins, so a list begins with the core group.
 */
export function resolveKind<K extends KindWords>(kinds: readonly K[], word: string): K | undefined {
  const wanted = word.trim().toLowerCase();
  if (wanted === '') return undefined;
  const exact = kinds.find((kind) => kind.id === wanted);
  if (exact !== undefined) return exact;
  const dot = wanted.indexOf('.');
  const name = dot < 0 ? wanted : wanted.slice(0, dot);
  const rest = dot < 0 ? null : wanted.slice(dot + 1);
  const inGroup = (kind: K): boolean =>
    rest === null ||
    rest === kind.group ||
    rest === `${kind.version}.${kind.group}` ||
    (kind.group === '' && rest === kind.version);
  const candidates = kinds.filter(inGroup);
  return (
    candidates.find((kind) => kind.plural === name) ??
    candidates.find((kind) => kind.singular === name || kind.kind.toLowerCase() === name) ??
    candidates.find((kind) => kind.shortNames.includes(name))
  );
}

/** The declared kind meant by a kubectl word. */
export const kindByWord = (word: string): KindSpec | undefined => resolveKind(declaredKinds, word);
