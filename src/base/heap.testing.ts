/** What is on the heap of this thread, for tests that weigh what something keeps. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes in use after everything that nobody holds is gone. */
export function heapBytes(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
