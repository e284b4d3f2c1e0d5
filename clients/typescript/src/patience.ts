import { setTimeout as pause } from "node:timers/promises";
import { LongshoreError } from "./errors.js";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What is known of the server over all calls of a connection. */
export class Contact {
  /** Whether the server was ever heard from. */
  ever = false;
  /** Whether this side has ended the connection. */
  closed = false;

  constructor(
    readonly server: string,
    /** How long a lost server is waited for, without anything gained, in milliseconds. */
    readonly patienceMs: number,
  ) {}
}

/**
 * One call and its repetitions. A server that was never heard from is not waited for: then most likely none is running. One
 * that was is asked again after pauses that grow to 5 s, until for the contact's patience nothing has been gained.
 */
export class Attempts {
  private pauseMs = 0;
  private since = 0;
  private renewed = false;

  constructor(
    private readonly contact: Contact,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The call has come further than before. */
  gained(): void {
    this.contact.ever = true;
    this.pauseMs = 0;
    this.renewed = false;
  }

  /** Returns when the call is worth another try; throws the failure where it is not, or the signal's reason. */
  async failed(thrown: unknown): Promise<void> {
    this.signal?.throwIfAborted();
    const failure = LongshoreError.of(thrown);
    if (failure.reason === "UNAUTHENTICATED" && !this.renewed) {
      this.renewed = true; // The transport begins another session with the next call, where it can.
      return;
    }
    if (this.contact.closed) {
      throw failure;
    }
    if (!failure.lostContact) {
      this.contact.ever = true;
      throw failure;
    }
    const { server, ever, patienceMs } = this.contact;
    if (!ever) {
      throw LongshoreError.lost(`no server answers at ${server}: ${failure.message}`, failure);
    }
    const now = performance.now();
    if (this.pauseMs === 0) {
      this.since = now;
      this.pauseMs = FIRST_PAUSE_MS;
    } else if (now - this.since > patienceMs) {
      throw LongshoreError.lost(
        `gave ${server} up after ${(patienceMs / 1000).toString()} s: ${failure.message}`,
        failure,
      );
    } else {
      this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    }
    await pause(this.pauseMs, undefined, { signal: this.signal });
  }
}
