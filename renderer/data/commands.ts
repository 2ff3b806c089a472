/** What a key, a menu or the palette asks of the page that is open. */
export type Command =
  | { readonly name: 'list.filter' }
  | { readonly name: 'list.refresh' }
  | { readonly name: 'list.focus' }
  | { readonly name: 'panel.close' }
  | { readonly name: 'panel.toggleBottom' }
  | { readonly name: 'history.back' }
  | { readonly name: 'history.forward' }
  /** The namespaces of the list on screen; `null` means all. */
  | { readonly name: 'namespaces.set'; readonly namespaces: readonly string[] | null }
  /** The filter of one kind's list, on screen or not. */
  | { readonly name: 'filter.set'; readonly kind: string; readonly filter: string }
  /** Puts the address of an object on the clipboard; without one, that of what is shown. */
  | {
      readonly name: 'link.copy';
      readonly object?: { readonly kind: string; readonly namespace: string; readonly name: string };
    }
  | {
      readonly name: 'object.open';
      readonly kind: string;
      readonly namespace: string;
      readonly objectName: string;
    }
  /** The object's YAML, with editing begun. */
  | {
      readonly name: 'object.edit';
      readonly kind: string;
      readonly namespace: string;
      readonly objectName: string;
      readonly uid: string | null;
    }
  /** The page for creating from YAML; `text` goes into it. */
  | { readonly name: 'create.open'; readonly text?: string }
  /** The page that compares two objects; what is not named is chosen there. `lastApplied`: the object with its own configuration. */
  | {
      readonly name: 'diff.open';
      readonly left?: { readonly kind: string; readonly namespace: string; readonly name: string };
      readonly lastApplied?: boolean;
    };

/** Answers true when it took the command; the next listener is asked otherwise. */
export type CommandListener = (command: Command) => boolean;

/** From shell to page, per cluster: the latest mounted listener is asked first, as the innermost thing comes last. */
export class CommandBus {
  readonly #listeners = new Map<string, CommandListener[]>();

  on(clusterId: string, listener: CommandListener): () => void {
    const list = this.#listeners.get(clusterId) ?? [];
    list.push(listener);
    this.#listeners.set(clusterId, list);
    return () => {
      const at = list.indexOf(listener);
      if (at >= 0) list.splice(at, 1);
      if (list.length === 0 && this.#listeners.get(clusterId) === list) this.#listeners.delete(clusterId);
    };
  }

  /** True: somebody took it. */
  run(clusterId: string, command: Command): boolean {
    return (this.#listeners.get(clusterId) ?? []).toReversed().some((listener) => listener(command));
  }
}
