import { Dialog as Base } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { type ReactNode, type RefObject, useDeferredValue, useEffect, useRef, useState } from 'react';
import type { SearchHit } from '../../../shared/contract/search.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { clusterColor } from '../../data/tabs.ts';
import { hitIcon, hitKind, matchText, openHit } from '../../resources/finding/hit.ts';
import { Marked, marksOf } from '../../resources/finding/marked.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { useReturnFocus } from '../../ui/return-focus.ts';
import { NotSearched } from './not-searched.tsx';
import styles from './search.module.css';
import { type Found, type FoundCluster, useFound } from './use-found.ts';

export interface SearchDialogProps {
  /** What to begin with; `null` is closed. */
  readonly text: string | null;
  readonly onClose: () => void;
}

/** Every object of every open cluster, as one types. */
export function SearchDialog({ text, onClose }: SearchDialogProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const returnFocus = useReturnFocus(text !== null);
  return (
    <Base.Root open={text !== null} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={styles.popup}
          aria-label="Search all clusters"
          initialFocus={input}
          finalFocus={returnFocus}
          data-testid="search"
        >
          {text === null ? null : <SearchBody start={text} input={input} onClose={onClose} />}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

const itemValue = ({ clusterId, kind, uid }: SearchHit): string => `${clusterId} ${kind} ${uid}`;

function firstValue({ clusters }: Found): string {
  const hit = clusters.flatMap(({ found }) => found?.hits[0] ?? [])[0];
  return hit === undefined ? '' : itemValue(hit);
}

const FIRST = 50;
const MOST = 500;

interface BodyProps {
  readonly start: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onClose: () => void;
}

function SearchBody({ start, input, onClose }: BodyProps): ReactNode {
  const data = useData();
  const [text, setText] = useState(start);
  const [events, setEvents] = useState(false);
  const [limit, setLimit] = useState(FIRST);
  const [value, setValue] = useState('');
  const [moved, setMoved] = useState(false);
  const found = useFound(text, events, limit);
  const shown = useDeferredValue(found);
  const choose = (hit: SearchHit): void => {
    onClose();
    openHit(data, hit);
  };
  const type = (next: string): void => {
    setText(next);
    setLimit(FIRST);
    setMoved(false);
  };
  // The best one is what Enter means, also when it comes late, until somebody chose another by the arrows.
  const first = firstValue(shown);
  useEffect(() => {
    if (!moved) setValue(first);
  }, [first, moved]);
  return (
    <Command
      shouldFilter={false}
      label="Search all clusters"
      className={styles.command}
      value={value}
      onValueChange={setValue}
      onKeyDown={(event) => {
        if (/^Arrow|^Page|^Home|^End/.test(event.key)) setMoved(true);
      }}
    >
      <div className={styles.field}>
        <Icon name="search" />
        <Command.Input
          ref={input}
          autoFocus
          value={text}
          onValueChange={type}
          placeholder="Name, label, annotation, image, address or owner, in every open cluster"
          className={styles.input}
          data-testid="search-input"
        />
        <label className={styles.option}>
          <input type="checkbox" checked={events} onChange={(event) => setEvents(event.target.checked)} />
          Events too
        </label>
      </div>
      <Results found={shown} text={text} onChoose={choose} onMore={limit < MOST ? () => setLimit(MOST) : null} />
      <NotSearched found={found} />
    </Command>
  );
}

interface ResultsProps {
  readonly found: Found;
  readonly text: string;
  readonly onChoose: (hit: SearchHit) => void;
  readonly onMore: (() => void) | null;
}

function Results({ found, text, onChoose, onMore }: ResultsProps): ReactNode {
  const groups = found.clusters.filter(({ found: one }) => one !== null && one.hits.length > 0);
  return (
    <Command.List className={styles.list} label="Results">
      {groups.map((cluster) => (
        <ClusterHits
          key={cluster.clusterId}
          cluster={cluster}
          words={found.words}
          onChoose={onChoose}
          onMore={onMore}
        />
      ))}
      {groups.length === 0 ? <Nothing found={found} text={text} /> : null}
    </Command.List>
  );
}

interface ClusterHitsProps extends Omit<ResultsProps, 'found' | 'text'> {
  readonly cluster: FoundCluster;
  readonly words: readonly string[];
}

function ClusterHits({ cluster, words, onChoose, onMore }: ClusterHitsProps): ReactNode {
  const { clusterId, name, found } = cluster;
  const color = useApp(({ open, settings }) => clusterColor(clusterId, open, settings));
  if (found === null) return null;
  const hidden = found.total - found.hits.length;
  const heading = (
    <span className={styles.heading}>
      <span className={styles.swatch} style={{ background: `var(--cluster-${color})` }} aria-hidden="true" />
      {name}
      <span className={styles.total}>
        {found.total.toLocaleString('en-US')}
        {found.done ? '' : ' so far'}
      </span>
    </span>
  );
  return (
    <Command.Group heading={heading} className={styles.group} data-cluster={clusterId}>
      {found.hits.map((hit) => (
        <HitRow key={`${hit.kind} ${hit.uid}`} hit={hit} words={words} onChoose={onChoose} />
      ))}
      {hidden > 0 && onMore !== null ? (
        <Command.Item value={`more ${clusterId}`} onSelect={onMore} className={styles.more}>
          {hidden.toLocaleString('en-US')} more in {name}
        </Command.Item>
      ) : null}
    </Command.Group>
  );
}

interface HitRowProps {
  readonly hit: SearchHit;
  readonly words: readonly string[];
  readonly onChoose: (hit: SearchHit) => void;
}

function HitRow({ hit, words, onChoose }: HitRowProps): ReactNode {
  const data = useData();
  const why = matchText(hit);
  return (
    <Command.Item
      value={itemValue(hit)}
      onSelect={() => onChoose(hit)}
      className={styles.item}
      data-hit={hit.name}
      data-kind={hit.kind}
    >
      <StateGlyph state={hit.state} />
      <Icon name={hitIcon(hit.kind)} />
      <span className={styles.name} title={hit.name}>
        <Marked label={hit.name} marks={marksOf(hit.name, words)} />
      </span>
      <span className={styles.detail}>{[hitKind(data, hit), hit.namespace].filter(Boolean).join(' · ')}</span>
      <span className={styles.why} title={why}>
        <Marked label={why} marks={marksOf(why, words)} />
      </span>
      <span className={styles.status}>{hit.status}</span>
    </Command.Item>
  );
}

function Nothing({ found, text }: Pick<ResultsProps, 'found' | 'text'>): ReactNode {
  if (found.query.problem !== null) return <p className={styles.empty}>{found.query.problem}</p>;
  if (text.trim() === '') return <Hints />;
  if (found.clusters.length === 0)
    return (
      <p className={styles.empty}>
        {found.query.cluster === null ? 'No cluster is open.' : `No open cluster is called “${found.query.cluster}”.`}
      </p>
    );
  const busy = found.clusters.some(
    ({ found: one }) => one !== null && one.error === null && (one.waiting || !one.done),
  );
  return (
    <p className={styles.empty}>{busy ? 'Nothing yet. Still searching.' : 'Nothing was found in what was searched.'}</p>
  );
}

function Hints(): ReactNode {
  const hints = [
    ['payments api', 'both words, anywhere in an object'],
    ['deploy web', 'deployments only'],
    ['po -n kube-system -l k8s-app=kube-dns', 'as kubectl takes it'],
    ['10.0.3.17 @prod', 'in clusters so named'],
  ] as const;
  return (
    <dl className={styles.hints}>
      {hints.map(([example, meaning]) => (
        <div key={example}>
          <dt>
            <code>{example}</code>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
      <p>
        <Kbd keys="ArrowUp" /> <Kbd keys="ArrowDown" /> move · <Kbd keys="Enter" /> opens the object in its cluster
      </p>
    </dl>
  );
}
