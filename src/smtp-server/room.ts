/** A counted amount that all connections share: octets of messages being received, or connections. */
export interface Room {
  /** Takes that much when it is there; false (and nothing taken) otherwise. */
  take(amount: number): boolean
  giveBack(amount: number): void
  readonly taken: number
  readonly size: number
}

/** A room of that size, empty. */
export function createRoom(size: number): Room {
  let taken = 0
  return {
    take(amount) {
      if (taken + amount > size) return false
      taken += amount
      return true
    },
    giveBack(amount) {
      taken -= amount
    },
    get taken() {
      return taken
    },
    size,
  }
}
