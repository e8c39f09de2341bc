import { flushCompileCache } from 'node:module'
import { second } from '../base/sizes.ts'

/** How long after the start: by then the functions that begin it have been compiled. */
const COMPILED_AFTER_MS = second

/**
 * Keeps what was compiled for the next start (`NODE_COMPILE_CACHE`), as Node itself does only at a clean end: after a kill the
 * service began half a second slower. Takes 150 ms after the first start of a version, and 2 ms after that.
 */
export function keepCompiled(): void {
  setTimeout(() => flushCompileCache(), COMPILED_AFTER_MS).unref()
}
