/** Time as a parameter, so that a test can hold a certificate that expires tomorrow. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() }
