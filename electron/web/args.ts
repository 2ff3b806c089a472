import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type DeepLink, parseDeepLink } from '../../shared/deep-link.ts';

export interface WebArgs {
  readonly demo: boolean;
  /** Absolute; `null`: the platform's folder. */
  readonly settings: string | null;
  readonly kubeconfig: readonly string[];
  /** `null`: the one kept from last time, or any free one. 0: any free one, not kept. */
  readonly port: number | null;
  readonly open: boolean;
  /** A deep link to open at once. */
  readonly link: DeepLink | null;
}

/** Throws an Error with one plain sentence. */
export function readWebArgs(argv: readonly string[]): WebArgs {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: true,
    options: {
      demo: { type: 'boolean' },
      settings: { type: 'string' },
      kubeconfig: { type: 'string', multiple: true },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
    },
  });
  const files = (values.kubeconfig ?? []).map(absolute);
  if (values.demo === true && files.length > 0) throw new Error('--demo and --kubeconfig exclude each other.');
  return {
    demo: values.demo === true,
    settings: values.settings === undefined ? null : absolute(values.settings),
    kubeconfig: files,
    port: readPort(values.port),
    open: values['no-open'] !== true,
    link: readLink(positionals),
  };
}

function readLink(texts: readonly string[]): DeepLink | null {
  const [text, second] = texts;
  if (text === undefined) return null;
  const link = parseDeepLink(text);
  if (link !== null && second === undefined) return link;
  throw new Error(`${JSON.stringify(second ?? text)} is no link to a cluster (portolan://cluster/…).`);
}

function readPort(text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && (port === 0 || (port >= 1024 && port <= 65_535))) return port;
  throw new Error(`--port needs a number from 1024 to 65535, not ${JSON.stringify(text)}.`);
}

function absolute(path: string): string {
  return resolve(path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path);
}
