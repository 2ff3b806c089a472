import { encodeMessage } from '../proto/envelope.ts';
import type { Stored } from '../store/collection.ts';
import { jsonText } from '../store/shared.ts';
import { shownAs } from './convert.ts';
import type { ResourceInfo } from './resources.ts';

/**
 * Objects as bytes. With `keep` each version is written out once and kept as long as it lives: a list then costs the
 * server next to nothing, as yardsticks need it, for about 10 KB of memory a pod.
 */
export class Forms {
  readonly #json: WeakMap<Stored, Buffer> | null;
  readonly #protobuf: WeakMap<Stored, Buffer> | null;

  constructor(keep: boolean) {
    this.#json = keep ? new WeakMap() : null;
    this.#protobuf = keep ? new WeakMap() : null;
  }

  /** JSON without kind and apiVersion, as items of a list of a built-in kind are. */
  json(info: ResourceInfo, stored: Stored): Buffer {
    return kept(this.#json, stored, () => {
      const { kind: _, apiVersion: __, ...rest } = shownAs(info, stored.render());
      return Buffer.from(jsonText(rest));
    });
  }

  /** The bare message of a pod. */
  pod(stored: Stored): Buffer {
    return kept(this.#protobuf, stored, () => encodeMessage('Pod', stored.render()));
  }
}

function kept(cache: WeakMap<Stored, Buffer> | null, stored: Stored, make: () => Buffer): Buffer {
  const known = cache?.get(stored);
  if (known) return known;
  const made = make();
  cache?.set(stored, made);
  return made;
}
