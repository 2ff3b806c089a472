/** The arguments of each program of a control plane. Facts of the programs only; starting and stopping is `controlplane.ts`. */
import { join } from 'node:path';
import type { Authority, CertificateFiles } from './pki.ts';

export interface Ports {
  readonly api: number;
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly kubelet: number;
  readonly metrics: number;
}
/** How many consecutive ports a control plane takes. */
export const PORT_COUNT = 5;

/** The first address of the service range: the API server's own service. */
export const SERVICE_RANGE = '10.96.0.0/16';
export const SERVICE_IP = '10.96.0.1';
/** Endpoints of the `kubernetes` service must not be loopback; this one (RFC 5737) is never contacted. */
const ADVERTISED = '192.0.2.10';

export interface Credentials {
  readonly authority: Authority;
  readonly frontProxyAuthority: Authority;
  readonly server: CertificateFiles;
  readonly kubeletClient: CertificateFiles;
  readonly frontProxyClient: CertificateFiles;
  readonly serviceAccounts: CertificateFiles;
  /** Static token file (token,user,uid,"groups"). */
  readonly tokens: string;
}

export const etcdUrl = (ports: Ports): string => `http://127.0.0.1:${ports.etcd}`;

export function etcdArguments(folder: string, ports: Ports): readonly string[] {
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcdUrl(ports)}`,
    `--advertise-client-urls=${etcdUrl(ports)}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

export interface ApiServerChoices {
  /** Without controllers nobody makes the default service accounts, so the admission plugin that wants them is off. */
  readonly controllers: boolean;
  /** `application/json` makes etcd hold text that the recorder can rewrite. */
  readonly storage: 'application/json' | 'application/vnd.kubernetes.protobuf';
  readonly extra: readonly string[];
}

export function apiServerArguments(
  folder: string,
  ports: Ports,
  keys: Credentials,
  choices: ApiServerChoices,
): readonly string[] {
  return [
    `--etcd-servers=${etcdUrl(ports)}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.api}`,
    `--advertise-address=${ADVERTISED}`,
    `--cert-dir=${join(folder, 'api-server')}`,
    `--tls-cert-file=${keys.server.cert}`,
    `--tls-private-key-file=${keys.server.key}`,
    `--client-ca-file=${keys.authority.cert}`,
    `--token-auth-file=${keys.tokens}`,
    '--authorization-mode=Node,RBAC',
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${keys.serviceAccounts.cert}`,
    `--service-account-signing-key-file=${keys.serviceAccounts.key}`,
    `--kubelet-certificate-authority=${keys.authority.cert}`,
    `--kubelet-client-certificate=${keys.kubeletClient.cert}`,
    `--kubelet-client-key=${keys.kubeletClient.key}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--requestheader-client-ca-file=${keys.frontProxyAuthority.cert}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${keys.frontProxyClient.cert}`,
    `--proxy-client-key-file=${keys.frontProxyClient.key}`,
    '--allow-privileged=true',
    '--profiling=false',
    `--storage-media-type=${choices.storage}`,
    ...(choices.controllers ? [] : ['--disable-admission-plugins=ServiceAccount']),
    ...choices.extra,
  ];
}

export function controllerManagerArguments(kubeconfig: string, keys: Credentials): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${keys.serviceAccounts.key}`,
    `--root-ca-file=${keys.authority.cert}`,
    `--cluster-signing-cert-file=${keys.authority.cert}`,
    `--cluster-signing-key-file=${keys.authority.key}`,
    '--allocate-node-cidrs=false',
    '--node-monitor-grace-period=5m',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}

export function schedulerArguments(kubeconfig: string): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}

export function kwokArguments(
  kubeconfig: string,
  ports: Ports,
  server: CertificateFiles,
  config: string,
): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--config=${config}`,
    '--manage-all-nodes=true',
    '--node-ip=127.0.0.1',
    `--node-port=${ports.kubelet}`,
    `--server-address=127.0.0.1:${ports.kubelet}`,
    `--tls-cert-file=${server.cert}`,
    `--tls-private-key-file=${server.key}`,
    '--node-lease-duration-seconds=240',
    '--v=WARN',
  ];
}

export function metricsServerArguments(kubeconfig: string, ports: Ports, keys: Credentials): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.metrics}`,
    `--tls-cert-file=${keys.server.cert}`,
    `--tls-private-key-file=${keys.server.key}`,
    '--kubelet-insecure-tls',
    '--kubelet-use-node-status-port',
    '--kubelet-preferred-address-types=InternalIP',
    `--requestheader-client-ca-file=${keys.frontProxyAuthority.cert}`,
    '--metric-resolution=15s',
  ];
}
