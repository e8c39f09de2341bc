import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'
import { networkOf } from './network.ts'
import type { Range } from './range.ts'

/**
 * What honest clients do not do, or not so often, with its weight. At `OFFENCE_MEASURE` a network is shut out. Many
 * connections are none: shares are fair (`crowd.ts`), and an honest client behind the same address must get in.
 */
export const offenceWeights = {
  /** A password or code was wrong while the network had used up its tries. */
  'guessing': 4,
  /** Spoke before it was its turn (RFC 5321 §4.3.1). */
  'early-talker': 4,
  /** HTTP and the like on a mail port. */
  'foreign-protocol': 10,
  /** Recipients that are not there, past the limit of the network. */
  'harvesting': 10,
  /** Commands in front of a TLS handshake. */
  'injection': 25,
  /** Wrote to an address that nobody can have got honestly. */
  'trap': 50,
} as const

export type Offence = keyof typeof offenceWeights

/** The measure, and how much of it runs out in a minute. */
export const OFFENCE_MEASURE = 100
export const OFFENCES_FORGIVEN_PER_MINUTE = 10
/** Networks that are remembered; over it the one quiet longest is forgotten. */
export const OFFENDERS_MAX = 50_000

export interface Offences {
  count(ip: string, what: Offence): 'counted' | 'past the measure'
  /** Whether a third of the measure is full. */
  isNear(ip: string): boolean
  forget(range: Range): void
}

/** A leaking bucket for each network. */
export function createOffences({ clock }: { readonly clock: Clock }): Offences {
  const buckets = new Map<string, { level: number, at: number }>()

  function levelOf(network: string, now: number): number {
    const before = buckets.get(network)
    if (before === undefined) return 0
    return Math.max(0, before.level - Math.max(0, now - before.at) / minute * OFFENCES_FORGIVEN_PER_MINUTE)
  }

  return {
    count(ip, what) {
      const network = networkOf(ip)
      const now = clock.now()
      const level = levelOf(network, now) + offenceWeights[what]
      put(buckets, network, { level: level >= OFFENCE_MEASURE ? 0 : level, at: now })
      return level >= OFFENCE_MEASURE ? 'past the measure' : 'counted'
    },
    isNear: (ip) => buckets.size > 0 && levelOf(networkOf(ip), clock.now()) >= OFFENCE_MEASURE / 3,
    forget(range) {
      buckets.delete(networkOf(range.text.slice(0, range.text.indexOf('/'))))
    },
  }
}

/** The newest stand at the end. */
function put<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  if (map.size >= OFFENDERS_MAX) {
    for (const oldest of map.keys()) {
      map.delete(oldest)
      break
    }
  }
  map.set(key, value)
}
