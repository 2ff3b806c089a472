import type { ReactNode } from 'react';
import { useData } from '../../data/context.tsx';
import { IconButton } from '../../ui/button.tsx';

/** Opens the page for creating from YAML, which a feature brings. */
export function CreateButton({ clusterId }: { readonly clusterId: string }): ReactNode {
  const { commands } = useData();
  return (
    <IconButton
      label="Create from YAML"
      shortcut="create.open"
      icon="plus"
      bordered
      onClick={() => void commands.run(clusterId, { name: 'create.open' })}
    />
  );
}
