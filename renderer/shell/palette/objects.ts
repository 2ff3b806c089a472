import type { SearchHit } from '../../../shared/contract/search.ts';
import { type KindWords, resolveKind } from '../../../shared/kinds/index.ts';
import type { KindSpec } from '../../../shared/kinds/spec.ts';
import { type FindQuery, namesCluster, targetOf, type Verb } from '../../../shared/search/grammar.ts';
import type { Data } from '../../data/data.ts';
import type { ClusterFound, SearchAsk } from '../../data/search/cluster-search.ts';
import { hitIcon, hitKind, matchText } from '../../resources/finding/hit.ts';
import type { OpenCluster, PaletteItem } from './items.ts';

/** What is asked of whom, for a text. */
export interface ObjectQuestion {
  readonly clusterIds: readonly string[];
  readonly ask: SearchAsk | null;
}

const MOST = 30;
const NOTHING: ObjectQuestion = { clusterIds: [], ask: null };

/**
 * Objects that a text may mean. A kind that is named is read where it is not held, in the cluster in front or those named; words alone
 * are looked for in what every open cluster has in memory: a palette costs no server anything.
 */
export function objectQuestion(
  query: FindQuery,
  clusters: readonly OpenCluster[],
  active: string | null,
  declared: readonly KindSpec[],
): ObjectQuestion {
  if (query.kindsOnly && query.words.length < 2) return NOTHING;
  const wanted = clusters.filter(({ name }) => namesCluster(query, name));
  const front = wanted.find(({ clusterId }) => clusterId === active) ?? wanted[0];
  const kinds: readonly KindWords[] = front?.catalog?.kinds ?? declared;
  const { kind, name } = targetOf(query, (word) => resolveKind(kinds, word));
  const narrowed = {
    events: false,
    limit: MOST,
    ...(query.namespace === null ? {} : { namespace: query.namespace }),
    ...(query.selector === null ? {} : { labelSelector: query.selector }),
  };
  if (kind !== null && (name !== '' || query.namespace !== null || query.selector !== null)) {
    const asked = query.cluster === null && front !== undefined ? [front] : wanted;
    return {
      clusterIds: asked.map(({ clusterId }) => clusterId),
      ask: { ...narrowed, text: name, kinds: [kind.id], depth: 'all' },
    };
  }
  const text = query.words.join(' ');
  if (text.length < 2 && query.selector === null) return NOTHING;
  const ordered = [...wanted].sort((a, b) => Number(b.clusterId === active) - Number(a.clusterId === active));
  return { clusterIds: ordered.map(({ clusterId }) => clusterId), ask: { ...narrowed, text, depth: 'held' } };
}

const TAB: Readonly<Partial<Record<Verb, string>>> = { edit: 'yaml', logs: 'logs', describe: 'summary' };

/** The best of all clusters; of equally good ones those of the cluster in front. */
export function objectItems(
  data: Data,
  found: readonly ClusterFound[],
  names: ReadonlyMap<string, string>,
  active: string | null,
  verb: Verb | null,
): readonly PaletteItem[] {
  const hits = found.flatMap((one) => one.hits);
  const behind = ({ clusterId }: SearchHit): number => Number(clusterId !== active);
  return hits
    .toSorted(
      (a, b) =>
        Math.floor(a.rank / 1_000_000) - Math.floor(b.rank / 1_000_000) || behind(a) - behind(b) || a.rank - b.rank,
    )
    .map((hit) => {
      const { clusterId, kind, namespace, name, uid } = hit;
      const tab = verb === null ? undefined : TAB[verb];
      const cluster = found.length > 1 || clusterId !== active ? (names.get(clusterId) ?? clusterId) : '';
      return {
        id: `object ${clusterId} ${kind} ${namespace}/${name}`,
        label: name,
        icon: hitIcon(kind),
        detail: [hitKind(data, hit), namespace, cluster, matchText(hit)].filter(Boolean).join(' · '),
        hint: hit.status,
        state: hit.state,
        does: { type: 'object', clusterId, kind, namespace, name, uid, ...(tab === undefined ? {} : { tab }) },
      };
    });
}
