import { useMemo } from 'react';
import type { Data } from '../../data/data.ts';
import { checkUses, scoreOf, type Uses, used } from './frecency.ts';
import type { PaletteItem } from './items.ts';

/** The window's own things (clusters, commands) are kept under an empty cluster; what is in a cluster, with that cluster. */
const WINDOW = '';
const NONE: Uses = {};

const scopeOf = ({ does }: Pick<PaletteItem, 'does'>): string =>
  'clusterId' in does && does.type !== 'cluster' ? does.clusterId : WINDOW;

const read = ({ storage }: Data, clusterId: string): Uses =>
  clusterId === WINDOW
    ? storage.read('windowUses', WINDOW, NONE, checkUses)
    : storage.read('paletteUses', clusterId, NONE, checkUses);

function write({ storage }: Data, clusterId: string, uses: Uses): void {
  if (clusterId === WINDOW) storage.write('windowUses', WINDOW, uses);
  else storage.write('paletteUses', clusterId, uses);
}

export function rememberUse(data: Data, item: PaletteItem): void {
  const scope = scopeOf(item);
  write(data, scope, used(read(data, scope), item.id, data.timing.now()));
}

/** How much an item is used; read once for as long as the palette is open. */
export function useUses(data: Data): (item: PaletteItem) => number {
  return useMemo(() => {
    const now = data.timing.now();
    const scopes = new Map<string, Uses>();
    return (item) => {
      const scope = scopeOf(item);
      const uses = scopes.get(scope) ?? read(data, scope);
      scopes.set(scope, uses);
      return scoreOf(uses, item.id, now);
    };
  }, [data]);
}
