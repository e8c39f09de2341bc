import type { Socket } from 'node:net'

/** Connections of one door that wait for the word that they are not let in; one more hears it at once. */
export const TURNED_AWAY_MAX = 1000

/** Those who are not let in. */
export interface TurnedAway {
  /** Says so by `tell`, later when few wait for it; nothing of the connection is read until then. */
  keep(socket: Socket, tell: () => void): void
  /** Everybody hears it now, and from now on at once. */
  close(): void
}

/**
 * A flood comes again as soon as it hears that it is not let in, and then fills the rate of its network: an honest client behind
 * the same address gets one place in many. Told later, each of its sockets comes once in that time and leaves room in the
 * rate; an honest client waits those moments once. Costs a socket and a timer for each, and no more than
 * `TURNED_AWAY_MAX` of them (`max` is for tests).
 */
export function createTurnedAway({ ms, max = TURNED_AWAY_MAX }: {
  readonly ms: number, readonly max?: number,
}): TurnedAway {
  const waiting = new Map<Socket, { readonly timer: NodeJS.Timeout, readonly tell: () => void }>()
  let isClosed = false

  function forget(socket: Socket): void {
    clearTimeout(waiting.get(socket)?.timer)
    waiting.delete(socket)
  }

  return {
    keep(socket, tell) {
      if (isClosed || ms === 0 || waiting.size >= max) return tell()
      socket.on('error', () => socket.destroy())
      socket.once('close', () => forget(socket))
      const timer = setTimeout(() => {
        forget(socket)
        tell()
      }, ms)
      waiting.set(socket, { timer, tell })
    },
    close() {
      isClosed = true
      for (const [socket, { tell }] of waiting) {
        forget(socket)
        tell()
      }
    },
  }
}
