/** What was asked of a server, for tests and for the control endpoint. */
export interface RequestRecord {
  /** Epoch ms by the server's clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly verb: string;
  /** `pods`, `deployments.apps`; empty for other paths. */
  readonly resource: string;
  readonly user: string;
  readonly protocol: string;
  /** The form that was asked for. */
  readonly accept: string;
  /** 0 while unanswered. */
  readonly status: number;
}

export interface RequestFilter {
  readonly verb?: string;
  readonly resource?: string;
  readonly path?: string;
  readonly status?: number;
}

export interface StatsSnapshot {
  readonly requests: number;
  /** Keyed `verb resource`, or `method path` where no resource is meant. */
  readonly byVerb: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly watches: Readonly<Record<string, number>>;
  readonly connections: { readonly open: number; readonly total: number };
  readonly bytes: { readonly received: number; readonly sent: number };
}

const KEPT = 5_000;
type Mutable = { -readonly [K in keyof RequestRecord]: RequestRecord[K] };

export class Stats {
  #records: Mutable[] = [];
  #requests = 0;
  readonly #byVerb = new Map<string, number>();
  readonly #byStatus = new Map<string, number>();
  readonly #watches = new Map<string, number>();
  readonly #listeners = new Set<(record: RequestRecord) => void>();
  #open = 0;
  #total = 0;
  #received = 0;
  #sent = 0;

  /** The result notes the answer's status. */
  request(record: Omit<RequestRecord, 'status'>): (status: number) => void {
    const kept: Mutable = { ...record, status: 0 };
    this.#requests++;
    this.#records.push(kept);
    if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
    const key = record.resource === '' ? `${record.verb} ${record.path}` : `${record.verb} ${record.resource}`;
    if (this.#byVerb.size < 10_000 || this.#byVerb.has(key)) bump(this.#byVerb, key);
    for (const listener of [...this.#listeners]) listener(kept);
    return (status) => {
      kept.status = status;
      bump(this.#byStatus, String(status));
    };
  }

  /** The last requests that match, oldest first; at most 5,000 are remembered. */
  records(filter: RequestFilter = {}): readonly RequestRecord[] {
    return this.#records.filter(
      (record) =>
        (filter.verb === undefined || filter.verb === record.verb) &&
        (filter.resource === undefined || filter.resource === record.resource) &&
        (filter.path === undefined || record.path.startsWith(filter.path)) &&
        (filter.status === undefined || filter.status === record.status),
    );
  }

  count(filter: RequestFilter = {}): number {
    return this.records(filter).length;
  }

  onRequest(listener: (record: RequestRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A connection came; the result is called when it went. */
  connection(): () => void {
    this.#open++;
    this.#total++;
    return () => void this.#open--;
  }

  watch(resource: string): () => void {
    bump(this.#watches, resource);
    return () => bump(this.#watches, resource, -1);
  }

  received(bytes: number): void {
    this.#received += bytes;
  }
  sent(bytes: number): void {
    this.#sent += bytes;
  }

  /** Forgets what was; open connections and watches stay counted. */
  reset(): void {
    this.#records = [];
    this.#requests = 0;
    this.#byVerb.clear();
    this.#byStatus.clear();
    this.#total = this.#open;
    this.#received = 0;
    this.#sent = 0;
  }

  snapshot(): StatsSnapshot {
    return {
      requests: this.#requests,
      byVerb: Object.fromEntries(this.#byVerb),
      byStatus: Object.fromEntries(this.#byStatus),
      watches: Object.fromEntries([...this.#watches].filter(([, open]) => open > 0)),
      connections: { open: this.#open, total: this.#total },
      bytes: { received: this.#received, sent: this.#sent },
    };
  }
}

function bump(map: Map<string, number>, key: string, by = 1): void {
  map.set(key, (map.get(key) ?? 0) + by);
}
