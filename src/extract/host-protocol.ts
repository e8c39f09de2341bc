import { MiB } from '../base/sizes.ts'
import { HEAD_BYTES_MAX } from './frame.ts'
import type { ExtractLimits } from './pool.ts'

/** What the service and the host of the children say to each other: frames (`frame.ts`), each file with a number. */

/**
 * Bytes of one file or one text between the two: more than a child may say, for octets that are no UTF-8 are three each when they
 * are written again, and words of pictures come to it. A child must not be able to say what costs the host.
 */
export const HOST_BODY_BYTES_MAX = 512 * MiB

/** Bytes of a head, for the same reasons. */
export const HOST_HEAD_BYTES_MAX = 4 * HEAD_BYTES_MAX

/** How the host is started: its one argument, as JSON. */
export interface HostSettings {
  readonly cacheFolder: string
  readonly limits: Partial<ExtractLimits>
  /** The module a child runs; for tests of hostile children. */
  readonly entry?: string
  /** Where tesseract is, when not where Debian puts it. */
  readonly ocrProgram?: string
}
