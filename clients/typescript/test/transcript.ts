// What the runner of the scenario saw, line by line, as ../../scenario/README.md has it.

import { type DescMessage, type JsonValue, type MessageShape, toJson } from "@bufbuild/protobuf";
import { Code, type ErrorCode, type LongshoreError, type TaskEvent } from "@longshore/client";

/** Writes lines to standard output. */
export class Transcript {
  private indent = "";

  constructor(private readonly dir: string) {}

  line(text: string): void {
    console.log((this.indent + text.replaceAll(this.dir, "${dir}")).trimEnd());
  }

  /** A line for each path into the answer. */
  show(paths: readonly string[], answer: JsonValue): void {
    for (const path of paths) {
      this.line(`${path} = ${shown(answer, path.split("."))}`);
    }
  }

  /** What is written meanwhile stands two spaces to the right. */
  async indented(write: () => Promise<void> | void): Promise<void> {
    this.indent += "  ";
    await write();
    this.indent = this.indent.slice(2);
  }
}

/** An answer as JSON with protobuf's field names. */
export function answer<D extends DescMessage>(schema: D, message: MessageShape<D>): JsonValue {
  return toJson(schema, message, { useProtoFieldName: true });
}

/** Tells of an error. */
export function failure(transcript: Transcript, error: LongshoreError): void {
  transcript.line(`error ${constant(Code[error.code])} ${error.reason}`);
  void transcript.indented(() => {
    transcript.line(`message ${error.message}`);
    for (const name of Object.keys(error.metadata).sort()) {
      transcript.line(`${name} = ${error.metadata[name] ?? ""}`);
    }
    error.errors.forEach((each, index) => {
      transcript.line(`${index === 0 ? "ErrorCode" : "caused by"} ${original(each)}`);
    });
  });
}

/** Whether events are as they must be, or what is wrong. */
export function events(seen: readonly TaskEvent[]): string {
  const wrong = [
    seen[0]?.event.case === "snapshot" ? "" : "the first is no snapshot",
    seen.every(({ sequence }, at) => at === 0 || sequence > (seen[at - 1]?.sequence ?? 0n))
      ? ""
      : "numbers do not ascend",
    seen.filter(({ event }) => event.case === "terminal").length === 1 ? "" : "not one end",
    seen.at(-1)?.event.case === "terminal" ? "" : "the last is no end",
  ].filter((each) => each !== "");
  return wrong.length === 0 ? "events in order, one end" : `events: ${wrong.join("; ")}`;
}

function shown(answer: JsonValue, path: readonly string[]): string {
  let value: JsonValue | undefined = answer;
  for (const name of path) {
    value = typeof value === "object" && value !== null ? (value as Record<string, JsonValue>)[name] : undefined;
  }
  return value === undefined || value === null
    ? "-"
    : typeof value === "object"
      ? JSON.stringify(value)
      : value.toString();
}

function original({ code, description, details }: ErrorCode): string {
  return [code, description, details].filter((part, index) => index < 2 || part !== "").join(": ");
}

/** `NotFound` as gRPC writes it: `NOT_FOUND`. The one that it spells otherwise is `CANCELLED`. */
function constant(code: string): string {
  return code === "Canceled" ? "CANCELLED" : code.replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
}
