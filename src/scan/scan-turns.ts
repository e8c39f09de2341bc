/** So many scans at once, so many that wait, and no more. */
export interface ScanTurns {
  /** A turn, at once or when another ends; false when too many wait already. Who got one must `leave`. */
  take(): Promise<boolean>
  leave(): void
}

/** First come, first served: a scanner has a stated number of places. */
export function createScanTurns({ atOnceMax, waitingMax }: {
  readonly atOnceMax: number, readonly waitingMax: number,
}): ScanTurns {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    async take() {
      if (running < atOnceMax) {
        running++
        return true
      }
      if (waiting.length >= waitingMax) return false
      await new Promise<void>((resolve) => waiting.push(resolve))
      return true
    },
    leave() {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    },
  }
}
