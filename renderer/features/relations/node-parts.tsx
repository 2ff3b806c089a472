import { type ReactNode, useState } from 'react';
import type { CallOutput } from '../../../shared/contract/index.ts';
import type { NodePod, Share } from '../../../shared/relations/node-allocation.ts';
import { FoldSection } from '../../resources/details/fold-section.tsx';
import { ObjectLinkView } from '../../resources/object-link.tsx';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { Age } from '../../resources/time.tsx';
import { type Asked, useAsk } from '../../resources/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { UsageBar } from '../../ui/meter.tsx';
import { Gathering } from './related-tab.tsx';
import styles from './relations.module.css';

const AGAIN_MS = 30_000;
const FIRST = 100;

function useAllocation({ clusterId, target, state }: PanelTabProps): Asked<CallOutput<'relations.node'>> {
  const uid = state.text?.uid ?? '';
  const input = uid === '' || state.status === 'gone' ? null : { clusterId, name: target.name };
  return useAsk('relations.node', input, { version: uid, everyMs: AGAIN_MS });
}

const tone = (percent: number): 'neutral' | 'warn' | 'bad' =>
  percent > 100 ? 'bad' : percent >= 85 ? 'warn' : 'neutral';

function ShareView({ share, bar = false }: { readonly share: Share; readonly bar?: boolean }): ReactNode {
  const { text, percent } = share;
  if (percent === null) return text;
  return (
    <span className={styles.share}>
      <span>
        {text} <span className={styles.muted}>{`(${percent}%)`}</span>
      </span>
      {bar ? <UsageBar value={percent} max={100} tone={tone(percent)} /> : null}
    </span>
  );
}

/** `Allocated resources` of `kubectl describe node`, in the summary. */
export function AllocationSummary(props: PanelTabProps): ReactNode {
  const { value, error } = useAllocation(props);
  if (value === null && error === null) return null;
  return (
    <FoldSection id="allocation" title="Allocated to pods">
      {value === null ? (
        <p className={styles.muted}>{error?.message}</p>
      ) : (
        <div className={styles.scroll} data-testid="allocation">
          <table className={styles.table} aria-label="Allocated resources">
            <thead>
              <tr>
                <th scope="col">Resource</th>
                <th scope="col" data-number="">
                  Requests
                </th>
                <th scope="col" data-number="">
                  Limits
                </th>
                <th scope="col" data-number="">
                  Allocatable
                </th>
              </tr>
            </thead>
            <tbody>
              {value.resources.map(({ resource, requests, limits, allocatable }) => (
                <tr key={resource}>
                  <td>{resource}</td>
                  <td data-number="">
                    <ShareView share={requests} bar />
                  </td>
                  <td data-number="">
                    <ShareView share={limits} bar />
                  </td>
                  <td data-number="">{allocatable}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={styles.more}>
            {`${value.pods.length}${value.podCapacity === '' ? '' : ` of ${value.podCapacity}`} pods. Limits may be over 100 %: not all is used at once.`}
          </p>
        </div>
      )}
    </FoldSection>
  );
}

/** The pods of a node that have not ended, with what they ask of it. */
export function NodePodsTab(props: PanelTabProps): ReactNode {
  const [whole, setWhole] = useState(false);
  const { value, error, again } = useAllocation(props);
  if (value === null && error !== null)
    return <ErrorPanel title="The node's pods cannot be read" message={error.message} onRetry={again} />;
  if (value === null) return <Gathering gone={props.state.status === 'gone'} />;
  if (value.pods.length === 0) return <EmptyState title="No pods run on this node" />;
  const shown = whole ? value.pods : value.pods.slice(0, FIRST);
  return (
    <div className={styles.tab} data-testid="node-pods">
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Pods of the node">
          <thead>
            <tr>
              <th scope="col">Pod</th>
              {['CPU requests', 'CPU limits', 'Memory requests', 'Memory limits', 'Age'].map((title) => (
                <th key={title} scope="col" data-number="">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((pod) => (
              <PodRow key={pod.uid} clusterId={props.clusterId} pod={pod} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < value.pods.length ? (
        <Button variant="quiet" onClick={() => setWhole(true)}>{`Show all ${value.pods.length}`}</Button>
      ) : null}
    </div>
  );
}

function PodRow({ clusterId, pod }: { readonly clusterId: string; readonly pod: NodePod }): ReactNode {
  const { namespace, name } = pod;
  return (
    <tr>
      <td>
        <span className={styles.muted}>{`${namespace}/`}</span>
        <ObjectLinkView clusterId={clusterId} to={{ group: '', kind: 'Pod', namespace, name }}>
          {name}
        </ObjectLinkView>
      </td>
      {[pod.cpuRequests, pod.cpuLimits, pod.memoryRequests, pod.memoryLimits].map((share, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: four columns in a fixed order
        <td key={at} data-number="">
          <ShareView share={share} />
        </td>
      ))}
      <td data-number="">{pod.createdAt === null ? '' : <Age clusterId={clusterId} at={pod.createdAt} />}</td>
    </tr>
  );
}
