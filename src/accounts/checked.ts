import { toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { openBox, sealBox } from '../crypto/box.ts'
import { hmacSha256, randomBytes } from '../crypto/hash.ts'
import type { AccountRef } from '../keys/keys.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { CHECKED_MAX, CHECKED_MS } from './limits.ts'

interface Checked extends AccountRef {
  readonly wrap: string
  readonly box: Uint8Array
}

/** A look at a password of this account that is under way. */
export interface Watch {
  readonly account: AccountRef
  isStale: boolean
}

/**
 * Passwords that were right a moment ago, so that a mail client with ten connections costs one Argon2id and not ten. Kept
 * as an HMAC under a key that lives in this process only; the account data key beside it opens with the password only.
 */
export class CheckedPasswords {
  readonly #processKey = randomBytes(32)
  readonly #checked: BoundedMap<string, Checked>
  readonly #watches = new Set<Watch>()

  constructor(clock: Clock) {
    this.#checked = new BoundedMap({ max: CHECKED_MAX, ageMs: CHECKED_MS, now: () => clock.now() })
  }

  /** The data key and the way in it came by, when exactly this password was right for this account lately. */
  find(account: AccountRef, password: string): { readonly wrap: string, readonly dataKey: Uint8Array } | undefined {
    const name = this.#digest('name', account, password)
    const found = this.#checked.get(toBase64Url(name))
    if (found === undefined) return undefined
    return { wrap: found.wrap, dataKey: openBox(this.#digest('key', account, password), name, found.box) }
  }

  remember({ account, password, wrap, dataKey }: {
    readonly account: AccountRef, readonly password: string, readonly wrap: string, readonly dataKey: Uint8Array,
  }): void {
    const name = this.#digest('name', account, password)
    const box = sealBox(this.#digest('key', account, password), name, dataKey)
    this.#checked.set(toBase64Url(name), { tenant: account.tenant, account: account.account, wrap, box })
  }

  /** One spelling of a try, to recognise the same try at the same moment. Tells nothing outside this process. */
  tryName(parts: readonly string[]): string {
    return toBase64Url(hmacSha256(this.#processKey, JSON.stringify(parts)))
  }

  /**
   * Watches an account while a password is looked at, which takes its time: `isStale` once something of it changed
   * meanwhile, for then what was found may be of a way in that is gone.
   */
  watch(account: AccountRef): Watch {
    const watch = { account, isStale: false }
    this.#watches.add(watch)
    return watch
  }

  unwatch(watch: Watch): void {
    this.#watches.delete(watch)
  }

  /** Drops what is remembered, for its keys are of before; looks under way stay good. */
  drop({ tenant, account }: AccountRef): void {
    this.#checked.deleteWhere((entry) => entry.tenant === tenant && entry.account === account)
  }

  forget({ tenant, account }: AccountRef): void {
    for (const watch of this.#watches) {
      if (watch.account.tenant === tenant && watch.account.account === account) watch.isStale = true
    }
    this.drop({ tenant, account })
  }

  sweep(): void {
    this.#checked.sweep()
  }

  clear(): void {
    this.#checked.clear()
  }

  #digest(use: 'name' | 'key', { tenant, account }: AccountRef, password: string): Uint8Array {
    return hmacSha256(this.#processKey, `${use}|${tenant}|${account}|${password}`)
  }
}
