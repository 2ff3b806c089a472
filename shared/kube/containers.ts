import { arr, type Rec, rec, str } from './read.ts';

/** Names and images of containers, comma-separated, for the wide columns. Source: printers.go layoutContainerCells. */
export const containerNames = (containers: unknown): string =>
  arr(containers)
    .map((container) => str(rec(container).name))
    .join(',');
export const containerImages = (containers: unknown): string =>
  arr(containers)
    .map((container) => str(rec(container).image))
    .join(',');

/** Containers of an object with a pod template at `spec.template`. */
export const templateContainers = (object: Rec): unknown => rec(rec(rec(object.spec).template).spec).containers;

/** Images of a pod spec, init containers included, for the search. */
export function podSpecImages(podSpec: Rec): readonly string[] {
  const images: string[] = [];
  for (const list of [podSpec.initContainers, podSpec.containers]) {
    for (const item of arr(list)) {
      const image = str(rec(item).image);
      if (image !== '') images.push(image);
    }
  }
  return images;
}
