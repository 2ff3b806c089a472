import type { KindInfo } from '../contract/catalog.ts';
import { podSpecPaths } from './containers.ts';

/** What one acts on. `kind` is a KindInfo id; `uid` is null when only the name is known (a link). */
export interface ActionTarget {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
}

/** What the server must permit, on the target's own kind unless another is named. */
export interface ActionAccess {
  readonly verb: string;
  readonly subresource?: string;
  /** KindInfo id. */
  readonly kind?: string;
}

type KindFacts = Pick<KindInfo, 'id' | 'verbs' | 'subresources'>;

/** One thing a person can do with an object, declared once: menus, keys, palette, dialogs and the permission check read this. */
export interface ActionSpec {
  readonly id: ActionId;
  /** A verb; what opens a dialog with a choice ends with `…`. */
  readonly label: string;
  /** lucide icon name, kebab case. */
  readonly icon: string;
  /** Keys on a list. */
  readonly keys?: readonly string[];
  /** Something is gone or stops afterwards: drawn in red, always confirmed. */
  readonly danger?: true;
  readonly applies: (kind: KindFacts) => boolean;
  readonly access: ActionAccess;
  /** May be done with several objects at once. */
  readonly bulk: boolean;
  /**
   * `always` asks before it is done; `guarded` only on a guarded cluster and for several objects; `never` is no change by itself
   * (it opens an editor that asks on its own).
   */
  readonly confirm: 'always' | 'guarded' | 'never';
  /** Also a button at the right of the row under the pointer. */
  readonly hover?: true;
}

export type ActionId =
  | 'edit'
  | 'scale'
  | 'restart'
  | 'rollback'
  | 'pause'
  | 'resume'
  | 'set-image'
  | 'trigger'
  | 'suspend'
  | 'unsuspend'
  | 'cordon'
  | 'uncordon'
  | 'evict'
  | 'label'
  | 'annotate'
  | 'finalizers'
  | 'delete';

const among =
  (...ids: readonly string[]) =>
  ({ id }: KindFacts): boolean =>
    ids.includes(id);
const withVerb =
  (...verbs: readonly string[]) =>
  (kind: KindFacts): boolean =>
    verbs.every((verb) => kind.verbs.includes(verb));
/** A declared kind is served with its scale; a custom one says so itself. */
const scalable = (kind: KindFacts): boolean =>
  kind.subresources.includes('scale') ||
  among('deployments.apps', 'statefulsets.apps', 'replicasets.apps', 'replicationcontrollers')(kind);

const withImages = among(...Object.keys(podSpecPaths));
const patch: ActionAccess = { verb: 'patch' };

/** Every action, in the order of the menus. */
export const actions: readonly ActionSpec[] = [
  {
    id: 'edit',
    label: 'Edit',
    icon: 'pencil',
    keys: ['e'],
    applies: withVerb('get', 'update'),
    access: { verb: 'update' },
    bulk: false,
    confirm: 'never',
    hover: true,
  },
  {
    id: 'scale',
    label: 'Scale…',
    icon: 'scaling',
    keys: ['+', '-'],
    applies: scalable,
    access: { verb: 'patch', subresource: 'scale' },
    bulk: true,
    confirm: 'always',
  },
  {
    id: 'restart',
    label: 'Restart…',
    icon: 'rotate-cw',
    keys: ['r'],
    applies: among('deployments.apps', 'statefulsets.apps', 'daemonsets.apps'),
    access: patch,
    bulk: true,
    confirm: 'always',
  },
  {
    id: 'rollback',
    label: 'Roll back…',
    icon: 'undo-2',
    applies: among('deployments.apps', 'statefulsets.apps', 'daemonsets.apps'),
    access: patch,
    bulk: false,
    confirm: 'always',
  },
  {
    id: 'pause',
    label: 'Pause rollout',
    icon: 'pause',
    applies: among('deployments.apps'),
    access: patch,
    bulk: true,
    confirm: 'guarded',
  },
  {
    id: 'resume',
    label: 'Resume rollout',
    icon: 'play',
    applies: among('deployments.apps'),
    access: patch,
    bulk: true,
    confirm: 'guarded',
  },
  {
    id: 'set-image',
    label: 'Set image…',
    icon: 'container',
    applies: withImages,
    access: patch,
    bulk: false,
    confirm: 'always',
  },
  {
    id: 'trigger',
    label: 'Trigger now…',
    icon: 'circle-play',
    applies: among('cronjobs.batch'),
    access: { verb: 'create', kind: 'jobs.batch' },
    bulk: true,
    confirm: 'always',
  },
  {
    id: 'suspend',
    label: 'Suspend',
    icon: 'pause',
    applies: among('cronjobs.batch', 'jobs.batch'),
    access: patch,
    bulk: true,
    confirm: 'guarded',
  },
  {
    id: 'unsuspend',
    label: 'Resume',
    icon: 'play',
    applies: among('cronjobs.batch', 'jobs.batch'),
    access: patch,
    bulk: true,
    confirm: 'guarded',
  },
  {
    id: 'cordon',
    label: 'Cordon',
    icon: 'ban',
    applies: among('nodes'),
    access: patch,
    bulk: true,
    confirm: 'guarded',
  },
  {
    id: 'uncordon',
    label: 'Uncordon',
    icon: 'check',
    applies: among('nodes'),
    access: patch,
    bulk: true,
    confirm: 'guarded',
  },
  {
    id: 'evict',
    label: 'Evict…',
    icon: 'log-out',
    danger: true,
    applies: among('pods'),
    access: { verb: 'create', subresource: 'eviction' },
    bulk: true,
    confirm: 'always',
  },
  {
    id: 'label',
    label: 'Labels…',
    icon: 'tag',
    applies: withVerb('patch'),
    access: patch,
    bulk: true,
    confirm: 'always',
  },
  {
    id: 'annotate',
    label: 'Annotations…',
    icon: 'file-text',
    applies: withVerb('patch'),
    access: patch,
    bulk: true,
    confirm: 'always',
  },
  {
    id: 'finalizers',
    label: 'Remove finalizers…',
    icon: 'unplug',
    danger: true,
    applies: withVerb('patch', 'delete'),
    access: patch,
    bulk: true,
    confirm: 'always',
  },
  {
    id: 'delete',
    label: 'Delete…',
    icon: 'trash-2',
    keys: ['Ctrl+D'],
    danger: true,
    applies: withVerb('delete'),
    access: { verb: 'delete' },
    bulk: true,
    confirm: 'always',
  },
];

const byId = new Map(actions.map((action) => [action.id, action]));

export function actionById(id: ActionId): ActionSpec {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`There is no action ${id}.`);
  return found;
}

/** What may be done with objects of this kind, several of them or one. */
export const actionsFor = (kind: KindFacts, count: number): readonly ActionSpec[] =>
  actions.filter((action) => action.applies(kind) && (count <= 1 || action.bulk));

/** What is asked of the server before this is done with objects of a kind. A namespace's own finalizers have a door of their own. */
export function accessOf({ id, access }: ActionSpec, kind: string): Required<ActionAccess> {
  if (id === 'finalizers' && kind === 'namespaces') return { verb: 'update', subresource: 'finalize', kind };
  return { verb: access.verb, subresource: access.subresource ?? '', kind: access.kind ?? kind };
}
