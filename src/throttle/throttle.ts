/**
 * Limits on what one stranger may cost or try: how often (here), how many at once (`crowd.ts`, `turns.ts`), and who is shut out
 * for a time (`bans.ts`); `entrance.ts` asks them for each connection before a byte of it is read.
 *
 * Promises: every limit has a name, a size and a bounded memory of keys; taking is synchronous and costs a map look-up,
 * so parallel tries cannot slip through together. Who is over a limit hears how long to wait; another network is not
 * touched by it, so the owner of an account still gets in while somebody guesses at it from elsewhere.
 * Fails: never throws for input; after a restart all counts begin anew. Counts are per process.
 * Standards: the form is a token bucket; ASVS 5.0 §6.3 (guessing), §2.4 (limits on use).
 */
import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'

/** A limit on how often: `burst` at once, then `perMinute`. */
export interface RateLimit {
  readonly burst: number
  readonly perMinute: number
}

/** Limits on how often, by name. The key is what is counted: a network, an account and a network, a connection. */
export type RateName =
  | 'sign-in-account' | 'sign-in-network' | 'second-factor-account' | 'recovery-account'
  | 'unknown-recipient-network' | 'unknown-recipient-connection' | 'upload-account'
  | 'push-account'
  | 'guest-network' | 'guest-link' | 'guest-short-code'
  | 'connect-network' | 'connect-subnet' | 'mail-domain' | 'mail-recipient' | 'sign-in-stranger'

export interface ThrottleLimits {
  readonly rates: Readonly<Record<RateName, RateLimit>>
}

/**
 * The defaults. Guessing: at most 7 tries a minute at one account from one network (5 at once, 2 a minute), of which
 * only the failed ones count in the end. Codes: 5 wrong ones in any 15 minutes, those of the second factor whatever the
 * network (its password was right already, so only somebody who has it can use them up).
 */
export const throttleDefaults: ThrottleLimits = {
  rates: {
    'sign-in-account': { burst: 5, perMinute: 2 },
    'sign-in-network': { burst: 60, perMinute: 20 },
    'second-factor-account': { burst: 4, perMinute: 1 / 15 },
    'recovery-account': { burst: 4, perMinute: 1 / 15 },
    'unknown-recipient-network': { burst: 100, perMinute: 60 },
    'unknown-recipient-connection': { burst: 20, perMinute: 0 },
    'upload-account': { burst: 200, perMinute: 120 },
    'push-account': { burst: 20, perMinute: 1 / 3 },
    'guest-network': { burst: 120, perMinute: 60 },
    'guest-link': { burst: 30, perMinute: 10 },
    'guest-short-code': { burst: 5, perMinute: 1 / 15 },
    'connect-network': { burst: 6000, perMinute: 6000 },
    'connect-subnet': { burst: 24_000, perMinute: 24_000 },
    'mail-domain': { burst: 6000, perMinute: 3000 },
    'mail-recipient': { burst: 1200, perMinute: 120 },
    'sign-in-stranger': { burst: 30, perMinute: 4 },
  },
}

/** Keys that one limit remembers; over it the one that was quiet longest is forgotten. About 100 bytes each. */
export const THROTTLE_KEYS_MAX = 100_000

export type Verdict = { readonly allowed: true } | { readonly allowed: false, readonly retryAfterMs: number }

export interface Throttle {
  /** Takes one (or `cost`) when there is enough; otherwise takes nothing and says when to come back. */
  take(limit: RateName, key: string, cost?: number): Verdict
  /** The same question without taking. */
  peek(limit: RateName, key: string, cost?: number): Verdict
  /** Gives back what a success should not have cost. */
  giveBack(limit: RateName, key: string, cost?: number): void
}

interface Bucket {
  tokens: number
  at: number
}

const allowed: Verdict = { allowed: true }

/** One throttle for the whole process; SMTP, IMAP, HTTP and sign-in share it. */
export function createThrottle({ clock, limits = throttleDefaults, keysMax = THROTTLE_KEYS_MAX }: {
  readonly clock: Clock, readonly limits?: ThrottleLimits, readonly keysMax?: number,
}): Throttle {
  const buckets = new Map<RateName, Map<string, Bucket>>()

  /** The bucket as it is now. Kept in order of last use, so that the first key is the one quiet longest. */
  function bucket(limit: RateName, key: string): Bucket {
    const keys = mapOf(buckets, limit)
    const { burst, perMinute } = limits.rates[limit]
    const now = clock.now()
    const found = keys.get(key)
    if (found === undefined) {
      if (keys.size >= keysMax) forgetOldest(keys)
      const fresh = { tokens: burst, at: now }
      keys.set(key, fresh)
      return fresh
    }
    keys.delete(key)
    keys.set(key, found)
    // A clock that steps back must not take tokens away.
    const elapsed = Math.max(0, now - found.at)
    found.tokens = Math.min(burst, found.tokens + elapsed * perMinute / minute)
    found.at = now
    return found
  }

  function verdict(limit: RateName, tokens: number, cost: number): Verdict {
    if (tokens >= cost) return allowed
    const { perMinute } = limits.rates[limit]
    const retryAfterMs = perMinute > 0 ? Math.ceil((cost - tokens) * minute / perMinute) : RETRY_NEVER_MS
    return { allowed: false, retryAfterMs }
  }

  return {
    take(limit, key, cost = 1) {
      const now = bucket(limit, key)
      const answer = verdict(limit, now.tokens, cost)
      if (answer.allowed) now.tokens -= cost
      return answer
    },
    peek(limit, key, cost = 1) {
      return verdict(limit, bucket(limit, key).tokens, cost)
    },
    giveBack(limit, key, cost = 1) {
      const now = bucket(limit, key)
      now.tokens = Math.min(limits.rates[limit].burst, now.tokens + cost)
    },
  }
}

/** What is told to who is over a limit that never refills: an hour. */
export const RETRY_NEVER_MS = 60 * minute

function mapOf<Name, Value>(maps: Map<Name, Map<string, Value>>, name: Name): Map<string, Value> {
  const found = maps.get(name)
  if (found !== undefined) return found
  const fresh = new Map<string, Value>()
  maps.set(name, fresh)
  return fresh
}

function forgetOldest(keys: Map<string, unknown>): void {
  for (const key of keys.keys()) {
    keys.delete(key)
    return
  }
}
