/** Content of files as a disk keeps it: what surely reached it, and the writes that wait for a sync. */

/** A write of bytes at a place, or a cut. */
export type Piece = { readonly at: number, readonly bytes: Buffer } | { readonly cutTo: number }

/** One that waits: `line` is where it began, `endLine` where it had ended. */
export type Waiting = { readonly line: number, readonly endLine: number } & Piece

/** Bytes that grow. */
export class Bytes {
  #buffer = Buffer.alloc(0)
  #length = 0

  apply(change: Piece): void {
    if ('cutTo' in change) this.#resize(change.cutTo)
    else {
      if (change.at + change.bytes.length > this.#length) this.#resize(change.at + change.bytes.length)
      change.bytes.copy(this.#buffer, change.at)
    }
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  copy(): Bytes {
    const copy = new Bytes()
    copy.#buffer = Buffer.from(this.bytes)
    copy.#length = this.#length
    return copy
  }

  /** What is new is zero. */
  #resize(length: number): void {
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(length, Math.ceil(this.#buffer.length * 1.5), 4096))
      this.bytes.copy(larger)
      this.#buffer = larger
    } else if (length < this.#length) {
      this.#buffer.fill(0, length, this.#length)
    }
    this.#length = length
  }
}

/** A file by identity: names come and go. */
export class Inode {
  readonly kind: 'file' | 'folder'
  /** What is on the disk. */
  kept = new Bytes()
  waiting: Waiting[] = []
  /** Length with everything that waits. */
  liveBytes = 0
  /** Grows with every change of `kept`, so that a copy of it can be used again. */
  version = 0

  constructor(kind: 'file' | 'folder') {
    this.kind = kind
  }

  write(change: Waiting): void {
    this.waiting.push(change)
    this.liveBytes = 'cutTo' in change ? change.cutTo : Math.max(this.liveBytes, change.at + change.bytes.length)
  }

  /** Everything that had ended before that line is on the disk now. */
  sync(beganLine: number): void {
    const stays: Waiting[] = []
    for (const one of this.waiting) {
      if (one.endLine >= beganLine) stays.push(one)
      else this.kept.apply(one)
    }
    if (stays.length < this.waiting.length) this.version += 1
    this.waiting = stays
  }

  /** As a running system shows it. */
  live(): Buffer {
    const bytes = this.kept.copy()
    for (const change of this.waiting) bytes.apply(change)
    return bytes.bytes
  }
}
