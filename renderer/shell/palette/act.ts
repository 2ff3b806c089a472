import { listOf, showList } from '../../resources/show-list.ts';
import { type CommandContext, shellCommands } from '../commands.ts';
import { openContext, reportFailure } from '../open-context.ts';
import type { PaletteItem } from './items.ts';

/** Does what was chosen, once the palette is gone. */
export function act(context: CommandContext, { does }: PaletteItem): void {
  const { data, shell } = context;
  switch (does.type) {
    case 'cluster':
      void openContext(data, shell, does.clusterId);
      return;
    case 'kind':
      void openContext(data, shell, does.clusterId).then(() => {
        data.clusters.get(does.clusterId)?.go({ type: 'kind', kind: does.kind });
        queueMicrotask(() => data.commands.run(does.clusterId, { name: 'list.focus' }));
      });
      return;
    case 'list':
      void openContext(data, shell, does.clusterId).then(() => {
        const { clusterId, kind, filter, namespaces } = does;
        showList(
          data,
          clusterId,
          kind,
          filter,
          namespaces ?? (namespaces === null ? null : listOf(data, clusterId, kind).namespaces),
        );
        queueMicrotask(() => data.commands.run(clusterId, { name: 'list.focus' }));
      });
      return;
    case 'object':
      data.actions.activate(does.clusterId);
      data.clusters.get(does.clusterId)?.openObject(does.kind, does.namespace, does.name, does.uid, does.tab);
      return;
    case 'page':
      data.clusters.get(does.clusterId)?.go({ type: 'page', id: does.page });
      return;
    case 'namespaces':
      data.commands.run(does.clusterId, { name: 'namespaces.set', namespaces: does.namespaces });
      return;
    case 'action':
      does.run();
      return;
    case 'set':
      reportFailure(data, data.actions.setSettings(does.values), null);
      return;
    case 'settings':
      shell.setState({ settings: does.section });
      return;
    case 'search':
      shell.setState({ search: { text: does.text } });
      return;
    case 'command':
      shellCommands.find(({ id }) => id === does.id)?.run(context);
      return;
  }
}
