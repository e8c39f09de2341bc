/**
 * A script that locks several accounts locks them in ascending order (tenant, then account), or two of them could wait
 * for each other on PostgreSQL. Checked on both engines, so that the mistake shows on the one the tests use.
 */
export class LockOrder {
  #tenant = -1
  #account = -1

  /** Notes one lock; true when it is new, false when the script holds it already. */
  take({ tenant, account }: { readonly tenant: number, readonly account: number }): boolean {
    if (tenant === this.#tenant && account === this.#account) return false
    if (tenant < this.#tenant || (tenant === this.#tenant && account < this.#account)) {
      throw new Error('a script must lock accounts in ascending order of tenant and account')
    }
    this.#tenant = tenant
    this.#account = account
    return true
  }
}
