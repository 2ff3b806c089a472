import type { ReactNode } from 'react';
import type { Grant } from '../../../shared/contract/relations.ts';
import { FoldSection } from '../../resources/details/fold-section.tsx';
import { ObjectLinkView } from '../../resources/object-link.tsx';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { useAsk } from '../../resources/use-ask.ts';
import { RelatedName } from './related-line.tsx';
import { Unsearched } from './related-tab.tsx';
import styles from './relations.module.css';

const RBAC = 'rbac.authorization.k8s.io';
const AGAIN_MS = 60_000;

/** What a service account may do: every binding that names it, or a group that it is always in, and the role it grants. */
export function GrantsSummary({ clusterId, target, state }: PanelTabProps): ReactNode {
  const { namespace, name } = target;
  const uid = state.text?.uid ?? '';
  const input =
    uid === '' || state.status === 'gone' ? null : { clusterId, kind: 'ServiceAccount' as const, namespace, name };
  const { value, error } = useAsk('relations.subject', input, { version: uid, everyMs: AGAIN_MS });
  if (value === null && error === null) return null;
  if (value === null) {
    return (
      <FoldSection id="grants" title="Granted roles">
        <p className={styles.muted}>{error?.message}</p>
      </FoldSection>
    );
  }
  return (
    <>
      <FoldSection id="grants" title="Granted roles" count={value.grants.length}>
        {value.grants.length === 0 ? (
          <p className={styles.muted}>No binding that may be read names it.</p>
        ) : (
          <GrantTable clusterId={clusterId} namespace={namespace} grants={value.grants} />
        )}
      </FoldSection>
      <Unsearched notes={value.notSearched} />
    </>
  );
}

interface GrantTableProps {
  readonly clusterId: string;
  readonly namespace: string;
  readonly grants: readonly Grant[];
}

function GrantTable({ clusterId, namespace, grants }: GrantTableProps): ReactNode {
  return (
    <div className={styles.scroll} data-testid="grants">
      <table className={styles.table} aria-label="Granted roles">
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">In</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {grants.map(({ binding, role, namespace: where }) => (
            <tr key={`${binding.kind} ${binding.namespace} ${binding.name}`}>
              <td>
                <span className={styles.muted}>{`${role.kind} `}</span>
                <ObjectLinkView
                  clusterId={clusterId}
                  to={{ group: RBAC, kind: role.kind, namespace: role.namespace, name: role.name }}
                >
                  {role.name}
                </ObjectLinkView>
              </td>
              <td>{where === '' ? 'everywhere' : where}</td>
              <td>
                <RelatedName clusterId={clusterId} object={binding} namespace={namespace} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
