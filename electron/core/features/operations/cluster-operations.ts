import type { Operation, OperationItem } from '../../../../shared/contract/operations.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { ClusterIdentity } from '../../../../shared/identity.ts';
import type { Clock } from '../../ports.ts';
import { cancelGraceMs, RunningOperation, type Start } from './running.ts';

/** Operations remembered of one cluster; the oldest finished ones go first. */
export const mostKept = 200;
/** Progress is told at most this often, ms; start and end at once. */
export const progressMs = 100;

export interface ClusterOperationsOptions extends ClusterIdentity {
  readonly clock: Clock;
  readonly emit: (operation: Operation) => void;
}

/** What is being done and was done on one cluster. Owned by its `Cluster`, ends with it, and knows of no other. */
export class ClusterOperations {
  readonly #options: ClusterOperationsOptions;
  readonly #held = new Map<string, RunningOperation>();
  /** Ids whose next news wait for their time. */
  readonly #pending = new Map<string, () => void>();
  #count = 0;

  constructor(options: ClusterOperationsOptions) {
    this.#options = options;
  }

  get running(): number {
    return [...this.#held.values()].filter(({ ended }) => !ended).length;
  }

  /** Newest first. */
  list(): readonly Operation[] {
    return [...this.#held.values()].reverse().map((operation) => operation.snapshot());
  }

  get(id: string): { readonly operation: Operation; readonly items: readonly OperationItem[] } {
    const held = this.#find(id);
    return { operation: held.snapshot(), items: held.items };
  }

  start(start: Omit<Start, 'id'>): Operation {
    this.#count += 1;
    const id = `op-${this.#count}`;
    const operation = new RunningOperation({ ...start, id }, this.#options, this.#options.clock, () =>
      this.#changed(operation),
    );
    this.#held.set(id, operation);
    this.#forgetOldest();
    void operation.run();
    return operation.snapshot();
  }

  cancel(id: string): Operation {
    const operation = this.#find(id);
    operation.cancel(cancelGraceMs);
    return operation.snapshot();
  }

  retry(id: string): Operation {
    const operation = this.#find(id);
    if (!operation.prepareRetry()) {
      const why = operation.ended ? 'everything in it was done' : 'it is still running';
      throw new PortolanError('invalid', `There is nothing to try again: ${why}.`);
    }
    void operation.run();
    return operation.snapshot();
  }

  clear(): void {
    for (const [id, operation] of this.#held) if (operation.ended) this.#held.delete(id);
  }

  /** The cluster is closed: nothing goes on, and nobody hears of it any more. */
  dispose(): void {
    for (const cancel of this.#pending.values()) cancel();
    this.#pending.clear();
    for (const operation of this.#held.values()) operation.cancel(0);
    this.#held.clear();
  }

  #find(id: string): RunningOperation {
    const found = this.#held.get(id);
    if (found !== undefined) return found;
    throw new PortolanError('not-found', `${this.#options.clusterName} has no operation ${id}.`);
  }

  #changed(operation: RunningOperation): void {
    const { id } = operation;
    if (this.#held.get(id) !== operation) return;
    if (operation.ended) {
      this.#pending.get(id)?.();
      this.#pending.delete(id);
      this.#options.emit(operation.snapshot());
    } else if (!this.#pending.has(id)) {
      this.#options.emit(operation.snapshot());
      this.#pending.set(
        id,
        this.#options.clock.setTimeout(() => this.#tellLater(operation), progressMs),
      );
    }
  }

  #tellLater(operation: RunningOperation): void {
    this.#pending.delete(operation.id);
    if (this.#held.get(operation.id) === operation && !operation.ended) this.#options.emit(operation.snapshot());
  }

  #forgetOldest(): void {
    for (const [id, operation] of this.#held) {
      if (this.#held.size <= mostKept) return;
      if (operation.ended) this.#held.delete(id);
    }
  }
}
