import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Client } from "@connectrpc/connect";
import type { ChunkSchema, ContentService, WriteRequestSchema } from "./gen/longshore/v1/content_service_pb.js";
import type { Upload } from "./gen/longshore/v1/content_pb.js";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { LongshoreError } from "./errors.js";
import { allZeros, BLOCK_BYTES, DiskDigest, type Identity } from "./identity.js";
import { Attempts, type Contact } from "./patience.js";
import { newUuid } from "./transport.js";

/** What `Stats.blocks` counts in, on every system. */
const STAT_BLOCK_BYTES = 512;

/** How far a transfer has come. */
export interface TransferProgress {
  /** Bytes done, zeros among them. */
  readonly doneBytes: number;
  /** Bytes that are to be done. */
  readonly totalBytes: number;
  /** `send` or `receive` while bytes move; `read` while what the server has already is read, for the identity. */
  readonly step: "read" | "send" | "receive";
}

/** What an upload may be told. */
export interface UploadOptions {
  /** The storage that the bytes go to: its uuid. */
  readonly storage: string;
  /** The upload's uuid; a fresh one by default. That of an unfinished upload of this file goes on with it. */
  readonly uuid?: string | undefined;
  /** The SHA-256 that the content must have, 64 hex digits: the server compares it when the last byte is there. */
  readonly sha256?: string | undefined;
  /** Ends it; the upload can be gone on with under its uuid. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of each piece; where it returns a promise, that is awaited. */
  readonly onProgress?: ((progress: TransferProgress) => void | Promise<void>) | undefined;
}

/** A file that the server has whole. */
export interface SentFile {
  /** Its upload, complete: what operations such as AddImage are given. */
  readonly upload: Upload;
  /** The identity of what was read here. Its root is what AddImage and a backup's creation take as `expectedRoot`: nothing is made of other bytes then. */
  readonly identity: Identity;
}

interface Piece {
  readonly length: number;
  readonly data?: Uint8Array;
}

/**
 * Sends a file as an upload: whole blocks of zeros as runs, no faster than the server takes them. After a lost connection it goes on
 * where the server's committed bytes end. The identity is computed in the same pass.
 */
export async function uploadFile(
  content: Client<typeof ContentService>,
  contact: Contact,
  path: string,
  options: UploadOptions,
): Promise<SentFile> {
  const file = await open(path);
  try {
    const before = await file.stat();
    if (!before.isFile() || before.size === 0) {
      throw new Error(`${path}: is empty or no file (expected: a disk image)`);
    }
    const source = new Source(file, before.size, options);
    const { upload } = await content.createUpload(
      {
        uuid: options.uuid ?? newUuid(),
        backupStorageUuid: options.storage,
        sizeBytes: BigInt(before.size),
        dataBytes: BigInt(dataBytes(before)),
        expectedSha256: options.sha256 ?? "",
      },
      { signal: options.signal },
    );
    const complete = await sendAll(content, contact, source, known(upload), options.signal);
    const after = await file.stat();
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new Error(`${path}: was changed while it was sent; is a machine still using it?`);
    }
    return { upload: complete, identity: source.digest.finish() };
  } finally {
    await file.close();
  }
}

async function sendAll(
  content: Client<typeof ContentService>,
  contact: Contact,
  source: Source,
  begun: Upload,
  signal: AbortSignal | undefined,
): Promise<Upload> {
  const attempts = new Attempts(contact, signal);
  for (let upload = begun; ;) {
    await source.catchUp(Number(upload.committedBytes));
    if (upload.committedBytes >= upload.sizeBytes) {
      return upload;
    }
    try {
      return known((await content.write(source.from(upload), { signal })).upload);
    } catch (thrown) {
      source.check();
      const failure = LongshoreError.of(thrown);
      // The call before this one may still be committing what it got.
      const settling = failure.reason === "UPLOAD_OFFSET_MISMATCH";
      await attempts.failed(settling ? LongshoreError.lost(failure.message, failure) : failure);
    }
    const before = upload.committedBytes;
    upload = known((await content.getUpload({ uuid: begun.uuid }, { signal })).upload);
    if (upload.committedBytes > before) {
      attempts.gained();
    }
  }
}

/** About how many bytes are data, at least 1: room is kept for so many. What the file system has given the file, as Node can't ask for holes. */
function dataBytes({ size, blocks }: Stats): number {
  const allocated = Math.ceil((blocks * STAT_BLOCK_BYTES) / BLOCK_BYTES) * BLOCK_BYTES;
  return Math.max(1, Math.min(size, allocated));
}

/** A file that is sent: its pieces in order, none across a block's border, each counted into the identity once. */
class Source {
  readonly digest = new DiskDigest();
  private failure: Error | undefined;

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
    private readonly options: UploadOptions,
  ) {}

  /** Counts what the server has already, up to `end`, into the identity without sending it. */
  async catchUp(end: number): Promise<void> {
    while (this.digest.lengthBytes < end) {
      await this.piece(this.digest.lengthBytes);
      await this.tell(Math.min(this.digest.lengthBytes, end), "read");
    }
  }

  /** The messages that write what the server does not have yet; it may be cut short at any of them. */
  async *from({ uuid, committedBytes }: Upload): AsyncGenerator<MessageInitShape<typeof WriteRequestSchema>> {
    yield { part: { case: "start", value: { uploadUuid: uuid, offset: committedBytes } } };
    for (let offset = Number(committedBytes); offset < this.size;) {
      const { length, data } = await this.noted(this.piece(offset));
      const content: MessageInitShape<typeof ChunkSchema>["content"] = data
        ? { case: "data", value: data }
        : { case: "zeroRunBytes", value: BigInt(length) };
      yield { part: { case: "chunk", value: { content } } };
      offset += length; // asked for the next piece: the connection took this one
      await this.noted(this.tell(offset, "send"));
    }
  }

  /** Throws what went wrong with the file itself, or in the caller's own function: trying again is no use then. */
  check(): void {
    if (this.failure !== undefined) {
      throw this.failure;
    }
  }

  private async noted<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      this.failure = thrown instanceof Error ? thrown : new Error(String(thrown));
      throw thrown;
    }
  }

  private async piece(offset: number): Promise<Piece> {
    const length = Math.min(BLOCK_BYTES - (offset % BLOCK_BYTES), this.size - offset);
    const data = await this.read(offset, length);
    const zeros = allZeros(data);
    const known = this.digest.lengthBytes - offset;
    if (known < length && zeros) {
      this.digest.addZeros(length - known);
    } else if (known < length) {
      this.digest.add(data.subarray(known));
    }
    return zeros ? { length } : { length, data };
  }

  private async read(offset: number, length: number): Promise<Uint8Array> {
    this.options.signal?.throwIfAborted();
    const bytes = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;) {
      const { bytesRead } = await this.file.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) {
        throw new Error(`the file ends at ${(offset + filled).toString()} (expected: ${this.size.toString()})`);
      }
      filled += bytesRead;
    }
    return bytes;
  }

  private async tell(doneBytes: number, step: "read" | "send"): Promise<void> {
    await this.options.onProgress?.({ doneBytes, totalBytes: this.size, step });
  }
}

function known(upload: Upload | undefined): Upload {
  if (upload === undefined) {
    throw new Error("the server's answer has no upload");
  }
  return upload;
}
