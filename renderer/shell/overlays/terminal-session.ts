import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import { toErrorInfo } from '../../../shared/errors.ts';
import type { StreamPeer } from '../../../shared/streams/peer.ts';
import type { Data } from '../../data/data.ts';
import type { ShellStore } from '../ui-store.ts';
import type { TerminalScreen } from './terminal-screen.ts';

/** Until the screen is there and measured. */
const FIRST_SIZE = { columns: 100, rows: 24 };

export interface TerminalState {
  readonly phase: 'starting' | 'running' | 'ended';
  /** Where a link under the pointer leads. */
  readonly target: string | null;
}

/**
 * One sign-in in a terminal. It belongs to its cluster, not to what is on screen: it goes on while another tab is in front, and ends with
 * the cluster, with the program, or when the person closes it.
 */
export class TerminalSession {
  readonly clusterId: string;
  readonly store: StoreApi<TerminalState> = createStore<TerminalState>(() => ({ phase: 'starting', target: null }));
  readonly #stream: StreamPeer;
  readonly #screen: Promise<TerminalScreen>;
  readonly #report: (message: string) => void;

  constructor(data: Data, clusterId: string, onEnd: () => void) {
    this.clusterId = clusterId;
    this.#report = (message) => data.actions.notice('bad', message, clusterId);
    this.#stream = data.api.stream('auth.terminal', { clusterId, ...FIRST_SIZE });
    this.#screen = import('./terminal-screen.ts').then(({ TerminalScreen }) =>
      TerminalScreen.open({
        onType: (bytes) => void this.#stream.write(bytes).catch(() => undefined),
        onSize: (columns, rows) => this.#stream.control({ columns, rows }),
        onTarget: (target) => this.store.setState({ target }),
        openLink: (url) => void this.#openLink(data, url),
      }),
    );
    this.#screen.catch((error: unknown) => {
      this.#report(`The terminal could not be shown: ${toErrorInfo(error).message}`);
      this.close();
    });
    this.#stream.onControl(() => this.store.setState({ phase: 'running' }));
    this.#stream.onData(async (bytes) => (await this.#screen).show(bytes));
    this.#stream.onEnd((error) => {
      this.store.setState({ phase: 'ended' });
      if (error !== null && error.code !== 'cancelled') this.#report(error.message);
      void this.#screen.then((screen) => screen.dispose()).catch(() => undefined);
      onEnd();
    });
  }

  /** Puts the screen into the page; answers with what takes it out again, screen and program left as they are. */
  mount(into: HTMLElement): () => void {
    let gone = false;
    let unmount = (): void => {};
    void this.#screen
      .then((screen) => {
        if (!gone) unmount = screen.mount(into);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
      unmount();
    };
  }

  /** The program is ended with it. */
  close(): void {
    this.#stream.end();
  }

  async #openLink(data: Data, url: string): Promise<void> {
    const reply = await data.api.ask('app.openLink', { url });
    if (!reply.ok) this.#report(reply.error.message);
  }
}

/** Opens a terminal for one cluster's sign-in; one that is open already stays. */
export function openTerminal(data: Data, shell: ShellStore, clusterId: string): void {
  if (shell.getState().terminals.has(clusterId)) return;
  const session = new TerminalSession(data, clusterId, () => {
    const terminals = new Map(shell.getState().terminals);
    if (terminals.get(clusterId) !== session) return;
    terminals.delete(clusterId);
    shell.setState({ terminals });
  });
  shell.setState({ terminals: new Map(shell.getState().terminals).set(clusterId, session) });
}
