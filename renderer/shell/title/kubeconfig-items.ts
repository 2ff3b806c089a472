import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { PickerItem } from '../../ui/picker.tsx';
import { shortPath } from '../words.ts';

/** Host and port of a server's address; the whole text where it is no address. */
export function serverHost(server: string | null): string | undefined {
  if (server === null) return undefined;
  return URL.canParse(server) ? new URL(server).host : server;
}

/** Every context of every file, under its file, in the order of discovery; open ones are checked, broken ones say why. */
export function kubeconfigItems(
  contexts: readonly ContextInfo[],
  open: readonly string[],
  home: string,
  marks: Settings['clusters'] = {},
): readonly PickerItem[] {
  const chosen = new Set(open);
  // Hidden ones are found on the page of contexts; an open one is never out of reach.
  const shown = contexts.filter(({ clusterId }) => marks[clusterId]?.hidden !== true || chosen.has(clusterId));
  const files = Map.groupBy(shown, (context) => context.file);
  return [...files].flatMap(([file, ofFile]) =>
    ofFile.map((context) => item(context, shortPath(file, home), chosen, marks[context.clusterId]?.displayName)),
  );
}

function item(
  context: ContextInfo,
  group: string,
  open: ReadonlySet<string>,
  displayName: string | undefined,
): PickerItem {
  const host = serverHost(context.server);
  // Under its own name a context is still found by the one in the file.
  const detail = displayName === undefined ? host : [context.clusterName, host].filter(Boolean).join(' · ');
  return {
    id: context.clusterId,
    label: displayName ?? context.clusterName,
    group,
    checked: open.has(context.clusterId),
    ...(detail === undefined ? {} : { detail }),
    ...(context.status === 'invalid' ? { disabled: context.problem ?? 'This entry cannot be used.' } : {}),
  };
}

/** Pixels: the menu fits its content, within reason. */
export function menuWidth(items: readonly PickerItem[]): number {
  const longest = items.reduce(
    (most, item) => Math.max(most, item.label.length + (item.disabled ?? item.detail ?? '').length * 0.9),
    0,
  );
  return Math.min(620, Math.max(300, Math.round(longest * 6.6) + 80));
}
