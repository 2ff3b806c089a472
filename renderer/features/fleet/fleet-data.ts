import { useEffect, useRef, useState } from 'react';
import type { FleetFigures } from '../../../shared/contract/fleet.ts';
import { useData } from '../../data/context.tsx';
import type { Data } from '../../data/data.ts';
import { useApp } from '../../data/hooks.ts';

/** Figures are read this often while a fleet page is open, and never otherwise, ms. */
const EVERY_MS = 60_000;
/** A cluster without figures is asked again sooner: it may just be connecting, ms. */
const SOON_MS = 5_000;

export interface FleetEntry {
  /** The last ones there were: shown as what they are, with their age. */
  readonly figures: FleetFigures | null;
  /** Why there are no newer ones; `null` when the last reading worked. */
  readonly error: string | null;
}

type Entries = ReadonlyMap<string, FleetEntry>;
const NO_ENTRY: FleetEntry = { figures: null, error: null };

/** Every open cluster's figures, each read on its own: one that hangs delays no other. Ends with the page. */
export function useFleet(): { readonly entries: Entries; readonly refresh: () => void } {
  const data = useData();
  const open = useApp((state) => state.open);
  const [entries, setEntries] = useState<Entries>(new Map());
  const [reader] = useState(() => new FleetReader(data, setEntries));
  useEffect(() => {
    reader.start();
    return () => reader.stop();
  }, [reader]);
  useEffect(() => reader.follow(open), [reader, open]);
  const latest = useRef(reader);
  return { entries, refresh: () => latest.current.refresh() };
}

/** Asks per cluster, on that cluster's own timer. */
export class FleetReader {
  readonly #data: Pick<Data, 'api' | 'timing'>;
  readonly #show: (entries: Entries) => void;
  #entries: Entries = new Map();
  readonly #timers = new Map<string, () => void>();
  #open: readonly string[] = [];
  #running = false;

  constructor(data: Pick<Data, 'api' | 'timing'>, show: (entries: Entries) => void) {
    this.#data = data;
    this.#show = show;
  }

  start(): void {
    this.#running = true;
    for (const clusterId of this.#open) void this.#read(clusterId);
  }

  stop(): void {
    this.#running = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** The open clusters; what was kept of closed ones goes with them. */
  follow(open: readonly string[]): void {
    const before = this.#open;
    this.#open = open;
    for (const [clusterId, cancel] of this.#timers) {
      if (open.includes(clusterId)) continue;
      cancel();
      this.#timers.delete(clusterId);
    }
    this.#set(new Map([...this.#entries].filter(([clusterId]) => open.includes(clusterId))));
    if (this.#running) for (const id of open) if (!before.includes(id)) void this.#read(id);
  }

  refresh(): void {
    for (const clusterId of this.#open) void this.#read(clusterId);
  }

  async #read(clusterId: string): Promise<void> {
    const { api, timing } = this.#data;
    this.#timers.get(clusterId)?.();
    this.#timers.set(clusterId, () => {});
    const reply = await api.ask('fleet.cluster', { clusterId });
    // Late answers of a page that is gone, or of a cluster that was closed, find nobody.
    if (!this.#running || !this.#open.includes(clusterId)) return;
    const was = this.#entries.get(clusterId) ?? NO_ENTRY;
    const entry = reply.ok ? { figures: reply.value, error: null } : { ...was, error: reply.error.message };
    this.#set(new Map(this.#entries).set(clusterId, entry));
    this.#timers.get(clusterId)?.();
    const wait = entry.figures === null ? SOON_MS : EVERY_MS;
    this.#timers.set(
      clusterId,
      timing.setTimeout(() => void this.#read(clusterId), wait),
    );
  }

  #set(entries: Entries): void {
    this.#entries = entries;
    this.#show(entries);
  }
}
