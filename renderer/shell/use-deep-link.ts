import { useEffect } from 'react';
import { type DeepLink, formatDeepLink, LINK_SCHEME, parseDeepLink, plainLink } from '../../shared/deep-link.ts';
import { useData } from '../data/context.tsx';
import { useApp, useCommand } from '../data/hooks.ts';
import { followLink, placeLink } from '../data/links.ts';
import { copyText } from '../ui/copy.tsx';
import { toast } from '../ui/toast.tsx';
import type { CommandContext } from './commands.ts';
import { openContext } from './open-context.ts';

/** The address of the page, or a link from outside, may name a place: it is gone to once, then the address is the plain one again. */
export function useDeepLink(context: CommandContext): void {
  const { data } = context;
  const loaded = useApp((state) => state.loaded);
  const waiting = useApp((state) => state.link);
  useEffect(() => {
    if (!loaded) return;
    const { pathname, search } = window.location;
    if (parseDeepLink(pathname + search) === null) return;
    window.history.replaceState(null, '', '/');
    follow(context, pathname + search);
  }, [loaded, context]);
  useEffect(() => {
    if (!loaded || waiting === null) return;
    data.actions.linkTaken();
    follow(context, waiting);
  }, [loaded, waiting, context, data]);
}

function follow({ data, shell }: CommandContext, text: string): void {
  const link = parseDeepLink(text);
  if (link === null) return;
  const known = data.app.getState().contexts?.contexts.some(({ clusterId }) => clusterId === link.clusterId) === true;
  if (!known) {
    data.actions.notice('bad', `The link leads to ${link.clusterId}, which is in no known kubeconfig.`, null);
    return;
  }
  void openContext(data, shell, link.clusterId, () => followLink(data.clusters, data.commands, link));
}

/** Answers `link.copy` for the tab in front: `portolan:` in the desktop, this host's address in a browser. */
export function useCopyLink(clusterId: string): void {
  const { api, clusters, storage } = useData();
  useCommand(clusterId, (command) => {
    if (command.name !== 'link.copy') return false;
    const base = api.host === 'desktop' ? `${LINK_SCHEME}://` : `${window.location.origin}/`;
    const link =
      command.object === undefined ? placeLink(clusters, storage, clusterId) : objectLink(clusterId, command.object);
    void copyText(formatDeepLink(link, base)).then((done) =>
      toast(
        done
          ? { level: 'ok', message: 'The link was copied.' }
          : { level: 'warn', message: 'The browser did not allow to copy the link.' },
      ),
    );
    return true;
  });
}

function objectLink(
  clusterId: string,
  { kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string },
): DeepLink {
  return { ...plainLink(clusterId), place: { type: 'kind', kind }, object: { namespace, name } };
}
