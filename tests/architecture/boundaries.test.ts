import { describe, expect, it } from 'vitest';
import { broken, violations } from '../../build/boundaries.mjs';

const why = broken as (from: string, specifier: string) => string | null;

describe('the rooms of the house', () => {
  it('stand: no file of the tree imports what its room forbids', () => {
    expect((violations as () => string[])()).toEqual([]);
  });

  it.each([
    ['shared/kinds/pod.ts', 'node:fs'],
    ['shared/kinds/pod.ts', '../../electron/core/host.ts'],
    ['electron/core/host.ts', 'electron'],
    ['electron/core/host.ts', '../engine/store.ts'],
    ['electron/core/features/views.ts', '../../main/window.ts'],
    ['electron/engine/main.ts', '@kubernetes/client-node'],
    ['electron/engine/main.ts', '../core/host.ts'],
    ['electron/main/main.ts', '../engine/store.ts'],
    ['electron/main/main.ts', '../../renderer/main.tsx'],
    ['electron/preload/preload.ts', 'node:path'],
    ['electron/demo/server.ts', '../../shared/kinds/index.ts'],
    ['renderer/ui/button.tsx', '../../shared/identity.ts'],
    ['renderer/data/api.ts', '../shell/tabs.tsx'],
    ['renderer/shell/tabs.tsx', '../features/yaml/panel.tsx'],
    ['renderer/features/yaml/panel.tsx', '../events/list.tsx'],
    ['renderer/features/yaml/panel.tsx', 'electron'],
  ])('%s may not import %s, and the reason is said', (from, specifier) => {
    expect(why(from, specifier)).toMatch(/\w+ .*\./);
  });

  it.each([
    ['electron/core/engine/handle.ts', '../../engine/protocol.ts'],
    ['electron/main/ipc.ts', 'electron'],
    ['renderer/features/yaml/panel.tsx', './editor.ts'],
    ['renderer/shell/tabs.tsx', '../ui/button.tsx'],
  ])('%s may import %s', (from, specifier) => {
    expect(why(from, specifier)).toBeNull();
  });
});
