import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { toBase32 } from '../crypto/codes.ts'
import type { AccountRef, OpenAccount, Place } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import type { Throttle } from '../throttle/throttle.ts'
import { beginSecondFactor, useCode } from './scripts.ts'
import { newTotpSecret, totpStepOf, totpUri } from './totp.ts'

/** What a right code does besides being used up. */
export type CodeUse = 'nothing' | 'switch on' | 'remove'

export type CodeCheck =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'too-many-tries', readonly retryAfterMs: number }

interface FactorRow {
  readonly secret: Uint8Array
  readonly active: number
  readonly used_step: number
}

/**
 * The second factor by authenticator app. Its secret is encrypted under the account data key, so it can be checked only
 * after the password was right. A code works once: its time step is taken with a compare in the database, so of twenty
 * parallel tries, on any node, one succeeds.
 */
export class SecondFactor {
  readonly #store: Store
  readonly #throttle: Throttle
  readonly #clock: Clock
  readonly #issuer: string

  constructor({ store, throttle, clock, issuer }: {
    readonly store: Store, readonly throttle: Throttle, readonly clock: Clock, readonly issuer: string,
  }) {
    this.#store = store
    this.#throttle = throttle
    this.#clock = clock
    this.#issuer = issuer
  }

  /** A new secret that is not asked for yet. `Refusal('second-factor-on')` when one is active. */
  async begin(open: OpenAccount, address: string): Promise<{ readonly secret: string, readonly uri: string }> {
    const secret = newTotpSecret()
    const outcome = await underNewestKey(() => {
      const { tenant, account, keyVersion } = open
      const box = open.encrypt(secretPlace(open), secret)
      return this.#store.write(beginSecondFactor, { tenant, account, secret: box, at: this.#clock.now(), keyVersion })
    })
    if (outcome === 'already on') throw new Refusal('second-factor-on', 'the second factor is on already')
    return { secret: toBase32(secret), uri: totpUri({ secret, address, issuer: this.#issuer }) }
  }

  /** Looks at a code and uses it up. `active` says whether the factor in force or the one being set up is meant. */
  async use({ open, code, active, effect, records }: {
    readonly open: OpenAccount, readonly code: string, readonly active: boolean, readonly effect: CodeUse,
    readonly records: readonly PreparedRecord[],
  }): Promise<CodeCheck> {
    const { tenant, account } = open
    const key = `${tenant}|${account}`
    const verdict = this.#throttle.take('second-factor-account', key)
    if (!verdict.allowed) return { outcome: 'too-many-tries', retryAfterMs: verdict.retryAfterMs }
    const row = await this.#store.maybe<FactorRow>(sql`select secret, active, used_step from second_factor
      where tenant = ${tenant} and account = ${account}`)
    if (row === undefined || (row.active === 1) !== active) return { outcome: 'wrong' }
    const secret = open.decrypt(secretPlace(open), row.secret)
    const step = totpStepOf(secret, code, this.#clock.now())
    secret.fill(0)
    if (step === undefined || step <= row.used_step) return { outcome: 'wrong' }
    if (!await this.#store.write(useCode, { tenant, account, step, effect, records })) return { outcome: 'wrong' }
    this.#throttle.giveBack('second-factor-account', key)
    return { outcome: 'right' }
  }
}

/** Where the secret belongs. */
export function secretPlace({ tenant, account }: AccountRef): Place {
  return { tenant, account, kind: 'second-factor', id: '1' }
}
