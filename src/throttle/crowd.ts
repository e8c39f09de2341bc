import { second } from '../base/sizes.ts'

/** One connection in the crowd, as whoever holds it describes it. */
export interface Member {
  /** What it is counted under (`networkOf`). */
  readonly network: string
  /** What its neighbours share (`rangeAround`), or '' when nothing is counted there. */
  readonly subnet: string
  /** No share is reckoned: this machine's own proxies and measurements. Full is full for these too. */
  readonly exempt: boolean
  /**
   * What would be lost by ending it now: 0 nothing was brought, higher is more, Infinity must not be ended (a message is
   * being kept).
   */
  worth(): number
  /** Ends it in words, if there is time for them. */
  end(): void
}

export interface CrowdLimits {
  /** All connections together. */
  readonly size: number
  readonly perNetwork: number
  readonly perSubnet: number
}

/** In its first moments a connection is not pushed out by another of its own network: it must get to say something. */
export const CROWD_GRACE_MS = second / 2

export type Entered =
  | { readonly in: true, readonly leave: () => void }
  | { readonly in: false, readonly full: 'network' | 'subnet' | 'all' }

/** Who is inside now, with fair shares. */
export interface Crowd {
  /** Comes in, if need be in the place of one that brings nothing; `leave` may be called twice. */
  enter(member: Member): Entered
  readonly inside: number
  readonly size: number
  /** More than three quarters of all places are taken. */
  readonly isBusy: boolean
}

const BUSY_SHARE = 0.75

interface Seat {
  readonly member: Member
  readonly since: number
}

/**
 * Places for connections, shared fairly: when all are taken the network with most of them gives one up to a newcomer
 * that holds fewer, and when a network has used up its own share its newcomer takes the place of the one there that
 * brings least. So a flood pushes out itself, an honest client of another network is let in at once, and one of the
 * same address within a try or two. Costs a map look-up while there is room, and a pass over the members when not.
 */
export function createCrowd({ limits, now }: {
  readonly limits: CrowdLimits, readonly now: () => number,
}): Crowd {
  const networks = new Map<string, Set<Seat>>()
  const subnets = new Map<string, number>()
  let inside = 0

  function leave(seat: Seat): void {
    const { network, subnet } = seat.member
    const seats = networks.get(network)
    if (seats === undefined || !seats.delete(seat)) return
    inside--
    if (seats.size === 0) networks.delete(network)
    const count = (subnets.get(subnet) ?? 1) - 1
    if (count <= 0) subnets.delete(subnet)
    else subnets.set(subnet, count)
  }

  /** Ends the one of them that brings least, the oldest of those; false when every one is worth keeping. */
  function pushOut(seats: ReadonlySet<Seat>, graceMs: number): boolean {
    const before = now() - graceMs
    let least: Seat | undefined
    let leastWorth = Infinity
    for (const seat of seats) {
      if (seat.since > before) continue
      const worth = seat.member.worth()
      if (worth < leastWorth || worth === leastWorth && least !== undefined && seat.since < least.since) {
        least = seat
        leastWorth = worth
      }
    }
    if (least === undefined || leastWorth === Infinity) return false
    leave(least)
    least.member.end()
    return true
  }

  function largest(of: (seat: Seat) => boolean): ReadonlySet<Seat> {
    let found: ReadonlySet<Seat> = new Set()
    for (const seats of networks.values()) {
      const [first] = seats
      if (seats.size > found.size && first !== undefined && of(first)) found = seats
    }
    return found
  }

  /** Room for one more; undefined when there is, or could be made. */
  function obstacle({ network, subnet, exempt }: Member): 'network' | 'subnet' | 'all' | undefined {
    const own = networks.get(network) ?? new Set<Seat>()
    if (!exempt && own.size >= limits.perNetwork && !pushOut(own, CROWD_GRACE_MS)) return 'network'
    if (!exempt && subnet !== '' && (subnets.get(subnet) ?? 0) >= limits.perSubnet) {
      const neighbours = largest((seat) => seat.member.subnet === subnet)
      const fewer = own.size + 1 < neighbours.size
      if (!pushOut(neighbours, fewer ? 0 : CROWD_GRACE_MS)) return 'subnet'
    }
    if (inside < limits.size) return undefined
    const most = largest(() => true)
    return pushOut(most, own.size + 1 < most.size ? 0 : CROWD_GRACE_MS) ? undefined : 'all'
  }

  return {
    enter(member) {
      const full = obstacle(member)
      if (full !== undefined) return { in: false, full }
      const seat: Seat = { member, since: now() }
      const seats = networks.get(member.network) ?? new Set()
      seats.add(seat)
      networks.set(member.network, seats)
      subnets.set(member.subnet, (subnets.get(member.subnet) ?? 0) + 1)
      inside++
      return { in: true, leave: () => leave(seat) }
    },
    get inside() {
      return inside
    },
    size: limits.size,
    get isBusy() {
      return inside > limits.size * BUSY_SHARE
    },
  }
}
