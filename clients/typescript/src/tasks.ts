import type { DescMessage, DescMethodServerStreaming, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { LongshoreError } from "./errors.js";
import { type Task, type TaskEvent, TaskState, type WatchOptions } from "./gen/longshore/v1/task_pb.js";
import type { WatchTasksResponse } from "./gen/longshore/v1/task_service_pb.js";
import { Attempts, type Contact } from "./patience.js";

/** What a stream of a task's events sends. */
export interface TaskMessage<R = unknown> {
  /** What happened to the task. */
  event?: TaskEvent | undefined;
  /** What it gave; with the terminal event of a task that succeeded. */
  result?: R | undefined;
}

/** What an operation gives: the type of `result` of the messages that its method sends. */
export type ResultOf<O extends DescMessage> =
  MessageShape<O> extends { result?: infer R | undefined } ? NonNullable<R> : never;

/** A method that starts an operation or attaches to it, such as `ImageService.method.migrateImage`. */
export type OperationMethod<I extends DescMessage, O extends DescMessage> =
  "event" | "result" extends keyof MessageShape<O>
  ? DescMethodServerStreaming<I, O>
  : never;

/** A request of an operation; the run itself fills in how it watches. */
export type OperationRequest<I extends DescMessage> = Omit<MessageInitShape<I>, "watch" | "$typeName" | "$unknown">;

/** How a task is watched. */
export interface WatchSettings {
  /** Ends the watching, not the task: iteration then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Where to attach: undefined for a snapshot, else behind this sequence number. */
type Resume = Partial<Pick<WatchOptions, "resumeAfter">>;

/** What a run needs of its connection. */
export interface Watching<R> {
  readonly contact: Contact;
  /** How long a task may send nothing, not even a heartbeat, before its call counts as lost, in milliseconds. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Starts the task or attaches to it. */
  readonly attach: (watch: Resume, signal: AbortSignal) => AsyncIterable<TaskMessage<R>>;
  /** What the message with the terminal event of a task that succeeded gives. */
  readonly result: (message: TaskMessage<R>, task: Task) => R | undefined;
  readonly cancel: () => Promise<void>;
}

/**
 * One run of an operation, from its start, or from the moment of attaching, to its end. Iterating starts it and tells its events once and
 * in order, the last of them `terminal`; heartbeats are not told. Lost connections and restarted servers are survived
 * inside; where a server no longer has the events that were missed, a snapshot with `startOver` comes in their place. A run is read once: by iterating, by {@link TaskRun.result}, or by iterating first and asking for the result after.
 *
 * Iteration throws a {@link LongshoreError} where the task was refused before it began or the server was lost for too
 * long. A task that fails or is cancelled ends like any other: its last event says so, and `result()` throws.
 */
export class TaskRun<R> implements AsyncIterable<TaskEvent> {
  private readonly events: AsyncGenerator<TaskEvent, void, void>;
  private ended: { task: Task; result: R | undefined } | undefined;
  private failure: Error | undefined;

  /** @internal */
  constructor(
    /** The task's name, which is the request's `request_id`. */
    readonly uuid: string,
    private readonly watching: Watching<R>,
  ) {
    this.events = this.told();
  }

  /** The task as it ended; undefined before its terminal event was read. */
  get task(): Task | undefined {
    return this.ended?.task;
  }

  [Symbol.asyncIterator](): AsyncIterator<TaskEvent, void, void> {
    return this.events;
  }

  /**
   * Waits for the task's end and returns what it gave.
   *
   * @throws {@link LongshoreError} where it was refused, failed or was cancelled ({@link Code.Canceled}), or where the watching was
   * ended before the task was.
   */
  async result(): Promise<R> {
    while ((await this.events.next()).done !== true) {
      // The events are not asked for.
    }
    if (this.ended === undefined) {
      throw (
        this.failure ??
        new Error(`task ${this.uuid}: its events were not read to their end (expected: a terminal event)`)
      );
    }
    const { task, result } = this.ended;
    if (task.state !== TaskState.SUCCEEDED || result === undefined) {
      throw task.failure
        ? LongshoreError.ofFailure(task.failure)
        : new LongshoreError(`task ${this.uuid} ended without a result`, { code: Code.Internal });
    }
    return result;
  }

  /** Asks the task to stop and leave nothing behind that can be seen; its end comes as an event. */
  cancel(): Promise<void> {
    return this.watching.cancel();
  }

  private async *told(): AsyncGenerator<TaskEvent, void, void> {
    try {
      yield* this.follow();
    } catch (thrown) {
      this.failure = thrown instanceof Error ? thrown : new Error(String(thrown));
      throw thrown;
    }
  }

  private async *follow(): AsyncGenerator<TaskEvent, void, void> {
    const attempts = new Attempts(this.watching.contact, this.watching.signal);
    let sequence: bigint | undefined;
    for (;;) {
      const call = new Call(this.watching.silenceMs, this.watching.signal);
      try {
        for await (const message of this.watching.attach({ resumeAfter: sequence }, call.signal)) {
          call.heard();
          const event = message.event;
          const kind = event?.event;
          if (event === undefined || kind?.case === "heartbeat") {
            attempts.gained();
            continue;
          }
          if (sequence === undefined || event.sequence > sequence) {
            attempts.gained();
          } else if (kind?.case !== "terminal" && !(kind?.case === "snapshot" && kind.value.startOver)) {
            continue;
          }
          sequence = event.sequence;
          if (kind?.case === "terminal" && kind.value.task !== undefined) {
            const task = kind.value.task;
            this.ended = { task, result: this.watching.result(message, task) };
            yield event;
            return;
          }
          call.pause();
          yield event;
          call.heard();
        }
        await attempts.failed(LongshoreError.lost("the stream ended before the task did"));
      } catch (thrown) {
        await attempts.failed(call.silent ?? thrown);
      } finally {
        call.end();
      }
    }
  }
}

/** What watching all tasks needs of its connection. */
export interface WatchingAll {
  readonly contact: Contact;
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Begins a call that goes on behind this token. */
  readonly attach: (resumeToken: string, signal: AbortSignal) => AsyncIterable<WatchTasksResponse>;
}

/** What happens to all tasks, over however many calls. */
export async function* watchAll(watching: WatchingAll, from: string): AsyncGenerator<WatchTasksResponse, void, void> {
  const attempts = new Attempts(watching.contact, watching.signal);
  let token = from;
  for (;;) {
    const call = new Call(watching.silenceMs, watching.signal);
    try {
      for await (const message of watching.attach(token, call.signal)) {
        attempts.gained();
        token = message.resumeToken;
        call.pause();
        if (message.news.case !== "heartbeat") {
          yield message;
        }
        call.heard();
      }
      await attempts.failed(LongshoreError.lost("the stream of all tasks ended"));
    } catch (thrown) {
      await attempts.failed(call.silent ?? thrown);
    } finally {
      call.end();
    }
  }
}

/** One call of a run: it is given up when nothing is heard for too long. */
class Call {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  /** Set where silence ended it. */
  silent: LongshoreError | undefined;
  readonly signal: AbortSignal;

  constructor(
    private readonly silenceMs: number,
    signal: AbortSignal | undefined,
  ) {
    this.signal = signal ? AbortSignal.any([signal, this.controller.signal]) : this.controller.signal;
    this.heard();
  }

  /** The clock of silence begins anew. */
  heard(): void {
    this.pause();
    this.timer = setTimeout(() => {
      this.silent = LongshoreError.lost(`nothing heard for ${(this.silenceMs / 1000).toString()} s`);
      this.controller.abort(this.silent);
    }, this.silenceMs);
  }

  /** The clock stands while the reader is busy. */
  pause(): void {
    clearTimeout(this.timer);
  }

  end(): void {
    this.pause();
    this.controller.abort();
  }
}
