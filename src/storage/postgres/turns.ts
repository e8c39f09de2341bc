/**
 * Scripts of one account take turns inside this process, first come first served, before they take the row lock: so
 * listeners hear the changes of an account in the order of their commits, and scripts that would only wait for each
 * other hold no connection.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  /** Waits for the turn; gives the function that ends it. */
  async take({ tenant, account }: { readonly tenant: number, readonly account: number }): Promise<() => void> {
    const key = `${tenant}/${account}`
    const before = this.#last.get(key)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last.set(key, promise)
    await before
    return () => {
      if (this.#last.get(key) === promise) this.#last.delete(key)
      resolve()
    }
  }
}
