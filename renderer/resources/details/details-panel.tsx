import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { KindInfo } from '../../../shared/contract/catalog.ts';
import { detailsOf, hasOwnDetails } from '../../../shared/details/index.ts';
import type { Details } from '../../../shared/details/model.ts';
import type { KubeObject } from '../../../shared/kinds/spec.ts';
import { useHandle } from '../../data/hooks.ts';
import { isObject, type ObjectRef, type ObjectState } from '../../data/live-object.ts';
import type { PanelState } from '../../data/panel.ts';
import { useKindInfo, useObject } from '../../data/view-hooks.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBoundary, ErrorPanel } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { FollowLinks } from '../object-link.tsx';
import type { PanelTab, PanelTabProps } from '../panel-tab.ts';
import { useAsk } from '../use-ask.ts';
import { ContainersTab } from './containers-tab.tsx';
import styles from './details-panel.module.css';
import { FoldProvider } from './fold-section.tsx';
import { PanelHeader } from './panel-header.tsx';
import { usePanelKeys } from './panel-keys.ts';
import { RowSummary } from './row-summary.tsx';
import { SummaryTab } from './summary-tab.tsx';

const NOTHING: Details = { sections: [], containers: [] };

export interface DetailsPanelProps {
  readonly clusterId: string;
  readonly panel: PanelState;
  readonly tabs: readonly PanelTab[];
}

/** One object, live, of the cluster it was opened from. Links inside lead on in the same panel, with a way back. */
export function DetailsPanel({ clusterId, panel, tabs }: DetailsPanelProps): ReactNode {
  const handle = useHandle(clusterId);
  const [trail, setTrail] = useState<readonly PanelState[]>([]);
  const info = useKindInfo(clusterId, panel.kind);
  const target = useMemo(
    () => ({ kind: panel.kind, namespace: panel.namespace, name: panel.name, uid: panel.uid }),
    [panel.kind, panel.namespace, panel.name, panel.uid],
  );
  const { state, read } = useObject(clusterId, target, panel.uid);
  const details = useDetails(clusterId, panel.kind, info, state);
  const props: PanelTabProps | null = state === null ? null : { clusterId, target, info, state };
  const follow = (ref: ObjectRef): void => {
    setTrail([...trail, panel]);
    handle?.setPanel({ ...panel, ...ref, uid: null, tab: 'summary' });
  };
  const back = (): void => {
    const last = trail.at(-1);
    if (last === undefined) return;
    setTrail(trail.slice(0, -1));
    handle?.setPanel(last);
  };
  const onKeyDown = usePanelKeys(clusterId, panel, info, state);
  if (props === null || state === null) return null;
  return (
    <FollowLinks value={follow}>
      <FoldProvider clusterId={clusterId}>
        <section
          className={styles.panel}
          aria-label={`Details of ${panel.name}`}
          data-testid="details"
          data-object-keys
          // A click into it is enough for the keys to mean this object.
          tabIndex={-1}
          onKeyDown={onKeyDown}
        >
          <PanelHeader {...props} panel={panel} onBack={trail.length === 0 ? null : back} onRead={read} />
          <PanelNotice state={state} onOpenNew={(uid) => handle?.setPanel({ ...panel, uid })} onRead={read} />
          <ErrorBoundary what={`the details of ${panel.name}`} resetKey={`${panel.kind} ${panel.name} ${panel.tab}`}>
            <PanelBody {...props} panel={panel} tabs={tabs} details={details} />
          </ErrorBoundary>
        </section>
      </FoldProvider>
    </FollowLinks>
  );
}

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/**
 * A malformed object costs the summary, not the YAML: the boundary around the tab says so. A custom resource is shown with its
 * definition as soon as that is read, and by its fields until then or where it may not be.
 */
function useDetails(clusterId: string, kind: string, info: KindInfo | null, state: ObjectState | null): Details {
  const object = state?.object ?? null;
  const custom = info?.custom === true && !hasOwnDetails(kind);
  const input = custom ? { clusterId, kind: DEFINITIONS, name: `${info.plural}.${info.group}` } : null;
  const { value } = useAsk('objects.get', input);
  const definition = useMemo(() => (value === null ? null : parsed(value.json)), [value]);
  return useMemo(() => (object === null ? NOTHING : detailsOf(kind, object, definition)), [kind, object, definition]);
}

const parsed = (json: string): KubeObject | null => {
  const object: unknown = JSON.parse(json);
  return isObject(object) ? object : null;
};

interface NoticeProps {
  readonly state: ObjectState;
  readonly onOpenNew: (uid: string) => void;
  readonly onRead: () => void;
}

