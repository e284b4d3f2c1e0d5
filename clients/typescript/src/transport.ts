import { create, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, createClient, type Transport } from "@connectrpc/connect";
import { randomUUID } from "node:crypto";
import { LongshoreError } from "./errors.js";
import { SessionService } from "./gen/longshore/v1/session_service_pb.js";
import { Attempts, type Contact } from "./patience.js";

/** Who calls. */
export interface Credentials {
  /** The account's name, such as `admin`. */
  readonly user: string;
  /** Its password. */
  readonly password: string;
}

const UNARY_TIMEOUT_MS = 60_000;

/** A fresh name for a task, an upload or a resource: 32 lower-case hex digits. */
export function newUuid(): string {
  return randomUUID().replaceAll("-", "");
}

/**
 * What holds for every call: it carries the session, which is begun and renewed by itself; each change has a `request_id`; what fails
 * fails as a {@link LongshoreError}. A unary call is made again where the server was lost.
 */
export class SessionTransport implements Transport {
  private session: Promise<string> | undefined;

  constructor(
    private readonly inner: Transport,
    private readonly contact: Contact,
    private readonly credentials: Credentials | undefined,
  ) {}

  /** Begins a session in place of the one that there may be. */
  async login(): Promise<void> {
    this.session = undefined;
    const attempts = new Attempts(this.contact, undefined);
    for (;;) {
      try {
        await this.begun();
        attempts.gained();
        return;
      } catch (thrown) {
        await attempts.failed(thrown);
      }
    }
  }

  /** Ends the session that was begun, where there is one. */
  async logout(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    if (session !== undefined) {
      await createClient(SessionService, this.inner).logout({ sessionUuid: await session }, { timeoutMs: 5_000 });
    }
  }

  unary: Transport["unary"] = async (method, signal, timeoutMs, header, input, contextValues) => {
    const attempts = new Attempts(this.contact, signal);
    const request = withRequestId(method.input, input);
    for (;;) {
      try {
        const answer = await this.authorized(header, (headers) =>
          this.inner.unary(method, signal, timeoutMs ?? UNARY_TIMEOUT_MS, headers, request, contextValues),
        );
        attempts.gained();
        return answer;
      } catch (thrown) {
        await attempts.failed(thrown);
      }
    }
  };

  stream: Transport["stream"] = async (method, signal, timeoutMs, header, input, contextValues) => {
    const requests = method.methodKind === "server_streaming" ? withRequestIds(method.input, input) : input;
    try {
      return await this.authorized(header, async (headers, refused) => {
        const response = await this.inner.stream(method, signal, timeoutMs, headers, requests, contextValues);
        return { ...response, message: this.translated(response.message, signal, refused) };
      });
    } catch (thrown) {
      signal?.throwIfAborted();
      throw LongshoreError.of(thrown);
    }
  };

  /** Makes a call under the session. A session that the server refuses is forgotten, unless another was begun meanwhile. */
  private async authorized<T>(
    header: HeadersInit | undefined,
    call: (headers: Headers, refused: (thrown: unknown) => void) => Promise<T>,
  ): Promise<T> {
    if (this.contact.closed) {
      throw new LongshoreError("the connection was closed", { code: Code.Canceled });
    }
    const headers = new Headers(header);
    const session = headers.has("authorization") ? undefined : this.begun();
    if (session !== undefined) {
      headers.set("authorization", `Bearer ${await session}`);
    }
    const refused = (thrown: unknown): void => {
      if (this.session === session && LongshoreError.of(thrown).code === Code.Unauthenticated) {
        this.session = undefined;
      }
    };
    try {
      return await call(headers, refused);
    } catch (thrown) {
      refused(thrown);
      throw thrown;
    }
  }

  private async *translated<T>(
    messages: AsyncIterable<T>,
    signal: AbortSignal | undefined,
    refused: (thrown: unknown) => void,
  ): AsyncGenerator<T> {
    try {
      for await (const message of messages) {
        this.contact.ever = true;
        yield message;
      }
    } catch (thrown) {
      signal?.throwIfAborted();
      refused(thrown);
      throw LongshoreError.of(thrown);
    }
  }

  /** The session; undefined where nobody said who calls. Calls that come together share one login. */
  private begun(): Promise<string> | undefined {
    if (this.session === undefined && this.credentials !== undefined) {
      const session = this.begin(this.credentials);
      session.catch(() => {
        if (this.session === session) {
          this.session = undefined;
        }
      });
      this.session = session;
    }
    return this.session;
  }

  private async begin({ user, password }: Credentials): Promise<string> {
    const { session } = await createClient(SessionService, this.inner).login(
      { accountName: user, credential: { case: "password", value: password } },
      { timeoutMs: UNARY_TIMEOUT_MS },
    );
    return session?.uuid ?? "";
  }
}

/** Gives a request its `request_id` where it has the field and no value: made again, the call then means the same task. */
function withRequestId<I extends DescMessage>(schema: I, input: MessageInitShape<I>): MessageInitShape<I> {
  if (!("requestId" in schema.field) || (input as { requestId?: string }).requestId) {
    return input;
  }
  return create(schema, { ...input, requestId: newUuid() });
}

async function* withRequestIds<I extends DescMessage>(
  schema: I,
  inputs: AsyncIterable<MessageInitShape<I>>,
): AsyncGenerator<MessageInitShape<I>> {
  for await (const input of inputs) {
    yield withRequestId(schema, input);
  }
}
