import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  ChunkSchema,
  Code,
  ContentService,
  type CreateUploadRequest,
  LongshoreError,
  type Upload,
  UploadSchema,
} from "../src/index.js";
import { BLOCK_BYTES, DiskDigest } from "../src/identity.js";
import { FakeServer, failure, rejection } from "./fake-server.js";

/** Four blocks: data, zeros, data, data; and a few bytes more. */
const DISK = Buffer.concat([1, 0, 2, 3].map((byte) => Buffer.alloc(BLOCK_BYTES, byte)).concat(Buffer.from("the end")));

class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), "longshore-")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}

/** The one upload of a server that commits whole blocks, and loses every connection when it has that many blocks. */
class FakeUpload {
  content = Buffer.alloc(0);
  zeroBytes = 0;
  readonly offsets: bigint[] = [];
  request: CreateUploadRequest | undefined;

  constructor(private cutAt: number) {}

  get state(): Upload {
    return create(UploadSchema, {
      uuid: "an upload",
      sizeBytes: BigInt(DISK.length),
      committedBytes: BigInt(this.content.length),
    });
  }

  start(): Promise<FakeServer> {
    return FakeServer.start((router, server) => {
      router.service(ContentService, {
        createUpload: (request) => {
          this.request = request;
          return { upload: this.state };
        },
        getUpload: () => ({ upload: this.state }),
        write: async (requests) => {
          for await (const { part } of requests) {
            if (part.case === "start") {
              this.begin(part.value.offset);
            } else if (part.case === "chunk" && part.value.content.case === "data") {
              this.content = Buffer.concat([this.content, part.value.content.value]);
            } else if (part.case === "chunk" && part.value.content.case === "zeroRunBytes") {
              this.zeroBytes += Number(part.value.content.value);
              this.content = Buffer.concat([this.content, Buffer.alloc(Number(part.value.content.value))]);
            }
            if (this.content.length >= this.cutAt * BLOCK_BYTES) {
              this.cutAt = Infinity;
              server.cut();
              break;
            }
          }
          return { upload: this.state };
        },
      });
    });
  }

  private begin(offset: bigint): void {
    this.offsets.push(offset);
    if (this.offsets.length === 2) {
      throw failure("the call before still commits", Code.FailedPrecondition, "UPLOAD_OFFSET_MISMATCH");
    }
    assert.equal(offset, this.state.committedBytes);
  }
}

test("an upload goes on at the committed bytes, with zeros as runs", async () => {
  await using folder = await Folder.make();
  const path = join(folder.path, "disk");
  await writeFile(path, DISK);
  const upload = new FakeUpload(3);
  await using server = await upload.start();
  const client = await server.client();
  const done: number[] = [];
  const sent = await client.upload(path, {
    storage: "a storage",
    onProgress: ({ step, doneBytes }) => {
      if (step === "send") {
        done.push(doneBytes);
      }
    },
  });
  assert(upload.content.equals(DISK));
  assert.equal(upload.zeroBytes, BLOCK_BYTES);
  assert.deepEqual(upload.offsets, [0n, BigInt(3 * BLOCK_BYTES), BigInt(3 * BLOCK_BYTES)]);
  assert.equal(done.at(-1), DISK.length);
  assert.equal(sent.identity.root, rootOf(DISK));
  assert.equal(upload.request?.dataBytes, BigInt(DISK.length));
});

test("an upload that another process began is read whole for its identity, and the rest is sent", async () => {
  await using folder = await Folder.make();
  const path = join(folder.path, "disk");
  await writeFile(path, DISK);
  const upload = new FakeUpload(Infinity);
  upload.content = DISK.subarray(0, 2 * BLOCK_BYTES + 5);
  await using server = await upload.start();
  const client = await server.client();
  const read: number[] = [];
  const sent = await client.upload(path, {
    storage: "a storage",
    uuid: "an upload",
    onProgress: ({ step, doneBytes }) => {
      if (step === "read") {
        read.push(doneBytes);
      }
    },
  });
  assert(upload.content.equals(DISK));
  assert.deepEqual(upload.offsets, [BigInt(2 * BLOCK_BYTES + 5)]);
  assert.deepEqual(read, [BLOCK_BYTES, 2 * BLOCK_BYTES, 2 * BLOCK_BYTES + 5]);
  assert.equal(sent.identity.root, rootOf(DISK));
});

