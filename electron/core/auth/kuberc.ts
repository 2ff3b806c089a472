import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { errorCode } from '../settings/durable-file.ts';

/** kubectl's own rule about credential plugins (`kubectl/pkg/config/v1beta1` Preference), which we keep as well. */
export type PluginPolicy =
  | { readonly type: 'allow-all' }
  | { readonly type: 'deny-all'; readonly file: string }
  | { readonly type: 'allowlist'; readonly file: string; readonly commands: readonly string[] }
  /** The file is there but wrong: kubectl refuses to run anything, and so do we. */
  | { readonly type: 'broken'; readonly file: string; readonly reason: string };

const preferenceSchema = z.object({
  kind: z.literal('Preference').optional(),
  credentialPluginPolicy: z.enum(['', 'AllowAll', 'DenyAll', 'Allowlist']).nullish(),
  credentialPluginAllowlist: z.array(z.object({ name: z.string().nullish(), command: z.string().nullish() })).nullish(),
});

/** Reads `~/.kube/kuberc`, or the file `KUBERC` names (`off`: none). A missing file allows all. */
export async function readPluginPolicy(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<PluginPolicy> {
  const named = env.KUBERC;
  if (named === 'off' || env.KUBECTL_KUBERC === 'false') return { type: 'allow-all' };
  const file = named || join(home, '.kube', 'kuberc');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return { type: 'allow-all' };
    return { type: 'broken', file, reason: `it cannot be read (${errorCode(error)})` };
  }
  return parsePolicy(text, file);
}

function parsePolicy(text: string, file: string): PluginPolicy {
  const broken = (reason: string): PluginPolicy => ({ type: 'broken', file, reason });
  let raw: unknown;
  try {
    raw = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    return broken(error instanceof Error ? (error.message.split('\n')[0] ?? 'not YAML') : 'not YAML');
  }
  if (raw === null || raw === undefined) return { type: 'allow-all' };
  const result = preferenceSchema.safeParse(raw);
  if (!result.success) return broken(result.error.issues[0]?.path.map(String).join('.') ?? 'wrong shape');
  const { credentialPluginPolicy: policy, credentialPluginAllowlist: list } = result.data;
  if (policy !== 'Allowlist' && list != null)
    return broken('it has a credentialPluginAllowlist without the policy Allowlist');
  if (policy === 'DenyAll') return { type: 'deny-all', file };
  if (policy !== 'Allowlist') return { type: 'allow-all' };
  const commands = (list ?? []).map((entry) => entry.command || entry.name || '');
  if (commands.includes('')) return broken('an entry of its credentialPluginAllowlist is empty');
  return { type: 'allowlist', file, commands };
}
