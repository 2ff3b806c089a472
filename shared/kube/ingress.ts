import { arr, has, type Rec, rec, sizeOf, str } from './read.ts';
import { loadBalancerAddresses } from './service.ts';

const MAX_HOSTS = 3;

/** HOSTS: the first three; `*` when no rule names one. Source: printers.go formatHosts. */
export function ingressHosts(ingress: Rec): string {
  const rules = arr(rec(ingress.spec).rules);
  const hosts: string[] = [];
  let more = false;
  for (const rule of rules) {
    if (hosts.length === MAX_HOSTS) more = true;
    const host = str(rec(rule).host);
    if (!more && host !== '') hosts.push(host);
  }
  if (hosts.length === 0) return '*';
  // What is counted are rules, not hosts: a rule without a host counts among the rest.
  return more ? `${hosts.join(',')} + ${rules.length - MAX_HOSTS} more...` : hosts.join(',');
}

/** ADDRESS: empty while there is none. */
export const ingressAddress = (ingress: Rec): string =>
  loadBalancerAddresses(rec(ingress.status).loadBalancer).join(',');

/** PORTS: 443 as soon as there is a TLS entry. */
export const ingressPorts = (ingress: Rec): string => (sizeOf(rec(ingress.spec).tls) > 0 ? '80, 443' : '80');

export function ingressClass(ingress: Rec): string {
  const name = rec(ingress.spec).ingressClassName;
  return has(name) ? str(name) : '<none>';
}
