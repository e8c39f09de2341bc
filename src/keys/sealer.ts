import { assert } from '../base/assert.ts'
import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'
import { sealBox } from '../crypto/box.ts'
import { equalConstantTime } from '../crypto/hash.ts'
import { encapsulateXWing, readXWingPublic } from '../crypto/x-wing.ts'
import type { AccountRef, SealedHead, Sealer, ServiceKey } from './keys.ts'
import { placeBytes } from './place.ts'
import { headKey, sealedMac, sealedPlace } from './sealed.ts'

/** How long and how often one encapsulation is used. See docs/decisions/0007-sealing-epochs.md. */
export const EPOCH_MS = minute
export const EPOCH_HEADS_MAX = 1000
/** Accounts with an encapsulation in memory, about 3 KiB each; over it the one used longest ago goes. */
export const EPOCHS_MAX = 4096
/** Largest thing sealed: a head carries keys and facts, never a body. */
export const HEAD_BYTES_MAX = 64 * 1024

interface Epoch {
  readonly sealingPublic: Uint8Array
  readonly secret: Uint8Array
  readonly encapsulation: Uint8Array
  readonly madeAt: number
  heads: number
}

/** A sealer that can be told to forget, for shutting down. */
export interface EpochSealer extends Sealer {
  /** Zeroes every secret that is kept. */
  close(): void
}

/**
 * Seals heads to accounts that are closed. One X-Wing encapsulation per account serves up to 1,000 heads within a minute,
 * each head under a key of its own; so taking a mail costs one AES-GCM and two HMACs, not a key exchange.
 */
export function createSealer({ serviceKey, clock, epochsMax = EPOCHS_MAX }: {
  readonly serviceKey: ServiceKey, readonly clock: Clock, readonly epochsMax?: number,
}): EpochSealer {
  const epochs = new Map<string, Epoch>()
  let timer: NodeJS.Timeout | undefined

  function forget(key: string, epoch: Epoch): void {
    epoch.secret.fill(0)
    epochs.delete(key)
  }

  /** Secrets of quiet accounts go within a minute after their time, not at their next mail. */
  function sweep(): void {
    timer = undefined
    for (const [key, epoch] of epochs) if (isOver(epoch)) forget(key, epoch)
    if (epochs.size > 0) planSweep()
  }

  function planSweep(): void {
    timer ??= setTimeout(sweep, EPOCH_MS).unref()
  }

  function isOver(epoch: Epoch): boolean {
    const age = clock.now() - epoch.madeAt
    return age >= EPOCH_MS || age < 0 || epoch.heads >= EPOCH_HEADS_MAX
  }

  function epochFor(account: AccountRef & { readonly sealingPublic: Uint8Array }): Epoch {
    const key = `${account.tenant}|${account.account}`
    const found = epochs.get(key)
    if (found !== undefined) {
      epochs.delete(key)
      const isSame = found.sealingPublic === account.sealingPublic
      if (!isOver(found) && (isSame || equalConstantTime(found.sealingPublic, account.sealingPublic))) {
        epochs.set(key, found)
        return found
      }
      found.secret.fill(0)
    }
    for (const [oldest, epoch] of epochs) {
      if (epochs.size < epochsMax) break
      forget(oldest, epoch)
    }
    const { secret, ciphertext } = encapsulateXWing(readXWingPublic(account.sealingPublic))
    const epoch: Epoch = {
      sealingPublic: account.sealingPublic, secret, encapsulation: ciphertext, madeAt: clock.now(), heads: 0,
    }
    epochs.set(key, epoch)
    planSweep()
    return epoch
  }

  return {
    seal(account, id, plain): SealedHead {
      assert(plain.length <= HEAD_BYTES_MAX, 'a head is small')
      const epoch = epochFor(account)
      epoch.heads++
      const place = placeBytes(sealedPlace(account, id))
      const key = headKey(epoch.secret, place)
      const box = sealBox(key, place, plain)
      key.fill(0)
      const { encapsulation } = epoch
      return { id, encapsulation, box, mac: sealedMac(serviceKey, place, { encapsulation, box }) }
    },
    close() {
      clearTimeout(timer)
      timer = undefined
      for (const [key, epoch] of epochs) forget(key, epoch)
    },
  }
}
