import { useEffect } from 'react';
import { useApp } from '../data/hooks.ts';
import type { CommandContext } from './commands.ts';
import { parseDeepLink } from './deep-link.ts';
import { openContext } from './open-context.ts';

/** The address of the page may name a cluster and a kind: it is opened once, then the address is the plain one again. */
export function useDeepLink({ data, shell }: CommandContext): void {
  const loaded = useApp((state) => state.loaded);
  useEffect(() => {
    if (!loaded) return;
    const link = parseDeepLink(window.location.pathname);
    if (link === null) return;
    window.history.replaceState(null, '', '/');
    void openContext(data, shell, link.clusterId).then(() => {
      if (link.kind !== null) data.clusters.get(link.clusterId)?.go({ type: 'kind', kind: link.kind });
    });
  }, [loaded, data, shell]);
}
