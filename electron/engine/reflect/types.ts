import type { Freshness } from '../../../shared/contract/views.ts';
import type { HttpSession } from '../../transport/types.ts';
import type { Item, ListMeta } from '../read/json-list.ts';
import type { Backoff, Clock, Waits } from '../time.ts';

/** What a reflector writes to: the collection of its kind. Calls come in the order of the server's truth. */
export interface Intake {
  /** A list begins; everything of this scope that is not seen before `commit` is gone. */
  begin(): void;
  item(item: Item): void;
  /** The end of a page or of a burst of events: views may be told. `remaining`: about how many more will come, when known. */
  batchEnd(remaining: number | null): void;
  /** The list is complete. */
  commit(): void;
  /** The list failed half way: what came stays, nothing is removed. */
  abandon(): void;
  put(object: unknown): void;
  remove(object: unknown): void;
  /** This scope may not be read, or is not served: its rows go. */
  clear(): void;
}

export type WatchEvent =
  | { readonly type: 'put' | 'remove'; readonly object: unknown; readonly resourceVersion: string }
  | {
      readonly type: 'bookmark';
      readonly object: unknown;
      readonly resourceVersion: string;
      readonly initialEnd: boolean;
    }
  /** A Status the server sent inside the stream. */
  | { readonly type: 'error'; readonly code: number; readonly message: string; readonly retryAfterS: number | null }
  /** Something that cannot be read. */
  | { readonly type: 'garbled'; readonly reason: string };

export interface WatchDecoder {
  /** Events in the chunk, in order. What is cut at its end waits for the next. */
  push(chunk: Uint8Array, onEvent: (event: WatchEvent) => void): void;
}

/** One way of reading a kind: JSON, protobuf or Table. */
export interface Codec {
  /** For the `accept` header of lists and of watches. */
  readonly listAccept: string;
  readonly watchAccept: string;
  /** Added to every query (`includeObject=Metadata` for Tables). */
  readonly query: string;
  /** Is a whole list cheapest as a WatchList? True where protobuf is read; JSON comes faster in pages. */
  readonly prefersWatchList: boolean;
  /** The answer's type is the one for which it is. */
  streams(contentType: string): boolean;
  sniff(contentType: string, bytes: Uint8Array, length: number): ListMeta | null;
  readPage(contentType: string, bytes: Uint8Array, length: number, onItem: (item: Item) => void): ListMeta;
  watch(contentType: string): WatchDecoder;
  /** The server refused this form (406, 415): only plain JSON from now on. False when it is that already. */
  plainer(): boolean;
}

/** Single flight for new credentials: resolves true when there are new ones, false when there will be none for now. */
export interface AuthGate {
  readonly generation: number;
  renewed(generation: number, signal: AbortSignal): Promise<boolean>;
}

/** What the engine learned about WatchList on this server. */
export interface WatchListSupport {
  allowed(): boolean;
  /** Not offered; asked again after `forMs`. */
  refused(forMs: number): void;
}

export interface ReflectorDeps {
  readonly session: () => HttpSession;
  /** `/api/v1/pods`, `/apis/apps/v1/namespaces/x/deployments`. */
  readonly path: string;
  /** Selectors, already encoded, without a leading `&`; empty for none. */
  readonly query: string;
  readonly codec: Codec;
  readonly intake: Intake;
  /** Run before each list: custom kinds look up how they are read. Never throws but for an abort. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
  readonly onFreshness: (freshness: Freshness) => void;
  /** False where the server offers no watch of this kind: it is read again every minute. */
  readonly watchable: boolean;
  readonly auth: AuthGate;
  readonly watchList: WatchListSupport;
  readonly transport: (failure: string | null) => void;
  readonly onDate: (date: string) => void;
  /** The kind is not served any more (404). */
  readonly onNotServed: () => void;
  readonly waits: Waits;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: ReflectorLimits;
}

export interface ReflectorLimits {
  readonly firstPage: number;
  readonly page: number;
  /** Until an answer begins, ms. */
  readonly headersMs: number;
  /** For one page of a list from its first byte to its last, ms: a body that drips is never silent. */
  readonly pageMs: number;
  /** For the words of a refusal, ms. */
  readonly errorBodyMs: number;
  /** Silence inside a list's body, ms. */
  readonly listSilenceMs: number;
  /** Silence after which an HTTP/1.1 watch is dead, ms. */
  readonly watchSilenceMs: number;
  /** A denied list is asked again after, ms. */
  readonly deniedMs: number;
  /** A WatchList that has begun and says nothing for so long is taken not to be one, ms. */
  readonly watchListSilenceMs: number;
  /** The same before its answer begins, counted from when there is a connection, ms. */
  readonly watchListAnswerMs: number;
}

export const defaultLimits: ReflectorLimits = {
  firstPage: 50,
  page: 500,
  headersMs: 60_000,
  pageMs: 60_000,
  errorBodyMs: 5_000,
  listSilenceMs: 60_000,
  watchSilenceMs: 75_000,
  deniedMs: 60_000,
  watchListSilenceMs: 3_000,
  watchListAnswerMs: 800,
};

/** How an attempt (a list, a watch) went wrong; the loop decides what follows. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.reason);
    this.failure = failure;
  }
}

export type Failure =
  | { readonly type: 'expired'; readonly reason: string }
  | { readonly type: 'denied'; readonly reason: string }
  /** `inStream`: said inside a watch, where nobody has asked for new credentials yet. */
  | { readonly type: 'unauthenticated'; readonly reason: string; readonly inStream?: true }
  | { readonly type: 'too-many'; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly type: 'server'; readonly reason: string; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly type: 'not-served'; readonly reason: string }
  /** Another 4xx. */
  | { readonly type: 'refused'; readonly reason: string; readonly status: number }
  /** `smaller`: a page was too much for the way, or for us: the next ones are smaller. */
  | { readonly type: 'transport'; readonly reason: string; readonly connecting: boolean; readonly smaller?: true }
  | { readonly type: 'garbled'; readonly reason: string; readonly smaller?: true }
  /** The server's data is older than what was seen. */
  | { readonly type: 'backwards'; readonly reason: string };
