/**
 * What one message may cost. Everything over a limit is left out and named in `defects`; nothing is thrown.
 * The figures are far above real mail and far below what hurts: a message at every limit parses in well under a second.
 */
export interface MessageLimits {
  /** Fields kept of one header; later ones are skipped (`too-many-headers`). */
  readonly fieldsMax: number
  /** Bytes of one header that are kept as fields; the end of the header is still found (`header-too-large`). */
  readonly headerBytesMax: number
  /** Parts of the whole message, inner messages included (`too-many-parts`). */
  readonly partsMax: number
  /** Multiparts and messages inside each other (`too-deep`). */
  readonly depthMax: number
  /** Addresses kept per list (`too-many-addresses`). */
  readonly addressesMax: number
}

export const MESSAGE_LIMITS: MessageLimits = {
  fieldsMax: 10_000,
  headerBytesMax: 8 * 1024 * 1024,
  partsMax: 1_000,
  depthMax: 50,
  addressesMax: 100_000,
}
