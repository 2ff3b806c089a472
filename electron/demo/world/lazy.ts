import { mergePatch } from '../api/patch.ts';
import type { Stored } from '../store/collection.ts';
import type { Fields, KubeObject, Labels } from '../types.ts';
import { isFields } from '../types.ts';

/** An object that exists as the recipe for it: what it captures must never change. */
export class LazyStored implements Stored {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly rv: number;
  readonly #render: (rv: number) => KubeObject;
  readonly #labels: Labels;

  constructor(head: LazyHead, rv: number, render: (rv: number) => KubeObject) {
    this.namespace = head.namespace;
    this.name = head.name;
    this.uid = head.uid;
    this.rv = rv;
    this.#labels = head.labels;
    this.#render = render;
  }

  labels(): Labels {
    return this.#labels;
  }
  render(): KubeObject {
    return this.#render(this.rv);
  }
  at(rv: number): Stored {
    return new LazyStored({ ...this, labels: this.#labels }, rv, this.#render);
  }
}

export interface LazyHead {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
}

/** What a client changed, laid over what the world says. */
export function overlaid(object: KubeObject, overlay: Fields | null): KubeObject {
  if (!overlay) return object;
  const merged = mergePatch(object, overlay);
  return isFields(merged) ? (merged as KubeObject) : object;
}
