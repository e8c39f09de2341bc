import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { second } from '../base/sizes.ts'

type Collect = (options: { readonly type: 'major', readonly flavor: 'last-resort' }) => void

/** How long after the start: by then what was only needed to begin is garbage. */
const AFTER_START_MS = 5 * second

/**
 * Collects once what only the start needed. Without it the heap stays twice as large as what is in it until mail comes
 * (30 of 160 MiB of the process). Takes less than a tenth of a second, when nobody is connected yet or few are.
 */
export function collectStartGarbage(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as Collect
    setFlagsFromString('--no-expose-gc')
    collect({ type: 'major', flavor: 'last-resort' })
  }, AFTER_START_MS).unref()
}

/** How long after the start: by then the functions that begin it have been compiled. */
const COMPILED_AFTER_MS = second

/**
 * Keeps what was compiled for the next start (`NODE_COMPILE_CACHE`), as Node itself does only at a clean end: after a kill the
 * service began half a second slower. Takes 150 ms after the first start of a version, and 2 ms after that.
 */
export function keepCompiled(): void {
  setTimeout(() => flushCompileCache(), COMPILED_AFTER_MS).unref()
}
