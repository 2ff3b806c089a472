import type { ReactNode } from 'react';
import type { LimitLine, QuotaUse } from '../../../shared/relations/namespace-summary.ts';
import { useData } from '../../data/context.tsx';
import { useKindInfo } from '../../data/view-hooks.ts';
import { FoldSection } from '../../resources/details/fold-section.tsx';
import { ObjectLinkView } from '../../resources/object-link.tsx';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { showList } from '../../resources/show-list.ts';
import { kindTitle } from '../../resources/titles.ts';
import { useAsk } from '../../resources/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { UsageBar } from '../../ui/meter.tsx';
import { Unsearched } from './related-tab.tsx';
import styles from './relations.module.css';

const AGAIN_MS = 60_000;

/** What a namespace holds, its quotas and its limits. */
export function NamespaceSummaryPart({ clusterId, target, state }: PanelTabProps): ReactNode {
  const { name } = target;
  const uid = state.text?.uid ?? '';
  const input = uid === '' || state.status === 'gone' ? null : { clusterId, name };
  const { value, error } = useAsk('relations.namespace', input, { version: uid, everyMs: AGAIN_MS });
  if (value === null) {
    if (error === null) return null;
    return (
      <FoldSection id="holds" title="Holds">
        <p className={styles.muted}>{error.message}</p>
      </FoldSection>
    );
  }
  return (
    <>
      <FoldSection id="holds" title="Holds">
        {value.counts.length === 0 ? <p className={styles.muted}>Nothing.</p> : null}
        <ul className={styles.totals} data-testid="holds">
          {value.counts.map(({ kind, count }) => (
            <Total key={kind} clusterId={clusterId} kind={kind} count={count} namespace={name} />
          ))}
        </ul>
      </FoldSection>
      <Quotas clusterId={clusterId} namespace={name} quotas={value.quotas} />
      <Limits clusterId={clusterId} namespace={name} limits={value.limits} />
      <Unsearched notes={value.notSearched} />
    </>
  );
}

interface InNamespace {
  readonly clusterId: string;
  readonly namespace: string;
}

function Total({
  clusterId,
  kind,
  count,
  namespace,
}: InNamespace & { readonly kind: string; readonly count: number }): ReactNode {
  const data = useData();
  const info = useKindInfo(clusterId, kind);
  return (
    <li className={styles.total}>
      <Button
        variant="quiet"
        className={styles.totalName}
        onClick={() => showList(data, clusterId, kind, '', [namespace])}
      >
        {kindTitle(kind, info)}
      </Button>
      <span>{count}</span>
    </li>
  );
}

function Quotas({ clusterId, namespace, quotas }: InNamespace & { readonly quotas: readonly QuotaUse[] }): ReactNode {
  if (quotas.length === 0) return null;
  return (
    <FoldSection id="quotas" title="Quotas">
      <table className={styles.table} aria-label="Quotas">
        <thead>
          <tr>
            <th scope="col">Quota</th>
            <th scope="col">Resource</th>
            <th scope="col" data-number="">
              Used
            </th>
            <th scope="col" data-number="">
              Hard
            </th>
          </tr>
        </thead>
        <tbody>
          {quotas.map(({ quota, resource, used, hard, ratio }) => (
            <tr key={`${quota} ${resource}`}>
              <td>
                <ObjectLinkView clusterId={clusterId} to={{ group: '', kind: 'ResourceQuota', namespace, name: quota }}>
                  {quota}
                </ObjectLinkView>
              </td>
              <td>{resource}</td>
              <td data-number="">
                <span className={styles.share}>
                  {used}
                  <UsageBar value={ratio} max={1} tone={ratio >= 1 ? 'bad' : ratio >= 0.85 ? 'warn' : 'neutral'} />
                </span>
              </td>
              <td data-number="">{hard}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </FoldSection>
  );
}

const LIMITS = ['min', 'max', 'defaultRequest', 'defaultLimit', 'maxRatio'] as const;

function Limits({ clusterId, namespace, limits }: InNamespace & { readonly limits: readonly LimitLine[] }): ReactNode {
  if (limits.length === 0) return null;
  return (
    <FoldSection id="limits" title="Limit ranges">
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Limit ranges">
          <thead>
            <tr>
              {['Range', 'Type', 'Resource', 'Min', 'Max', 'Default request', 'Default limit', 'Max ratio'].map(
                (title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {limits.map((line) => (
              <tr key={`${line.limitRange} ${line.type} ${line.resource}`}>
                <td>
                  <ObjectLinkView
                    clusterId={clusterId}
                    to={{ group: '', kind: 'LimitRange', namespace, name: line.limitRange }}
                  >
                    {line.limitRange}
                  </ObjectLinkView>
                </td>
                <td>{line.type}</td>
                <td>{line.resource}</td>
                {LIMITS.map((field) => (
                  <td key={field}>{line[field] || '-'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </FoldSection>
  );
}
