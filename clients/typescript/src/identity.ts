import { createHash } from "node:crypto";

/** Bytes of a block: what is hashed, stored and skipped as a whole. */
export const BLOCK_BYTES = 1 << 20;

const FAN_OUT = 256;
const ZERO_BLOCK = Buffer.alloc(BLOCK_BYTES);
/** The digests of subtrees of zeros, by level. */
const zeroDigests: Buffer[] = [createHash("sha256").update(ZERO_BLOCK).digest()];

/** A disk's length and the root of its Merkle tree: two disks with the same identity have the same bytes. */
export interface Identity {
  /** The length in bytes. */
  readonly lengthBytes: bigint;
  /** The root of the tree over SHA-256 of 1 MiB blocks: 64 lower-case hex digits. */
  readonly root: string;
}

/** Whether all bytes are zero. */
export function allZeros(bytes: Uint8Array): boolean {
  return ZERO_BLOCK.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
}

/** The identity of content that passes by in order, in pieces of any size; `docs/zstore-format.md` says how it is computed. */
export class DiskDigest {
  private length = 0;
  private inBlock = 0;
  private block = createHash("sha256");
  /** The children of the node of each level plus one that is not full yet. */
  private readonly open: Buffer[][] = [];

  /** Bytes that have passed by. */
  get lengthBytes(): number {
    return this.length;
  }

  /** These bytes come next. */
  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + BLOCK_BYTES - this.inBlock);
      this.block.update(part);
      from += part.length;
      this.inBlock += part.length;
      if (this.inBlock === BLOCK_BYTES) {
        this.addChild(0, this.block.digest());
        this.block = createHash("sha256");
        this.inBlock = 0;
      }
    }
  }

  /** So many zeros come next. Whole blocks of them cost nothing. */
  addZeros(bytes: number): void {
    const toBorder = this.inBlock === 0 ? 0 : Math.min(bytes, BLOCK_BYTES - this.inBlock);
    this.add(ZERO_BLOCK.subarray(0, toBorder));
    const blocks = Math.floor((bytes - toBorder) / BLOCK_BYTES);
    this.addZeroNodes(0, blocks);
    this.length += blocks * BLOCK_BYTES;
    this.add(ZERO_BLOCK.subarray(0, bytes - toBorder - blocks * BLOCK_BYTES));
  }

  /** The identity of all that has passed by; nothing may follow. */
  finish(): Identity {
    const lengthBytes = BigInt(this.length);
    if (this.inBlock > 0) {
      this.add(ZERO_BLOCK.subarray(this.inBlock)); // a block beyond the end is zeros
    }
    const depth = depthOf(Math.ceil(this.length / BLOCK_BYTES));
    for (let level = 0; level < depth; level++) {
      const children = this.openAt(level);
      if (children.length > 0 || this.length === 0) {
        this.addZeroNodes(level, FAN_OUT - children.length);
      }
    }
    return { lengthBytes, root: this.openAt(depth)[0]?.toString("hex") ?? "" };
  }

  private openAt(level: number): Buffer[] {
    return (this.open[level] ??= []);
  }

  private addChild(level: number, digest: Buffer): void {
    const children = this.openAt(level);
    children.push(digest);
    if (children.length === FAN_OUT) {
      this.open[level] = [];
      this.addChild(level + 1, nodeDigest(level + 1, children));
    }
  }

  private addZeroNodes(level: number, count: number): void {
    const zeros = zeroDigest(level);
    let left = count;
    while (left > 0 && (this.openAt(level).length > 0 || left < FAN_OUT)) {
      this.addChild(level, zeros);
      left--;
    }
    if (left >= FAN_OUT) {
      this.addZeroNodes(level + 1, Math.floor(left / FAN_OUT));
      this.addZeroNodes(level, left % FAN_OUT);
    }
  }
}

function depthOf(blocks: number): number {
  let depth = 1;
  for (let covered = FAN_OUT; covered < blocks; covered *= FAN_OUT) {
    depth++;
  }
  return depth;
}

function nodeDigest(level: number, children: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(16);
  head.write("LSTREE");
  head.writeUInt32LE(1, 8); // the version
  head.writeUInt32LE(level, 12);
  return createHash("sha256")
    .update(Buffer.concat([head, ...children]))
    .digest();
}

/** The digest of a subtree of zeros; level 0 is a block. */
export function zeroDigest(level: number): Buffer {
  return (zeroDigests[level] ??= nodeDigest(level, Array<Buffer>(FAN_OUT).fill(zeroDigest(level - 1))));
}
