import { byBytes } from './labels.ts';
import { arr, int, type Rec, rec, str, strings } from './read.ts';

/**
 * Addresses of a load balancer: IP before hostname for each, de-duplicated, sorted.
 * Source: printers.go loadBalancerStatusStringer (the server always answers the wide form, which is never clipped).
 */
export function loadBalancerAddresses(loadBalancer: unknown): readonly string[] {
  const addresses = new Set<string>();
  for (const item of arr(rec(loadBalancer).ingress)) {
    const ingress = rec(item);
    const address = str(ingress.ip) || str(ingress.hostname);
    if (address !== '') addresses.add(address);
  }
  return [...addresses].sort(byBytes);
}

/** EXTERNAL-IP. Source: printers.go getServiceExternalIP. */
export function serviceExternalIp(service: Rec): string {
  const spec = rec(service.spec);
  const externalIps = strings(spec.externalIPs);
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return externalIps.length > 0 ? externalIps.join(',') : '<none>';
    case 'LoadBalancer': {
      const addresses = [...loadBalancerAddresses(rec(service.status).loadBalancer), ...externalIps];
      return addresses.length > 0 ? addresses.join(',') : '<pending>';
    }
    case 'ExternalName':
      return str(spec.externalName);
    default:
      return '<unknown>';
  }
}

/** CLUSTER-IP: the first one. */
export function serviceClusterIp(service: Rec): string {
  const spec = rec(service.spec);
  const ips = strings(spec.clusterIPs);
  return ips[0] ?? (str(spec.clusterIP) || '<none>');
}

/** PORT(S): `80/TCP`, `80:30080/TCP`. Source: printers.go makePortString. */
export function servicePorts(service: Rec): string {
  const texts = arr(rec(service.spec).ports).map((item) => {
    const port = rec(item);
    const nodePort = int(port.nodePort);
    return `${int(port.port)}${nodePort > 0 ? `:${nodePort}` : ''}/${str(port.protocol)}`;
  });
  return texts.join(',') || '<none>';
}
