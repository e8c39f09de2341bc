import { Temporary } from '../../base/errors.ts'

/**
 * How many groups the writer has committed, in memory that its readers share. A group is told as soon as it is on disk
 * and committed right after; whoever heard of it and reads waits for that commit, so everybody sees what was told. The
 * count goes round after 2^32 groups.
 */
export class CommittedGroups {
  readonly #count: Int32Array

  constructor(shared: SharedArrayBuffer) {
    this.#count = new Int32Array(shared)
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  }

  /** The number of the group that comes next. */
  get next(): number {
    return (Atomics.load(this.#count, 0) + 1) | 0
  }

  add(): void {
    Atomics.add(this.#count, 0, 1)
    Atomics.notify(this.#count, 0)
  }

  /** Returns when that group is committed; holds the thread for that time, mostly less than a millisecond. */
  wait(group: number): void {
    const until = performance.now() + WAIT_MS_MAX
    for (;;) {
      const count = Atomics.load(this.#count, 0)
      if (((count - group) | 0) >= 0) return
      if (performance.now() > until) throw new Temporary('storage-busy', 'the last commit takes too long')
      Atomics.wait(this.#count, 0, count, WAIT_MS_MAX)
    }
  }
}

/** A commit without a sync that takes longer is a disk that fails. */
export const WAIT_MS_MAX = 5000
