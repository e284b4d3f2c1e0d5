import { create, type DescMessage, type DescMethodServerStreaming, type MessageInitShape } from "@bufbuild/protobuf";
import type { Http2Session } from "node:http2";
import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { createAsyncIterable } from "@connectrpc/connect/protocol";
import { createGrpcTransport, Http2SessionManager, type GrpcTransportOptions } from "@connectrpc/connect-node";
import { downloadFile, type DownloadOptions, type DownloadSource, type FetchedFile } from "./download.js";
import { BackupService } from "./gen/longshore/v1/backup_service_pb.js";
import { BackupStorageService } from "./gen/longshore/v1/backup_storage_service_pb.js";
import { ContentService } from "./gen/longshore/v1/content_service_pb.js";
import { ImageService } from "./gen/longshore/v1/image_service_pb.js";
import { type Session } from "./gen/longshore/v1/session_pb.js";
import { SessionService } from "./gen/longshore/v1/session_service_pb.js";
import type { Task } from "./gen/longshore/v1/task_pb.js";
import { TaskService, WatchTasksRequestSchema, type WatchTasksResponse } from "./gen/longshore/v1/task_service_pb.js";
import { Contact } from "./patience.js";
import { findTarget, type Target, type TargetOptions } from "./target.js";
import {
  type OperationMethod,
  type OperationRequest,
  type ResultOf,
  type TaskMessage,
  TaskRun,
  watchAll,
  type WatchSettings,
} from "./tasks.js";
import { newUuid, SessionTransport } from "./transport.js";
import { type SentFile, uploadFile, type UploadOptions } from "./upload.js";

/** What may be on its way to this side: HTTP/2's 64 KiB would be 6 MiB/s at 10 ms there and back. */
const WINDOW_BYTES = 4 << 20;

/** How a connection is made. */
export interface ConnectOptions extends TargetOptions {
  /** How long a lost server is waited for, without anything gained, in milliseconds. Default: two minutes. */
  readonly patienceMs?: number | undefined;
  /** How long a watched task may send nothing, not even a heartbeat, before its call is made anew, in milliseconds. Default: 60 s. */
  readonly silenceMs?: number | undefined;
}

/**
 * Prepares a connection to a server. Nothing is sent yet: the first call connects and logs in, and a session that has expired is renewed by itself.
 *
 * @throws Error where the address has no known form, or a named file can't be read
 */
export async function connect(options: ConnectOptions = {}): Promise<Longshore> {
  return new Longshore(await findTarget(options, process.env), options);
}

/**
 * A connection to a server. Its services are the contract's own, with generated types; their calls throw {@link LongshoreError},
 * and unary ones wait for a server that was lost. Long work is best begun with {@link Longshore.run}.
 */
export class Longshore implements AsyncDisposable {
  /** Images. */
  readonly images: Client<typeof ImageService>;
  /** Volume backups and machines' backups. */
  readonly backups: Client<typeof BackupService>;
  /** Backup storages and their trash. */
  readonly storages: Client<typeof BackupStorageService>;
  /** Uploads and reads, byte by byte; `upload` and `download` are easier. */
  readonly content: Client<typeof ContentService>;
  /** Tasks. */
  readonly tasks: Client<typeof TaskService>;
  /** Sessions; the connection begins its own by itself. */
  readonly sessions: Client<typeof SessionService>;
  /** For clients of services that have no property here: `createClient(service, longshore.transport)`. */
  readonly transport: Transport;

  private readonly http2: Http2SessionManager;
  private readonly session: SessionTransport;
  private readonly contact: Contact;
  private readonly silenceMs: number;

  /** @internal */
  constructor(target: Target, { patienceMs = 120_000, silenceMs = 60_000 }: ConnectOptions) {
    this.contact = new Contact(target.server, patienceMs);
    this.silenceMs = silenceMs;
    this.http2 = new Http2SessionManager(
      target.url,
      { pingIntervalMs: 30_000, pingTimeoutMs: 20_000 },
      { ...(target.ca ? { ca: target.ca } : {}), settings: { initialWindowSize: WINDOW_BYTES } },
    );
    const grpc = createGrpcTransport({ baseUrl: target.url, sessionManager: withWideWindow(this.http2) });
    this.session = new SessionTransport(grpc, this.contact, target.credentials);
    this.transport = this.session;
    this.images = createClient(ImageService, this.transport);
    this.backups = createClient(BackupService, this.transport);
    this.storages = createClient(BackupStorageService, this.transport);
    this.content = createClient(ContentService, this.transport);
    this.tasks = createClient(TaskService, this.transport);
    this.sessions = createClient(SessionService, this.transport);
  }

  /** Logs in now and not with the first call, and tells whose session it is. */
  async login(): Promise<Session> {
    await this.session.login();
    const { session } = await this.sessions.getSession({});
    if (session === undefined) {
      throw new Error("the server's answer has no session");
    }
    return session;
  }

