/** Counts what goes on at the same time, by key; nothing waits: over the limit is told at once. */
export interface AtOnce {
  /** The function that leaves again (once), or undefined when `max` are inside. */
  enter(key: string, max: number): (() => void) | undefined
  inside(key: string): number
}

export function createAtOnce(): AtOnce {
  const counts = new Map<string, number>()
  return {
    enter(key, max) {
      const now = counts.get(key) ?? 0
      if (now >= max) return undefined
      counts.set(key, now + 1)
      let left = false
      return () => {
        if (left) return
        left = true
        const inside = (counts.get(key) ?? 1) - 1
        if (inside === 0) counts.delete(key)
        else counts.set(key, inside)
      }
    },
    inside: (key) => counts.get(key) ?? 0,
  }
}