function PanelNotice({ state, onOpenNew, onRead }: NoticeProps): ReactNode {
  const { replacedBy } = state;
  if (state.status === 'gone') {
    const shown = state.text === null ? '' : ' What you see is its last state.';
    const action =
      replacedBy === null ? undefined : <Button onClick={() => onOpenNew(replacedBy)}>Show the new one</Button>;
    const words =
      replacedBy === null ? 'It does not exist any more.' : 'It was deleted, and another object has its name now.';
    return (
      <Banner state="off" testId="gone" actions={action}>
        {`${words}${shown}`}
      </Banner>
    );
  }
  if (state.text !== null && state.error !== null) {
    return (
      <Banner state="warn" title="Not current:" actions={<Button onClick={onRead}>Try again</Button>}>
        {state.error.message}
      </Banner>
    );
  }
  if (state.text !== null && state.freshness.state === 'stale') {
    return <Banner state="warn">{`Not live: ${state.freshness.reason}`}</Banner>;
  }
  return null;
}

interface BodyProps extends PanelTabProps {
  readonly panel: PanelState;
  readonly tabs: readonly PanelTab[];
  readonly details: Details;
}

function PanelBody({ panel, tabs, details, ...props }: BodyProps): ReactNode {
  const handle = useHandle(props.clusterId);
  const applying = tabs.filter((tab) => tab.applies(panel.kind, props.info));
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  const countOf = (tab: PanelTab): { count?: number } => {
    const count = counts.get(tab.id);
    return count === undefined ? {} : { count };
  };
  const [marks, setMarks] = useState<ReadonlySet<string>>(new Set());
  const mark = useCallback(
    (id: string, marked: boolean) =>
      setMarks((was) => {
        if (was.has(id) === marked) return was;
        return new Set(marked ? [...was, id] : [...was].filter((one) => one !== id));
      }),
    [],
  );
  const report = useCallback(
    (id: string, count: number) => setCounts((was) => (was.get(id) === count ? was : new Map(was).set(id, count))),
    [],
  );
  const { containers } = details;
  const items = [
    { id: 'summary', label: 'Summary' },
    ...(containers.length === 0 ? [] : [{ id: 'containers', label: 'Containers', count: containers.length }]),
    ...applying.map((tab) => ({
      id: tab.id,
      label: marks.has(tab.id) ? `${tab.label} · draft` : tab.label,
      ...(marks.has(tab.id) ? { glyph: 'warn' as const } : {}),
      ...countOf(tab),
    })),
  ];
  const value = items.some((item) => item.id === panel.tab) ? panel.tab : 'summary';
  return (
    <div className={styles.body}>
      {applying.map((tab) =>
        tab.Count === undefined ? null : (
          <tab.Count key={tab.id} {...props} report={(count) => report(tab.id, count)} />
        ),
      )}
      {applying.map((tab) =>
        tab.Mark === undefined ? null : <tab.Mark key={tab.id} {...props} report={(marked) => mark(tab.id, marked)} />,
      )}
      <Tabs
        label="Parts of the object"
        value={value}
        tabs={items}
        onChange={(tab) => handle?.setPanel({ ...panel, tab })}
      >
        <TabContent {...props} value={value} tabs={applying} details={details} />
      </Tabs>
    </div>
  );
}

interface ContentProps extends PanelTabProps {
  readonly value: string;
  readonly tabs: readonly PanelTab[];
  readonly details: Details;
}

function TabContent({ value, tabs, details, ...props }: ContentProps): ReactNode {
  const { state, target, clusterId } = props;
  if (state.text === null && state.status === 'failed' && state.error !== null) {
    return (
      <ErrorPanel title={`${target.name} cannot be read`} message={state.error.message} detail={state.error.detail} />
    );
  }
  const tab = tabs.find((candidate) => candidate.id === value);
  if (tab !== undefined) return <tab.Component {...props} />;
  if (state.object === null)
    return state.status === 'loading' ? <Waiting clusterId={clusterId} target={target} /> : null;
  if (value === 'containers')
    return <ContainersTab clusterId={clusterId} containers={details.containers} target={target} />;
  return <SummaryTab {...props} details={details} tabs={tabs} />;
}

/** Until the object itself is there: what the list knows of it. */
function Waiting({ clusterId, target }: Pick<PanelTabProps, 'clusterId' | 'target'>): ReactNode {
  const handle = useHandle(clusterId);
  const held = target.uid === null ? null : (handle?.views.held(target.kind, target.uid) ?? null);
  return (
    <div aria-busy="true">
      {held === null ? null : <RowSummary clusterId={clusterId} held={held} />}
      <div className={styles.waiting}>
        {[60, 82, 44, 70, 52, 66].map((width) => (
          <Skeleton key={width} width={`${width}%`} />
        ))}
      </div>
    </div>
  );
}
