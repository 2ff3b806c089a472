import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { KindSpec, ProtoMessage } from '../../../shared/kinds/spec.ts';
import { collectionPath, specOf } from '../kinds.ts';
import { codecOf } from '../read/codec.ts';
import { listPages } from '../reflect/list.ts';
import { AttemptFailed, type Codec, type Failure, type Intake, type ReflectorDeps } from '../reflect/types.ts';
import type { Waits } from '../time.ts';
import { haystackOf } from './haystack.ts';
import type { KindIndex } from './kind-index.ts';

export const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

export interface ReadDeps {
  readonly list: (path: string, codec: Codec, intake: Intake) => ReflectorDeps;
  readonly waits: Waits;
  readonly permitted: () => readonly string[];
}

export type ReadOutcome =
  | { readonly state: 'read' }
  | { readonly state: 'partly'; readonly reason: string }
  | { readonly state: 'limited' }
  | { readonly state: 'denied' | 'failed'; readonly reason: string };

/** The index is full. */
class Full extends Error {}

/** Asked one by one where all together is denied, at most. */
const MOST_NAMESPACES = 8;
const MOST_TRIES = 3;

/**
 * How a kind is read for a search: what has images or addresses by the fields its columns name, everything else (custom kinds, and
 * Secrets and ConfigMaps above all) as metadata only.
 */
function readingOf(kind: KindInfo): { readonly codec: Codec; readonly spec: KindSpec | null } {
  const spec = specOf(kind);
  if (spec === null || spec.secret === true || spec.search === undefined)
    return { codec: { ...codecOf(undefined), listAccept: METADATA_LIST }, spec: null };
  return { codec: codecOf(spec.proto === undefined ? undefined : withOwners(spec.proto)), spec };
}

/** Source: `apimachinery/pkg/apis/meta/v1/generated.proto`, ObjectMeta and OwnerReference. */
const OWNERS: ProtoMessage = {
  12: { name: 'annotations', type: 'string', repeat: 'map' },
  13: {
    name: 'ownerReferences',
    repeat: 'repeated',
    type: { 1: { name: 'kind', type: 'string' }, 3: { name: 'name', type: 'string' } },
  },
};

function withOwners(proto: ProtoMessage): ProtoMessage {
  const own = proto[1]?.type;
  return { ...proto, 1: { name: 'metadata', type: typeof own === 'object' ? { ...own, ...OWNERS } : OWNERS } };
}

/** Lists one kind into an index, page by page. `onPage` hears how many more there are, and says whether there is room for them. */
export async function readKind(
  kind: KindInfo,
  index: KindIndex,
  deps: ReadDeps,
  signal: AbortSignal,
  onPage: (remaining: number | null) => boolean,
): Promise<ReadOutcome> {
  const { codec, spec } = readingOf(kind);
  const intake: Intake = {
    ...NO_INTAKE,
    item: (item) => {
      const entry = 'object' in item ? haystackOf(item.object, spec) : null;
      if (entry !== null) index.add(entry);
    },
    batchEnd: (remaining) => {
      if (!onPage(remaining) && remaining !== 0) throw new Full();
    },
  };
  const list = (namespace: string): Promise<Failure | 'full' | null> =>
    attempt(deps.list(collectionPath(kind, namespace), codec, intake), deps, signal);
  const all = await list('');
  if (all === null) return { state: 'read' };
  if (all === 'full') return { state: 'limited' };
  if (all.type === 'denied' && kind.namespaced) return singly(all.reason, deps.permitted(), list);
  return { state: all.type === 'denied' ? 'denied' : 'failed', reason: all.reason };
}

async function singly(
  reason: string,
  permitted: readonly string[],
  list: (namespace: string) => Promise<Failure | 'full' | null>,
): Promise<ReadOutcome> {
  const read: string[] = [];
  for (const namespace of permitted.slice(0, MOST_NAMESPACES)) {
    const outcome = await list(namespace);
    if (outcome === 'full') return { state: 'limited' };
    if (outcome === null) read.push(namespace);
  }
  return read.length === 0 ? { state: 'denied', reason } : { state: 'partly', reason: `Only in ${read.join(', ')}.` };
}

/** One list; a server that asks for patience gets it, a continue token that expired costs one new beginning. Aborts are thrown. */
async function attempt(
  list: ReflectorDeps,
  { waits }: ReadDeps,
  signal: AbortSignal,
): Promise<Failure | 'full' | null> {
  for (let tries = 1; ; tries++) {
    try {
      await listPages(list, signal);
      return null;
    } catch (error) {
      if (error instanceof Full) return 'full';
      if (signal.aborted || !(error instanceof AttemptFailed)) throw error;
      const { failure } = error;
      const patient = failure.type === 'too-many' || failure.type === 'expired' || failure.type === 'transport';
      if (!patient || tries >= MOST_TRIES) return failure;
      await waits.for(failure.type === 'too-many' ? Math.min(failure.retryAfterMs ?? 1_000, 30_000) : 500, signal);
    }
  }
}

const nothing = (): void => {};
const NO_INTAKE: Intake = {
  begin: nothing,
  item: nothing,
  batchEnd: nothing,
  commit: nothing,
  abandon: nothing,
  put: nothing,
  remove: nothing,
  clear: nothing,
};