test("room is kept for what a sparse file has of data", async () => {
  await using folder = await Folder.make();
  const path = join(folder.path, "disk");
  await writeFile(path, DISK.subarray(0, BLOCK_BYTES));
  await truncate(path, DISK.length);
  const upload = new FakeUpload(Infinity);
  await using server = await upload.start();
  const client = await server.client();
  await client.upload(path, { storage: "a storage" });
  assert((upload.request?.dataBytes ?? 0n) < BigInt(DISK.length));
});

test("an error of the caller's own ends an upload and is not tried again", async () => {
  await using folder = await Folder.make();
  const path = join(folder.path, "disk");
  await writeFile(path, DISK);
  const upload = new FakeUpload(Infinity);
  await using server = await upload.start();
  const client = await server.client();
  const sending = client.upload(path, {
    storage: "a storage",
    onProgress: ({ step }) => {
      if (step === "send") {
        throw new RangeError("mine");
      }
    },
  });
  assert.equal((await rejection(sending, RangeError)).message, "mine");
  assert.equal(upload.offsets.length, 1);
});

test("an upload sends no faster than the server takes", async () => {
  await using folder = await Folder.make();
  const path = join(folder.path, "disk");
  await writeFile(path, Buffer.alloc(40 * BLOCK_BYTES, 1));
  let sent = 0;
  let received = 0;
  let ahead = 0;
  await using server = await FakeServer.start((router) => {
    const upload = { sizeBytes: BigInt(40 * BLOCK_BYTES) };
    router.service(ContentService, {
      createUpload: () => ({ upload }),
      write: async (requests) => {
        for await (const { part } of requests) {
          received += part.case === "chunk" ? 1 : 0;
          await new Promise((passed) => setTimeout(passed, 5));
          ahead = Math.max(ahead, sent - received);
        }
        return { upload };
      },
    });
  });
  const client = await server.client();
  await client.upload(path, {
    storage: "a storage",
    onProgress: ({ step, doneBytes }) => {
      sent = step === "send" ? doneBytes / BLOCK_BYTES : 0;
    },
  });
  assert.equal(received, 40);
  assert(ahead <= 4, `${ahead.toString()} blocks ahead (expected: <= 4)`);
});

/** A server with one image, which loses every connection after its first chunk, once. */
function reading(content: Buffer, offsets: bigint[], root: string): Promise<FakeServer> {
  return FakeServer.start((router, server) => {
    router.service(ContentService, {
      async *read({ offset }) {
        offsets.push(offset);
        yield {
          part: {
            case: "header" as const,
            value: { identity: { lengthBytes: BigInt(content.length), root }, format: "raw", offset },
          },
        };
        for (let from = Number(offset); from < content.length; from += BLOCK_BYTES) {
          const data = content.subarray(from, from + BLOCK_BYTES);
          const zeros = data.every((byte) => byte === 0);
          const value = create(ChunkSchema, {
            content: zeros ? { case: "zeroRunBytes", value: BigInt(data.length) } : { case: "data", value: data },
          });
          yield { part: { case: "chunk" as const, value } };
          if (offsets.length === 1) {
            await new Promise((passed) => setTimeout(passed, 50));
            server.cut();
            await new Promise(() => undefined);
          }
        }
      },
    });
  });
}

function rootOf(content: Buffer): string {
  const digest = new DiskDigest();
  digest.add(content);
  return digest.finish().root;
}

test("a download goes on where it stopped, and is compared as a whole", async () => {
  await using folder = await Folder.make();
  const path = join(folder.path, "disk");
  const offsets: bigint[] = [];
  await using server = await reading(DISK, offsets, rootOf(DISK));
  const client = await server.client();
  const fetched = await client.download({ image: "an image" }, path);
  assert.equal(fetched.identity.root, rootOf(DISK));
  assert.deepEqual(offsets, [0n, BigInt(BLOCK_BYTES)]);
  assert((await readFile(path)).equals(DISK));
  await assert.rejects(client.download({ image: "an image" }, path), /is there already/);
});

test("a download that is not what is stored leaves no file", async () => {
  await using folder = await Folder.make();
  await using server = await reading(DISK, [], rootOf(Buffer.from("something else")));
  const client = await server.client();
  const error = await rejection(client.download({ image: "an image" }, join(folder.path, "disk")), LongshoreError);
  assert.deepEqual([error.code, error.reason], [Code.DataLoss, "DIGEST_MISMATCH"]);
  assert.deepEqual(await readdir(folder.path), []);
});
