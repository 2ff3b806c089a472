/**
 * Which proxy the environment names for an URL: the rules of Go's `golang.org/x/net/http/httpproxy`, which kubectl follows.
 * `HTTPS_PROXY`/`HTTP_PROXY` (or lower case), `NO_PROXY` with `*`, hosts (sub-domains included), `.domain`, addresses, CIDR blocks
 * and `host:port`; loopback is never proxied.
 */
import { BlockList, isIP } from 'node:net';

type Env = Readonly<Record<string, string | undefined>>;

export function proxyFromEnvironment(server: URL, env: Env): string | undefined {
  const secure = server.protocol === 'https:';
  const proxy = secure ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy;
  if (proxy === undefined || proxy === '') return undefined;
  if (!goesThroughProxy(server, env.NO_PROXY || env.no_proxy || '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function goesThroughProxy(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const family = isIP(host);
  if (host === 'localhost') return false;
  if (family !== 0 && isLoopback(host, family)) return false;
  return !noProxy.split(',').some((rule) => matches(rule.trim().toLowerCase(), host, port, family));
}

function isLoopback(host: string, family: number): boolean {
  return family === 4 ? host.startsWith('127.') : host === '::1';
}

function matches(rule: string, host: string, port: string, family: number): boolean {
  if (rule === '') return false;
  if (rule === '*') return true;
  if (rule.includes('/')) return inBlock(rule, host, family);
  const { name, port: rulePort } = splitPort(rule);
  if (rulePort !== undefined && rulePort !== port) return false;
  if (isIP(name) !== 0) return name === host;
  // `*.example.com` and `.example.com` match sub-domains only; `example.com` itself as well.
  const pattern = name.startsWith('*.') ? name.slice(1) : name;
  if (pattern.startsWith('.')) return host.endsWith(pattern);
  return host === pattern || host.endsWith(`.${pattern}`);
}

function splitPort(rule: string): { name: string; port?: string } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(rule);
  const plain = bracketed ?? /^([^:]+):(\d+)$/.exec(rule);
  const name = plain?.[1];
  if (name === undefined) return { name: rule };
  return plain?.[2] === undefined ? { name } : { name, port: plain[2] };
}

function inBlock(rule: string, host: string, family: number): boolean {
  if (family === 0) return false;
  const [address = '', bits = ''] = rule.split('/');
  const ruleFamily = isIP(address);
  if (ruleFamily !== family || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, Number(bits), type);
  return block.check(host, type);
}
