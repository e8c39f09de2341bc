/** One after another, but fairly: who has waited least turns lately goes first, whoever shouts loudest. */
export interface Turns {
  /**
   * A turn under that key: at once while there is room (no promise, so nothing is lost by asking), later otherwise.
   * Undefined when too many wait, in all or under that key. The function given ends the turn; twice does nothing.
   */
  take(key: string): (() => void) | Promise<() => void> | undefined
  readonly running: number
  readonly waiting: number
}

export interface TurnsLimits {
  readonly atOnce: number
  readonly waitingMax: number
  readonly waitingPerKeyMax: number
}

/**
 * Work of a limited kind (messages being kept, handshakes) shared between keys (networks): at most `atOnce` run, the keys
 * that wait are served in rounds, one of each, and inside a key in the order of asking. A key with a thousand in line
 * delays another by one.
 */
export function createTurns({ atOnce, waitingMax, waitingPerKeyMax }: TurnsLimits): Turns {
  /** In the order of the rounds: the first key is next. */
  const lines = new Map<string, (() => void)[]>()
  let running = 0
  let waiting = 0

  function ender(): () => void {
    let ended = false
    return () => {
      if (ended) return
      ended = true
      running--
      next()
    }
  }

  function next(): void {
    for (const [key, line] of lines) {
      if (running >= atOnce) return
      lines.delete(key)
      const first = line.shift()
      if (line.length > 0) lines.set(key, line)
      if (first === undefined) continue
      waiting--
      running++
      first()
      return
    }
  }

  return {
    take(key) {
      if (running < atOnce) {
        running++
        return ender()
      }
      const line = lines.get(key) ?? []
      if (waiting >= waitingMax || line.length >= waitingPerKeyMax) return undefined
      waiting++
      lines.set(key, line)
      return new Promise((resolve) => line.push(() => resolve(ender())))
    },
    get running() {
      return running
    },
    get waiting() {
      return waiting
    },
  }
}
