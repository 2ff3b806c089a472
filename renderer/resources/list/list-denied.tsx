import { type ReactNode, useState } from 'react';
import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { Freshness } from '../../../shared/contract/views.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { rememberNamespace } from '../../data/known-namespaces.ts';
import { useNamespaces } from '../../data/view-hooks.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { TextField } from '../../ui/field.tsx';
import { kindWords } from '../titles.ts';
import styles from './list-empty.module.css';
import type { List } from './use-list.ts';

/** The rule that whoever administers the cluster would add to a role. */
export const missingRule = (kind: Pick<KindInfo, 'group' | 'plural'>): string =>
  [`apiGroups: ["${kind.group}"]`, `resources: ["${kind.plural}"]`, 'verbs: ["get", "list", "watch"]'].join('\n');

export const listNames = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more namespaces`;

/** `You may not list pods in all namespaces.` */
export function mayNot({ kind, info, namespaced, namespaces }: List): string {
  const where = !namespaced ? '' : namespaces === null ? ' in all namespaces' : ` in ${listNames(namespaces)}`;
  return `You may not list ${kindWords(kind, info)}${where}.`;
}

export interface ListDeniedProps {
  readonly list: List;
  readonly freshness: Extract<Freshness, { readonly state: 'denied' }>;
  readonly onNamespaces: (namespaces: readonly string[] | null) => void;
}

/** What one may not do, where one may, and the rule that is missing, to send to whoever grants it. */
export function ListDenied({ list, freshness, onNamespaces }: ListDeniedProps): ReactNode {
  const { info, namespaced } = list;
  const missing = freshness.missing ?? (info === null ? null : missingRule(info));
  return (
    <EmptyState icon="lock" testId="denied" title={mayNot(list)}>
      <p>{freshness.reason}</p>
      {namespaced ? <Elsewhere list={list} allowed={freshness.namespaces ?? []} onNamespaces={onNamespaces} /> : null}
      {missing === null ? null : (
        <div className={styles.missing}>
          <p>The rule that is missing:</p>
          <CodeBlock label="Missing rule" copy={missing}>
            {missing}
          </CodeBlock>
        </div>
      )}
    </EmptyState>
  );
}

interface ElsewhereProps {
  readonly list: List;
  readonly allowed: readonly string[];
  readonly onNamespaces: ListDeniedProps['onNamespaces'];
}

/** Namespaces where one may, as known from the server or typed before; and a field for one more. */
function Elsewhere({ list, allowed, onNamespaces }: ElsewhereProps): ReactNode {
  const { clusterId } = list;
  const { actions } = useData();
  const settings = useApp((state) => state.settings);
  const { names, state } = useNamespaces(clusterId);
  const [text, setText] = useState('');
  const tried = new Set(list.namespaces ?? []);
  const others = (allowed.length > 0 ? allowed : names).filter((name) => !tried.has(name));
  const add = (): void => {
    const name = text.trim();
    if (name === '') return;
    if (state !== 'known') void rememberNamespace(actions, settings, clusterId, name);
    onNamespaces([name]);
  };
  return (
    <>
      {others.length === 0 ? null : (
        <div className={styles.namespaces}>
          <span>{allowed.length > 0 ? 'You may in' : 'Try in'}</span>
          {others.slice(0, 12).map((name) => (
            <Button key={name} onClick={() => onNamespaces([name])}>
              {name}
            </Button>
          ))}
          {allowed.length > 1 ? <Button onClick={() => onNamespaces(allowed)}>all of these</Button> : null}
        </div>
      )}
      <form
        className={styles.type}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField label="Namespace you may read" hideLabel placeholder="Namespace" value={text} onChange={setText} />
        <Button type="submit" disabled={text.trim() === ''}>
          Show this namespace
        </Button>
      </form>
    </>
  );
}
