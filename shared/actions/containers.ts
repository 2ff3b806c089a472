import { arr, rec, str } from '../kube/read.ts';

/** Where a kind keeps its pod's spec, of those whose images can be set (`kubectl set image`). */
export const podSpecPaths: Readonly<Record<string, readonly string[]>> = {
  pods: ['spec'],
  'deployments.apps': ['spec', 'template', 'spec'],
  'statefulsets.apps': ['spec', 'template', 'spec'],
  'daemonsets.apps': ['spec', 'template', 'spec'],
  'replicasets.apps': ['spec', 'template', 'spec'],
  replicationcontrollers: ['spec', 'template', 'spec'],
  'cronjobs.batch': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The lists of a pod's spec that hold containers with an image of their own. */
export const containerLists = ['containers', 'initContainers'] as const;

export interface ContainerImage {
  readonly name: string;
  readonly image: string;
  readonly init: boolean;
}

/** Containers of an object and their images, in the order of the spec. */
export function containerImages(kind: string, object: unknown): readonly ContainerImage[] {
  const path = podSpecPaths[kind];
  if (path === undefined) return [];
  const spec = path.reduce<unknown>((at, key) => rec(at)[key], object);
  return containerLists.flatMap((list) =>
    arr(rec(spec)[list]).map((container) => ({
      name: str(rec(container).name),
      image: str(rec(container).image),
      init: list === 'initContainers',
    })),
  );
}
