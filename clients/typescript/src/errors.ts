import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { type ErrorCode, ErrorCodeSchema, type Failure } from "./gen/longshore/v1/error_pb.js";

/** A field of a request that breaks its rule. */
export interface Violation {
  /** The field's path, such as `name`. */
  readonly field: string;
  /** What is wrong with it. */
  readonly description: string;
}

/** What a {@link LongshoreError} is made of. */
export interface LongshoreErrorInit {
  /** gRPC's status code. */
  readonly code: Code;
  /** `ErrorInfo.reason`. */
  readonly reason?: string;
  /** `ErrorInfo.metadata`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The original API's error, with its causes. */
  readonly errorCode?: ErrorCode | undefined;
  /** The fields that break their rules. */
  readonly violations?: readonly Violation[];
  /** What was thrown below. */
  readonly cause?: unknown;
}

/** A call or an operation that failed, with all that the server told of it. */
export class LongshoreError extends Error {
  /** @internal */
  override readonly name = "LongshoreError";
  /** gRPC's status code. {@link Code.Unavailable} too where a server can't be reached or was lost. */
  readonly code: Code;
  /** What programs should look at, such as `IMAGE_BUSY`; empty where no server gave one. */
  readonly reason: string;
  /** More about the reason, by name, such as `committedBytes`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The original API's error and those behind it, nearest first; empty where the server sent none. */
  readonly errors: readonly ErrorCode[];
  /** The fields that break their rules; empty where it is not about fields. */
  readonly violations: readonly Violation[];

  /** Servers' errors are made by the library; programs need this for tests alone. */
  constructor(message: string, init: LongshoreErrorInit) {
    super(message, { cause: init.cause });
    this.code = init.code;
    this.reason = init.reason ?? "";
    this.metadata = init.metadata ?? {};
    this.errors = chain(init.errorCode);
    this.violations = init.violations ?? [];
  }

  /** Whether the server, not the work, is the trouble: the same call may succeed when the server is back. */
  get lostContact(): boolean {
    // Whatever else is told under UNAVAILABLE is about a storage.
    return this.code === Code.Unavailable && (this.reason === "" || this.reason === "UNAVAILABLE");
  }

  /** The server can't be reached, or was lost. */
  static lost(why: string, cause?: unknown): LongshoreError {
    return new LongshoreError(why, { code: Code.Unavailable, cause });
  }

  /** Reads what a failed or cancelled task keeps of its failure: the whole chain of causes. */
  static ofFailure(failure: Failure): LongshoreError {
    return new LongshoreError(failure.error?.details ?? failure.reason, {
      code: codeOf(failure.statusCode),
      reason: failure.reason,
      metadata: { ...failure.error?.opaque },
      errorCode: failure.error,
    });
  }

  /** Reads what went wrong with a call. */
  static of(thrown: unknown): LongshoreError {
    if (thrown instanceof LongshoreError) {
      return thrown;
    }
    const error = ConnectError.from(thrown);
    if (broken(error)) {
      return LongshoreError.lost(error.rawMessage, error);
    }
    const [info] = error.findDetails(ErrorInfoSchema);
    return new LongshoreError(error.rawMessage, {
      code: error.code,
      reason: info?.reason ?? "",
      metadata: { ...info?.metadata },
      errorCode: error.findDetails(ErrorCodeSchema)[0],
      violations: error
        .findDetails(BadRequestSchema)
        .flatMap((request) => request.fieldViolations)
        .map(({ field, description }) => ({ field, description })),
      cause: error,
    });
  }
}

/** The code with this number: Connect's numbers are gRPC's. */
function codeOf(number: number): Code {
  const name = Code[number] as keyof typeof Code | undefined;
  return name === undefined ? Code.Unknown : Code[name];
}

/** Codes that the transport gives to a connection that broke, which gRPC calls UNAVAILABLE. */
const BROKEN: ReadonlySet<Code> = new Set([Code.Aborted, Code.Canceled, Code.Internal, Code.Unavailable]);

/** Whether the call ended without a word of the server: then the connection is the trouble, or what lies between. */
function broken(error: ConnectError): boolean {
  const said = error.metadata.has("grpc-status");
  // An error of Node's network carries a code; what has none is a mistake, such as a field of a wrong type.
  const mistake = error.cause instanceof Error && !("code" in error.cause);
  return !said && !mistake && BROKEN.has(error.code);
}

function chain(first: ErrorCode | undefined): ErrorCode[] {
  const errors: ErrorCode[] = [];
  for (let error = first; error !== undefined; error = error.cause) {
    errors.push(error);
  }
  return errors;
}
