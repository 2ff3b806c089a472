import { useCallback, useEffect, useMemo, useState } from 'react';
import { type ActionId, type ActionSpec, type ActionTarget, actionsFor } from '../../../shared/actions/actions.ts';
import type { KindInfo } from '../../../shared/contract/catalog.ts';
import { useData } from '../../data/context.tsx';
import { useCluster } from '../../data/hooks.ts';
import { useCatalog } from '../../data/view-hooks.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { useKeys } from '../../ui/shortcut-keys.tsx';
import { beginAction, blockedBy } from './begin.ts';

export type { ActionTarget };

/** One action as a menu, a bar or the palette shows it. */
export interface ActionItem {
  readonly id: string;
  readonly label: string;
  /** lucide icon name. */
  readonly icon: string;
  /** As the user has them. */
  readonly keys?: string;
  readonly danger?: boolean;
  /** Why it cannot be done; `null`: it can. */
  readonly disabled: string | null;
  run(): void;
}

/**
 * What can be done with these objects of one cluster, in the order of the menus. The host is asked about permissions when the targets
 * appear or change: give none until somebody looks (a menu opens), never one call per row. Until it answers, nothing is disabled.
 */
export function useActions(clusterId: string, targets: readonly ActionTarget[]): readonly ActionItem[] {
  const data = useData();
  const begin = useCallback(
    (id: ActionId) => beginAction(data, clusterId, { id, targets }),
    [data, clusterId, targets],
  );
  return useActionItems(clusterId, targets, targets.length, begin);
}

/** As `useActions`, for objects of which only some are known here: `sample` stands for `count` of them. */
export function useActionItems(
  clusterId: string,
  sample: readonly ActionTarget[],
  count: number,
  begin: (id: ActionId) => void,
): readonly ActionItem[] {
  const keysOf = useKeys();
  const specs = useSpecs(clusterId, sample, count);
  const blocked = useBlocked(clusterId);
  const answers = useAvailability(clusterId, sample, count, specs.length > 0 && blocked === null);
  return useMemo(
    () =>
      specs.map((spec) => ({
        ...itemOf(spec, keysOf(`action.${spec.id}`)),
        disabled: blocked ?? answers.get(spec.id) ?? null,
        run: () => begin(spec.id),
      })),
    [specs, blocked, answers, begin, keysOf],
  );
}

/** As an entry of a menu, with the reason where it cannot be done. */
export const menuItem = ({ id, label, icon, keys, danger, disabled, run }: ActionItem): MenuItem => ({
  type: 'item',
  id: `action.${id}`,
  label,
  icon,
  ...(keys === undefined ? {} : { keys }),
  ...(danger === undefined ? {} : { danger }),
  ...(disabled === null ? {} : { disabled }),
  onSelect: run,
});

const itemOf = ({ id, label, icon, danger }: ActionSpec, keys: string | undefined) => ({
  id,
  label,
  icon,
  ...(keys === undefined ? {} : { keys }),
  ...(danger === undefined ? {} : { danger }),
});

const useBlocked = (clusterId: string): string | null => {
  const blocked = useCluster(clusterId, ({ status }) => blockedBy(status));
  return blocked === undefined ? blockedBy(undefined) : blocked;
};

function useSpecs(clusterId: string, sample: readonly ActionTarget[], count: number): readonly ActionSpec[] {
  const catalog = useCatalog(clusterId);
  const kinds = [...new Set(sample.map(({ kind }) => kind))].sort().join('\n');
  return useMemo(
    () => specsOf(catalog?.kinds ?? [], kinds === '' ? [] : kinds.split('\n'), count),
    [catalog, kinds, count],
  );
}

/** What every one of these kinds allows. */
function specsOf(known: readonly KindInfo[], kinds: readonly string[], count: number): readonly ActionSpec[] {
  const infos = kinds.map((kind) => known.find(({ id }) => id === kind));
  const [first] = infos;
  if (first === undefined) return [];
  return actionsFor(first, count).filter((action) => infos.every((info) => info !== undefined && action.applies(info)));
}

type Answers = ReadonlyMap<ActionId, string | null>;
const nothing: Answers = new Map();
/** More objects than these are asked for by one of each namespace. */
const mostAsked = 50;

function useAvailability(clusterId: string, sample: readonly ActionTarget[], count: number, wanted: boolean): Answers {
  const { api } = useData();
  const targets = sample.length <= mostAsked ? sample : onePerNamespace(sample);
  const key = wanted ? JSON.stringify([clusterId, count, targets]) : '';
  const [held, setHeld] = useState<{ readonly key: string; readonly answers: Answers }>({ key: '', answers: nothing });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is cluster, count and targets
  useEffect(() => {
    // Closed: what was answered is old when it opens again.
    setHeld((was) => (was.key === '' ? was : { key: '', answers: nothing }));
    if (key === '') return undefined;
    let current = true;
    void api.ask('actions.available', { clusterId, targets: [...targets], count }).then((reply) => {
      // A host that does not answer forbids nothing: doing it will be refused with the reason.
      if (!current || !reply.ok) return;
      setHeld({ key, answers: new Map(reply.value.actions.map(({ id, disabled }) => [id, disabled])) });
    });
    return () => {
      current = false;
    };
  }, [api, key]);
  return held.key === key ? held.answers : nothing;
}

function onePerNamespace(targets: readonly ActionTarget[]): readonly ActionTarget[] {
  const found = new Map<string, ActionTarget>();
  for (const target of targets) {
    const key = JSON.stringify([target.kind, target.namespace]);
    if (!found.has(key)) found.set(key, target);
  }
  return [...found.values()];
}
