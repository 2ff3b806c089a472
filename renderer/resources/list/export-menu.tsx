import type { ReactNode } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { formatCount } from './counts.ts';
import type { Exporter, ExportFormat } from './use-export.ts';

export interface ExportMenuProps {
  readonly exporter: Exporter;
  readonly selected: number;
}

const FILES: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'md', label: 'Markdown' },
  { format: 'json', label: 'JSON, the rows' },
];
const OBJECTS: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'objects.yaml', label: 'YAML, whole objects' },
  { format: 'objects.json', label: 'JSON, whole objects' },
];

/** Files and copies of the selection, or of the whole filtered list when nothing is selected: columns on screen, in their order. */
export function exportItems({ exporter, selected }: ExportMenuProps): readonly MenuEntry[] {
  const what = selected === 0 ? 'All rows of this list' : `The ${formatCount(selected)} selected`;
  const item = (id: string, label: string, icon: string, run: () => Promise<void>): MenuEntry => ({
    type: 'item',
    id,
    label,
    icon,
    onSelect: () => void run(),
  });
  return [
    { type: 'label', label: `${what}, as a file` },
    ...[...FILES, ...OBJECTS].map(({ format, label }) => item(format, label, 'download', () => exporter.save(format))),
    { type: 'separator' },
    { type: 'label', label: 'Copy' },
    item('copy.csv', 'Copy as CSV', 'copy', () => exporter.copy('csv')),
    item('copy.md', 'Copy as Markdown', 'copy', () => exporter.copy('md')),
    item('copy.yaml', 'Copy as YAML', 'copy', () => exporter.copy('objects.yaml')),
    item('copy.kubectl', 'Copy as kubectl', 'square-terminal', () => exporter.copy('kubectl')),
  ];
}

export function ExportMenu(props: ExportMenuProps): ReactNode {
  return (
    <Menu
      label="Export"
      align="end"
      trigger={<IconButton label="Export" icon="download" bordered tooltip={false} data-testid="export" />}
      items={exportItems(props)}
    />
  );
}
