import type { Clock } from '../base/clock.ts'
import { createEntrance, isLoopbackAddress, noBans, type DoorBans, type Entrance } from '../throttle/entrance.ts'
import type { Throttle } from '../throttle/throttle.ts'
import { createTurns, type Turns } from '../throttle/turns.ts'
import { HANDSHAKES_AT_ONCE, MESSAGES_AT_ONCE, WAITING_MAX, WAITING_PER_NETWORK_MAX } from './limits.ts'
import { createRoom, type Room } from './room.ts'

/** What the doors for mail share: places, memory, turns, and who is shut out. */
export interface SmtpShared {
  readonly entrance: Entrance
  /** Octets of messages in memory. */
  readonly memory: Room
  /** Turns of messages being kept and of handshakes, by network. */
  readonly messages: Turns
  readonly handshakes: Turns
  readonly bans: DoorBans
  /** Addresses without limits of their own. */
  readonly isExempt: (ip: string) => boolean
}

export interface SmtpSharedArgs {
  readonly connections: number
  readonly connectionsPerNetwork?: number
  readonly connectionsPerSubnet?: number
  readonly bufferedBytes: number
  readonly throttle: Pick<Throttle, 'take'>
  readonly clock: Clock
  readonly bans?: DoorBans
  readonly isExempt?: (ip: string) => boolean
}

/** One for all listeners of a service. Without limits for networks only the places in all are counted. */
export function createSmtpShared(args: SmtpSharedArgs): SmtpShared {
  const { connections, connectionsPerNetwork = connections, connectionsPerSubnet = connections, throttle, clock } = args
  const { bans = noBans, isExempt = isLoopbackAddress } = args
  const waiting = { waitingMax: WAITING_MAX, waitingPerKeyMax: WAITING_PER_NETWORK_MAX }
  return {
    entrance: createEntrance({
      name: 'mail', limits: { size: connections, perNetwork: connectionsPerNetwork, perSubnet: connectionsPerSubnet },
      throttle, clock, bans, isExempt,
    }),
    memory: createRoom(args.bufferedBytes), bans, isExempt,
    messages: createTurns({ atOnce: MESSAGES_AT_ONCE, ...waiting }),
    handshakes: createTurns({ atOnce: HANDSHAKES_AT_ONCE, ...waiting }),
  }
}
