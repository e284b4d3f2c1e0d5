import { access, type FileHandle, open, rename, unlink } from "node:fs/promises";
import { type Client, Code } from "@connectrpc/connect";
import { LongshoreError } from "./errors.js";
import type { Chunk, ContentService, ReadHeader } from "./gen/longshore/v1/content_service_pb.js";
import { DiskDigest, type Identity } from "./identity.js";
import { Attempts, type Contact } from "./patience.js";
import type { TransferProgress } from "./upload.js";

/** What is fetched: an image or a volume backup, by its uuid. */
export type DownloadSource = { readonly image: string } | { readonly volumeBackup: string };

/** What a download may be told. */
export interface DownloadOptions {
  /** The storage to read from: its uuid. Default: the first that answers and has it. */
  readonly storage?: string | undefined;
  /** Whether a file that is there already may be replaced. Default: no. */
  readonly replace?: boolean | undefined;
  /** Ends it; no file is left. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of each piece; where it returns a promise, that is awaited. */
  readonly onProgress?: ((progress: TransferProgress) => void | Promise<void>) | undefined;
}

/** A file that was fetched and is equal to what is stored. */
export interface FetchedFile {
  /** The identity, of the file and of what is stored alike. */
  readonly identity: Identity;
  /** How its bytes are laid out, such as `qcow2`. */
  readonly format: string;
  /** The storage that was read: its uuid. */
  readonly storage: string;
}

/**
 * Fetches an image or a backup into a file. The bytes go to `PATH.part`, zeros as holes; their identity is compared with
 * the stored one, and only what is equal gets the file's name. After a lost connection it goes on where it stopped.
 */
export async function downloadFile(
  content: Client<typeof ContentService>,
  contact: Contact,
  source: DownloadSource,
  path: string,
  options: DownloadOptions,
): Promise<FetchedFile> {
  await refuseExisting(path, options);
  const part = `${path}.part`;
  // What an earlier try left is worth nothing: it was never verified.
  const file = await open(part, "w");
  try {
    const received = new Received(file, options);
    const header = await receiveAll(content, contact, source, received, options);
    const identity = await received.finish(header);
    await file.close();
    await refuseExisting(path, options);
    await rename(part, path);
    return { identity, format: header.format, storage: header.backupStorageUuid };
  } finally {
    await file.close().catch(() => undefined);
    await unlink(part).catch(() => undefined); // it is gone where it was published
  }
}

async function receiveAll(
  content: Client<typeof ContentService>,
  contact: Contact,
  source: DownloadSource,
  received: Received,
  options: DownloadOptions,
): Promise<ReadHeader> {
  const attempts = new Attempts(contact, options.signal);
  const named =
    "image" in source
      ? ({ case: "imageUuid", value: source.image } as const)
      : ({ case: "volumeBackupUuid", value: source.volumeBackup } as const);
  for (;;) {
    const call = new AbortController(); // leaving the loop does not end the call, this does
    const signal = options.signal ? AbortSignal.any([options.signal, call.signal]) : call.signal;
    try {
      const request = {
        source: named,
        backupStorageUuid: options.storage ?? "",
        offset: BigInt(received.lengthBytes),
      };
      for await (const { part } of content.read(request, { signal })) {
        attempts.gained();
        await received.take(part);
      }
      if (received.complete) {
        return received.complete;
      }
      await attempts.failed(LongshoreError.lost("the stream ended before its content did"));
    } catch (thrown) {
      received.check();
      await attempts.failed(thrown);
    } finally {
      call.abort();
    }
  }
}

/** A file's bytes as they come, over however many calls. */
class Received {
  private readonly digest = new DiskDigest();
  private header: ReadHeader | undefined;
  private failure: Error | undefined;

  constructor(
    private readonly file: FileHandle,
    private readonly options: DownloadOptions,
  ) {}

  get lengthBytes(): number {
    return this.digest.lengthBytes;
  }

  /** What the content is, once all of it is there. */
  get complete(): ReadHeader | undefined {
    return this.header?.identity?.lengthBytes === BigInt(this.lengthBytes) ? this.header : undefined;
  }

  async take(part: { case: "header"; value: ReadHeader } | { case: "chunk"; value: Chunk } | { case: undefined }) {
    try {
      if (part.case === "header") {
        this.expect(part.value);
      } else if (part.case === "chunk") {
        await this.write(part.value.content);
        await this.options.onProgress?.({
          doneBytes: this.lengthBytes,
          totalBytes: Number(this.header?.identity?.lengthBytes ?? 0n),
          step: "receive",
        });
      }
    } catch (thrown) {
      this.failure = thrown instanceof Error ? thrown : new Error(String(thrown));
      throw thrown;
    }
  }

  /** Throws what went wrong with the file itself, or in the caller's own function. */
  check(): void {
    if (this.failure !== undefined) {
      throw this.failure;
    }
  }

  /** Makes the file durable; throws where it is not what is stored. */
  async finish({ identity: expected }: ReadHeader): Promise<Identity> {
    await this.file.truncate(this.lengthBytes); // it may end in a hole
    await this.file.sync();
    const identity = this.digest.finish();
    if (identity.lengthBytes !== expected?.lengthBytes || identity.root !== expected.root) {
      throw damaged(
        `received ${text(identity)} (expected: ${expected === undefined ? "an identity" : text(expected)})`,
      );
    }
    return identity;
  }

  private expect(header: ReadHeader): void {
    if (this.header && this.header.identity?.root !== header.identity?.root) {
      throw damaged("the content is another one after the connection was lost");
    }
    this.header = header;
  }

  private async write(content: Chunk["content"]): Promise<void> {
    if (content.case === "zeroRunBytes") {
      this.digest.addZeros(Number(content.value));
    } else if (content.case === "data") {
      const bytes = content.value;
      for (let written = 0; written < bytes.length;) {
        const position = this.lengthBytes + written;
        written += (await this.file.write(bytes, written, bytes.length - written, position)).bytesWritten;
      }
      this.digest.add(bytes);
    }
  }
}

async function refuseExisting(path: string, { replace = false }: DownloadOptions): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there && !replace) {
    throw new Error(`${path}: is there already (expected: no file, or \`replace\`)`);
  }
}

function text({ lengthBytes, root }: { lengthBytes: bigint; root: string }): string {
  return `${lengthBytes.toString()}:${root}`;
}

function damaged(message: string): LongshoreError {
  return new LongshoreError(message, { code: Code.DataLoss, reason: "DIGEST_MISMATCH" });
}
