import { lookup as lookUp } from 'node:dns/promises';
import { type RequestOptions, request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Clock } from '../../ports.ts';
import { isPrivateAddress } from './private-address.ts';

const mostBytes = 4_000_000;
const longestMs = 15_000;
const mostRedirects = 5;

export interface FetchOptions {
  readonly privateAddress: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Certificate authorities beside the system's, for tests. */
  readonly ca?: string;
}

/**
 * A text from an https address. Each name is looked up once, its addresses are checked, and the connection goes to the very address
 * that was checked, so that a name which answers differently the second time reaches nothing.
 */
export async function fetchText(
  address: string,
  options: FetchOptions,
): Promise<{ readonly text: string; readonly url: string }> {
  const late = new AbortController();
  const stop = options.clock.setTimeout(() => late.abort(), longestMs);
  const signal = AbortSignal.any([options.signal, late.signal]);
  try {
    return await follow(parsed(address), { ...options, signal });
  } catch (error) {
    if (error instanceof PortolanError) throw error;
    options.signal.throwIfAborted();
    if (late.signal.aborted) throw new PortolanError('timeout', `${address} did not answer within 15 s.`);
    const why = error instanceof Error ? error.message : String(error);
    throw new PortolanError('unreachable', `${address} cannot be read: ${why}`);
  } finally {
    stop();
  }
}

function parsed(address: string, base?: string): URL {
  if (!URL.canParse(address, base)) throw new PortolanError('invalid', `${JSON.stringify(address)} is not an address.`);
  const url = new URL(address, base);
  if (url.protocol !== 'https:') {
    throw new PortolanError('invalid', `${url.href} is not taken: only https addresses are read.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new PortolanError('invalid', 'An address with a user name or a password in it is not taken.');
  }
  return url;
}

async function follow(first: URL, options: FetchOptions): Promise<{ readonly text: string; readonly url: string }> {
  let url = first;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    // What the user meant is the address that was typed, not where it leads.
    const answer = await get(url, { ...options, privateAddress: options.privateAddress && url.host === first.host });
    if (answer.redirect === null) return { text: answer.text, url: url.href };
    url = parsed(answer.redirect, url.href);
  }
  throw new PortolanError('invalid', `${first.href} redirects more than ${mostRedirects} times.`);
}

async function checkedAddress(url: URL, allowed: boolean): Promise<{ address: string; family: number }> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const all = isIP(host) > 0 ? [{ address: host, family: isIP(host) }] : await lookUp(host, { all: true });
  const [found] = all;
  if (found === undefined) throw new PortolanError('unreachable', `${host} has no address.`);
  const inside = all.find(({ address }) => isPrivateAddress(address));
  if (inside !== undefined && !allowed) {
    const what = `${url.host} is ${inside.address}, an address of this machine or of a private network`;
    throw new PortolanError('forbidden', `${what}; it is read only when you say that you mean it.`);
  }
  return found;
}

interface Answer {
  readonly redirect: string | null;
  readonly text: string;
}

async function get(url: URL, { privateAddress, signal, ca }: FetchOptions): Promise<Answer> {
  const { address, family } = await checkedAddress(url, privateAddress);
  const lookup: LookupFunction = (_name, { all }, callback) => {
    if (all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  const headers = {
    accept: 'application/yaml, text/yaml, application/json, text/plain, */*',
    'user-agent': 'portolan',
  };
  const options: RequestOptions = { lookup, signal, headers, agent: false, ...(ca === undefined ? {} : { ca }) };
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const { statusCode = 0, headers: answered } = response;
      if (statusCode >= 300 && statusCode < 400 && answered.location !== undefined) {
        response.destroy();
        resolve({ redirect: answered.location, text: '' });
        return;
      }
      if (statusCode !== 200) {
        response.destroy();
        reject(new PortolanError('unreachable', `${url.href} cannot be read: it answered ${statusCode}.`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size <= mostBytes) return;
        response.destroy();
        reject(new PortolanError('invalid', `${url.href} is larger than 4 MB.`));
      });
      response.on('end', () => {
        try {
          resolve({ redirect: null, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) });
        } catch {
          reject(new PortolanError('invalid', `${url.href} is no text.`));
        }
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
