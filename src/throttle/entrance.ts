import type { Clock } from '../base/clock.ts'
import type { Bans } from './bans.ts'
import { createCrowd, type CrowdLimits, type Member } from './crowd.ts'
import { isLoopback, networkOf } from './network.ts'
import { rangeAround, SUBNET_BITS } from './range.ts'
import type { Throttle } from './throttle.ts'

/** Why somebody is not let in. */
export type TurnedAway = 'banned' | 'too-fast' | 'network' | 'subnet' | 'full'

export type Arrival =
  | { readonly in: true, readonly leave: () => void }
  | { readonly in: false, readonly why: TurnedAway }

/** The first thing that is asked for a connection: no byte of it has been read, and no TLS has begun. */
export interface Entrance {
  /** `leave` may be called twice. `end` of the arrival may be called while others arrive, when its place is needed. */
  arrive(ip: string, connection: Pick<Member, 'worth' | 'end'>): Arrival
  /** Connections now. */
  readonly inside: number
  readonly size: number
  readonly isBusy: boolean
}

/** What of the bans an entrance asks. */
export type DoorBans = Pick<Bans, 'find' | 'offend' | 'isDoubtful'>

/** Nobody is shut out. */
export const noBans: DoorBans = { find: () => undefined, offend: () => undefined, isDoubtful: () => false }

/**
 * Bans, then how fast a network and its neighbours come, then fair shares of the places. Costs some microseconds and no
 * memory for who is turned away. `name` keeps what different doors count apart; `cost` is what one arrival counts for: less
 * where people sit behind one address together and their programs open several connections each.
 */
export function createEntrance({
  name, limits, throttle, clock, cost = 1, bans = noBans, isExempt = isLoopbackAddress,
}: {
  readonly name: string, readonly limits: CrowdLimits, readonly throttle: Pick<Throttle, 'take'>,
  readonly cost?: number,
  readonly clock: Clock, readonly bans?: DoorBans | undefined,
  /** Addresses without limits of their own; the machine itself when not given. */
  readonly isExempt?: ((ip: string) => boolean) | undefined,
}): Entrance {
  const crowd = createCrowd({ limits, now: () => clock.now() })

  return {
    arrive(ip, { worth, end }) {
      const exempt = isExempt(ip)
      if (!exempt && bans.find(ip) !== undefined) return { in: false, why: 'banned' }
      const network = networkOf(ip)
      const subnet = exempt ? '' : rangeAround(ip, SUBNET_BITS)?.text ?? ''
      const slowEnough = exempt || throttle.take('connect-network', `${name}|${network}`, cost).allowed
        && (subnet === '' || throttle.take('connect-subnet', `${name}|${subnet}`, cost).allowed)
      if (!slowEnough) return { in: false, why: 'too-fast' }
      const entered = crowd.enter({ network, subnet, exempt, worth, end })
      if (entered.in) return entered
      return { in: false, why: entered.full === 'all' ? 'full' : entered.full }
    },
    get inside() {
      return crowd.inside
    },
    size: limits.size,
    get isBusy() {
      return crowd.isBusy
    },
  }
}

/** What one connection of a person's program counts for, where one of a mail server counts for one. */
export const COST_OF_PEOPLE = 0.1

/** The machine itself: a proxy, a filter, a measurement. */
export function isLoopbackAddress(ip: string): boolean {
  return isLoopback(networkOf(ip))
}
