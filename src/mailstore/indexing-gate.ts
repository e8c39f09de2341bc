/** Lets one in at a time, in the order in which they came. */
export class IndexingGate {
  #last: Promise<void> = Promise.resolve()

  through<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.then(() => undefined, () => undefined)
    return done
  }
}
