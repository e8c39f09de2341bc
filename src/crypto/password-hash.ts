import { argon2, type Argon2Parameters } from 'node:crypto'
import { Temporary } from '../base/errors.ts'
import { KiB } from '../base/sizes.ts'

/** Cost of one Argon2id (RFC 9106 §4). Stored beside what it protects, so that it can be raised later. */
export interface Argon2Cost {
  readonly memoryKiB: number
  readonly passes: number
}

/** 64 MiB and three passes: RFC 9106 §4, second recommended option; about 0.15 s on one core here. */
export const ARGON2_COST: Argon2Cost = { memoryKiB: 64 * KiB, passes: 3 }

/** Costs outside these are never run, whatever a row says: a changed row must not be able to eat the memory. */
export const ARGON2_MEMORY_KIB_MAX = 256 * KiB
export const ARGON2_PASSES_MAX = 10

/** How many run at the same time: each takes its memory and a thread of Node's pool of four. */
export const ARGON2_RUNNING_MAX = 2
/** How many wait: at 0.15 s each and two at a time, the last one waits 40 seconds. Beyond it: `Temporary('busy')`. */
export const ARGON2_WAITING_MAX = 512
/** How many of those one lane (a network) may take, so that one stranger cannot fill the queue. */
export const ARGON2_WAITING_PER_LANE_MAX = 128
/** Longest password that is worked on, in bytes of UTF-8. */
export const PASSWORD_BYTES_MAX = 1024

export interface PasswordHash {
  /** 32 bytes from a password. Lanes take turns, so a flood from one network delays others by one run at most. */
  derive(args: {
    readonly password: string, readonly salt: Uint8Array, readonly context: Uint8Array, readonly lane: string,
    readonly cost?: Argon2Cost,
  }): Promise<Uint8Array>
  /** Runs begun since the start: for tests of equal work, and for metrics. */
  readonly begun: number
  /** The cost that new passwords get. */
  readonly cost: Argon2Cost
}

interface Waiting {
  readonly run: () => void
}

/**
 * Argon2id off the main thread, a bounded number at a time, fairly between lanes. `pepper` is Argon2's secret input
 * (RFC 9106 §3.1): without the service key a stolen database cannot even be guessed at.
 */
export function createPasswordHash({ pepper, cost = ARGON2_COST, runningMax = ARGON2_RUNNING_MAX }: {
  readonly pepper: Uint8Array, readonly cost?: Argon2Cost, readonly runningMax?: number,
}): PasswordHash {
  const lanes = new Map<string, Waiting[]>()
  let waiting = 0
  let running = 0
  let begun = 0

  /** The next of the lane that waited longest for its turn; the lane goes to the end of the round. */
  function next(): Waiting | undefined {
    for (const [lane, queue] of lanes) {
      const first = queue.shift()
      lanes.delete(lane)
      if (queue.length > 0) lanes.set(lane, queue)
      if (first !== undefined) return first
    }
    return undefined
  }

  function fill(): void {
    while (running < runningMax) {
      const first = next()
      if (first === undefined) return
      waiting--
      running++
      first.run()
    }
  }

  function derive({ password, salt, context, lane, cost: own = cost }: Parameters<PasswordHash['derive']>[0]) {
    return new Promise<Uint8Array>((resolve, reject) => {
      const queue = lanes.get(lane) ?? []
      if (waiting >= ARGON2_WAITING_MAX || queue.length >= ARGON2_WAITING_PER_LANE_MAX) {
        reject(new Temporary('busy', 'too many sign-ins at the same time'))
        return
      }
      if (own.memoryKiB > ARGON2_MEMORY_KIB_MAX || own.passes > ARGON2_PASSES_MAX) {
        reject(new Error('an Argon2 cost over the limit'))
        return
      }
      const parameters: Argon2Parameters = {
        message: new TextEncoder().encode(password), nonce: salt, parallelism: 1, tagLength: 32,
        memory: own.memoryKiB, passes: own.passes, secret: pepper, associatedData: context,
      }
      queue.push({
        run: () => {
          begun++
          argon2('argon2id', parameters, (error, key) => {
            running--
            fill()
            if (error !== null) reject(error)
            else resolve(new Uint8Array(key))
          })
        },
      })
      lanes.set(lane, queue)
      waiting++
      fill()
    })
  }

  return { derive, cost, get begun() { return begun } }
}
