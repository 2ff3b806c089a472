import { listWithMore } from './more.ts';
import { arr, has, int, type Rec, rec, str, strings } from './read.ts';

const MAX = 3;

/** ENDPOINTS of an Endpoints object: `ip:port` of ready addresses. Source: printers.go formatEndpoints. */
export function formatEndpoints(endpoints: Rec): string {
  const subsets = arr(endpoints.subsets);
  if (subsets.length === 0) return '<none>';
  const all: string[] = [];
  for (const item of subsets) {
    const subset = rec(item);
    const ips = arr(subset.addresses).map((address) => str(rec(address).ip));
    const ports = arr(subset.ports);
    if (ports.length === 0) all.push(...ips);
    for (const port of ports) all.push(...ips.map((ip) => hostPort(ip, int(rec(port).port))));
  }
  const shown = all.slice(0, MAX).join(',');
  return all.length > MAX ? `${shown} + ${all.length - MAX} more...` : shown;
}

/** IPv6 addresses are bracketed. Source: Go's `net.JoinHostPort`. */
const hostPort = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** PORTS of an EndpointSlice: numbers; the name of a port without number; `*` for any. */
export function slicePorts(slice: Rec): string {
  const ports = arr(slice.ports).map((item) => {
    const port = rec(item);
    if (has(port.port)) return String(int(port.port));
    return has(port.name) ? str(port.name) : '*';
  });
  return listWithMore(ports);
}

export const sliceAddresses = (slice: Rec): readonly string[] =>
  arr(slice.endpoints).flatMap((endpoint) => strings(rec(endpoint).addresses));

export const sliceEndpoints = (slice: Rec): string => listWithMore(sliceAddresses(slice));
