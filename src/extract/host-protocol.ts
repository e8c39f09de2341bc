import { MiB } from '../base/sizes.ts'
import { HEAD_BYTES_MAX } from './frame.ts'
import type { ExtractLimits } from './pool.ts'

/** What the service and the host of the children say to each other: frames (`frame.ts`), each file with a number. */

/** Bytes of one file or one text between the two. */
export const HOST_BODY_BYTES_MAX = 256 * MiB

/** A child may fill its head; what pictures add to it must not cost the host. */
export const HOST_HEAD_BYTES_MAX = 2 * HEAD_BYTES_MAX

/** How the host is started: its one argument, as JSON. */
export interface HostSettings {
  readonly cacheFolder: string
  readonly limits: Partial<ExtractLimits>
  /** The module a child runs; for tests of hostile children. */
  readonly entry?: string
  /** Where tesseract is, when not where Debian puts it. */
  readonly ocrProgram?: string
}
