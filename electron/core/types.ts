import type { PortolanEvent } from '../../shared/contract/events.ts';
import type { Reply } from '../../shared/errors.ts';
import type { Wire } from '../../shared/streams/peer.ts';
import type { StartCarrier } from './engine/carrier.ts';

/** What each shell (desktop, web, command line) sees of the core. `createHost(ports, options)` in `host.ts` makes it. */
export interface Host {
  /** Checks the input, finds the handler, answers with data; never throws. Unknown method: `unsupported`. */
  call(method: string, input: unknown, from: CallContext): Promise<Reply<unknown>>;
  /** Events for one window, in order, batched per turn of the loop (no timer). Answers with the end. */
  onEvents(windowId: string, listener: (events: readonly PortolanEvent[]) => void): () => void;
  /**
   * Opens a byte stream (`shared/contract/streams.ts`) for one window; a refusal is its end. What comes on the wire goes into the sink.
   */
  openStream(request: { readonly name: string; readonly input: unknown }, from: CallContext, wire: Wire): StreamSink;
  /** The window is gone: its views are closed. */
  closeWindow(windowId: string): void;
  /** A fault of this program that nobody caught: one line in the log, one notice for the windows. */
  report(error: unknown): void;
  close(): Promise<void>;
}

/** Where the frames of one stream's other end go. */
export interface StreamSink {
  receive(frame: Uint8Array): void;
  /** The wire is gone. */
  closed(): void;
}

export interface CallContext {
  readonly windowId: string;
  readonly signal?: AbortSignal;
}

export interface HostOptions {
  /** `files`: only these, ids assigned afresh in argument order (command line `--kubeconfig`). */
  readonly discovery:
    | { readonly type: 'default' }
    | { readonly type: 'files'; readonly files: readonly string[] }
    /** Only the demo fleet; neither the user's kubeconfigs nor settings are touched; needs no consent. */
    | { readonly type: 'demo' };
  /** Watch the kubeconfigs for changes; default true. A command that ends at once does without. */
  readonly watch?: boolean;
  /** Reopen what was open last time, and keep what is open now. */
  readonly restore: boolean;
  /** Consent to every exec plugin for this run (`--allow-exec`). */
  readonly allowExec: boolean;
  /** Command that starts the demo fleet process (`electron/demo/main.ts`), argv; the kubeconfig folder is appended. */
  readonly demoCommand: readonly string[];
  /** Command that starts `auth/terminal/runner.ts`, argv; the channel and the plugin's argv are appended. Absent: no terminal. */
  readonly terminalCommand?: readonly string[];
  /** URL of the engine's entry, for `new Worker` and `fork`. */
  readonly engineEntry: URL;
  /** How a big cluster's engine gets a process of its own where `fork` is not allowed (Electron). */
  readonly startEngineProcess?: StartCarrier;
  /** How an engine gets its thread: a command that is about to need one has started it ahead. */
  readonly startEngineThread?: StartCarrier;
  /** Engines stay in their threads however many rows they hold: a command of one cluster has no other to protect. Default false. */
  readonly enginesStay?: boolean;
}
