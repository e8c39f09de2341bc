/** The event loop is given back at least this often by long work, in milliseconds. */
export const SLICE_MS = 8

/** Gives the event loop back when a turn has lasted long enough, so that others are served meanwhile. */
export interface Pace {
  breathe(): Promise<void>
}

/** Measures by the machine's own steady clock: wall time may stand still or jump. */
export function createPace(): Pace {
  let began = performance.now()
  return {
    async breathe() {
      if (performance.now() - began < SLICE_MS) return
      await new Promise<void>((resolve) => { setImmediate(resolve) })
      began = performance.now()
    },
  }
}
