/**
 * From which networks an account sends. A network is known once it was used on an earlier day, or while the account
 * has no history at all; the machine itself and private networks are always known. Only digests with a salt of the
 * note's own are kept, under the account: a new key of the account changes nothing of what is known.
 */
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import { hmacSha256, randomBytes } from '../crypto/hash.ts'
import type { OpenAccount } from '../keys/keys.ts'
import type { Store } from '../storage/store.ts'
import { isLoopback, networkOf } from '../throttle/network.ts'
import { keepAccountNote, readAccountNote } from './account-notes.ts'

/** Networks remembered for one account; the one used longest ago goes first. */
export const NETWORKS_MAX = 50
/** A network counts as known when it was first used at least so long ago. */
export const KNOWN_AFTER_MS = 1 * day

export interface Networks {
  /** Whether this account used the network before; notes that it does now. */
  look(open: OpenAccount, ip: string): Promise<'known' | 'unknown'>
}

/** Digest of a network with when it was used first and last, in the order of last use. */
type Uses = readonly (readonly [network: string, first: number, last: number])[]

interface Note {
  /** In hexadecimal; 32 random bytes. */
  readonly salt: string
  readonly uses: Uses
}

export function createNetworks({ store, clock }: { readonly store: Store, readonly clock: Clock }): Networks {
  return {
    async look(open, ip) {
      const network = networkOf(ip)
      if (isLoopback(network) || isPrivate(ip)) return 'known'
      const now = clock.now()
      const { salt, uses: note } = await noteOf(store, open)
      const digest = hmacSha256(Uint8Array.fromHex(salt), network).toHex()
      const before = note.find(([known]) => known === digest)
      // Written at most once a day for a network, so that sending stays cheap.
      if (before === undefined || now - before[2] > day) {
        const others = note.filter(([known]) => known !== digest)
        const uses: Uses = [
          ...others, [digest, before?.[1] ?? (note.length === 0 ? 0 : now), now] as const,
        ].slice(-NETWORKS_MAX)
        const value: Note = { salt, uses }
        await keepAccountNote(store, open, { kind: 'networks', value, at: now })
      }
      if (note.length === 0) return 'known'
      return before !== undefined && now - before[1] >= KNOWN_AFTER_MS ? 'known' : 'unknown'
    },
  }
}

async function noteOf(store: Store, open: OpenAccount): Promise<Note> {
  const kept = await readAccountNote(store, open, 'networks') as Note | undefined
  return kept?.salt === undefined ? { salt: randomBytes(32).toHex(), uses: [] } : kept
}

/** RFC 1918, RFC 4193, RFC 6598. */
function isPrivate(ip: string): boolean {
  return /^(::ffff:)?(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(ip)
    || /^f[cd]/i.test(ip)
}