  /**
   * Starts an operation, or attaches to it where its `requestId` is known already, as soon as the run is read.
   *
   * @example
   * ```ts
   * const run = longshore.run(ImageService.method.migrateImage, { imageUuid, sourceBackupStorageUuid, destinationBackupStorageUuid });
   * for await (const { event } of run) {
   *   if (event.case === "progress") console.log(event.value.step?.bytesDone);
   * }
   * const { receipt } = await run.result();
   * ```
   */
  run<I extends DescMessage, O extends DescMessage>(
    method: OperationMethod<I, O>,
    request: OperationRequest<I>,
    { signal }: WatchSettings = {},
  ): TaskRun<ResultOf<O>> {
    const requestId = (request as { requestId?: string }).requestId;
    const uuid = requestId === undefined || requestId === "" ? newUuid() : requestId;
    return new TaskRun<ResultOf<O>>(uuid, {
      contact: this.contact,
      silenceMs: this.silenceMs,
      signal,
      attach: (watch, signal) => this.start(method, { ...request, requestId: uuid, watch }, signal),
      result: (message) => message.result,
      cancel: () => this.cancel(uuid),
    });
  }

  /** Attaches to a task that someone started. Its result is the task as it ended well. */
  watch(uuid: string, { signal }: WatchSettings = {}): TaskRun<Task> {
    return new TaskRun<Task>(uuid, {
      contact: this.contact,
      silenceMs: this.silenceMs,
      signal,
      attach: (watch, signal) => this.tasks.watchTask({ uuid, watch }, { signal }),
      result: (_, task) => task,
      cancel: () => this.cancel(uuid),
    });
  }

  /**
   * Tells what happens to all tasks that the caller may see, also to those that begin later, until the loop is left or the signal says so. First come
   * those that have ended since `resumeToken`, which is that of the last message that was seen, in this program or the one before; then those that live,
   * then a message with `synced`, then what happens. After a lost connection it goes on with the token that came last: then those that live come once more,
   * and another `synced`. Heartbeats are not told.
   */
  watchTasks(
    request: MessageInitShape<typeof WatchTasksRequestSchema> = {},
    { signal }: WatchSettings = {},
  ): AsyncGenerator<WatchTasksResponse, void, void> {
    const watching = {
      contact: this.contact,
      silenceMs: this.silenceMs,
      signal,
      attach: (resumeToken: string, signal: AbortSignal) =>
        this.tasks.watchTasks(create(WatchTasksRequestSchema, { ...request, resumeToken }), { signal }),
    };
    return watchAll(watching, request.resumeToken ?? "");
  }

  /**
   * Sends a file to a storage, for an operation such as AddImage to make something of it. The file is read twice: for its identity, which the server
   * compares, and to be sent. Lost connections and restarted servers are survived inside.
   */
  upload(path: string, options: UploadOptions): Promise<SentFile> {
    return uploadFile(this.content, this.contact, path, options);
  }

  /**
   * Fetches an image or a volume backup into a file, which has its name only when its bytes are known to be those that are stored. Lost connections
   * and restarted servers are survived inside.
   */
  download(source: DownloadSource, path: string, options: DownloadOptions = {}): Promise<FetchedFile> {
    return downloadFile(this.content, this.contact, source, path, options);
  }

  /** Ends the session and the connection, and with it all that still runs on it; tasks go on. */
  async close(): Promise<void> {
    this.contact.closed = true;
    await this.session.logout().catch(() => undefined); // it expires by itself
    this.http2.abort();
  }

  /** As {@link Longshore.close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async *start<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: object,
    signal: AbortSignal,
  ): AsyncGenerator<TaskMessage<ResultOf<O>>> {
    const plain = { ...request, $typeName: undefined } as MessageInitShape<I>; // so that what is new in it is made a message too
    const requests = createAsyncIterable([plain]);
    const { message } = await this.transport.stream(method, signal, undefined, undefined, requests);
    yield* message as AsyncIterable<TaskMessage<ResultOf<O>>>;
  }

  private async cancel(uuid: string): Promise<void> {
    await this.tasks.cancelTask({ uuid });
  }
}

/** The setting is for each stream alone; the connection's own window is widened when the first stream shows it. */
function withWideWindow(http2: Http2SessionManager): NonNullable<GrpcTransportOptions["sessionManager"]> {
  const widened = new WeakSet<Http2Session>();
  return {
    authority: http2.authority,
    async request(method, path, headers, options) {
      const stream = await http2.request(method, path, headers, options);
      if (stream.session !== undefined && !widened.has(stream.session)) {
        stream.session.setLocalWindowSize(WINDOW_BYTES);
        widened.add(stream.session);
      }
      return stream;
    },
    notifyResponseByteRead: (stream) => {
      http2.notifyResponseByteRead(stream);
    },
  };
}
