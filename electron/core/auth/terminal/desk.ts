import { PortolanError } from '../../../../shared/errors.ts';

/** A person at a terminal who waits for one cluster's sign-in program. */
export interface TerminalSeat {
  readonly columns: number;
  readonly rows: number;
  /** Aborted when the person left: the program is ended. */
  readonly signal: AbortSignal;
  /** Resolves when more may be shown. */
  show(bytes: Uint8Array): Promise<void>;
  /** The program runs now; `type` takes what the person types, `resize` the window's new size. */
  attach(program: { type(bytes: Uint8Array): void; resize(columns: number, rows: number): void }): void;
}

/** Where one cluster's next run of its sign-in program finds the terminal it is to run in: one seat, used once. */
export class TerminalDesk {
  #taken = false;
  #seat: TerminalSeat | null = null;

  /** Offers a terminal; `leave` frees the desk. Throws `conflict` while another terminal is open for this cluster. */
  offer(seat: TerminalSeat): { leave(): void; readonly used: boolean } {
    if (this.#taken) throw new PortolanError('conflict', 'A terminal is open already for signing in to this cluster.');
    this.#taken = true;
    this.#seat = seat;
    let used = false;
    const isUsed = (): boolean => this.#seat !== seat;
    return {
      leave: () => {
        used = isUsed();
        if (this.#seat === seat) this.#seat = null;
        this.#taken = false;
      },
      get used() {
        return used || isUsed();
      },
    };
  }

  /** The terminal that waits, if any; one run has it for itself. */
  take(): TerminalSeat | null {
    const seat = this.#seat;
    this.#seat = null;
    return seat;
  }
}
