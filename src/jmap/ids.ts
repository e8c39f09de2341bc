/**
 * How numbers of the mailstore become JMAP ids (RFC 8620 §1.2: letters, digits, `-` and `_`). The letter in front says
 * the type, so an id of one type is never taken for another. Reading is strict: only what the writer makes is an id.
 */
const CANONICAL = /^[0-9a-z]{1,11}$/

function encode(letter: string, number: number): string {
  return letter + number.toString(36)
}

function decode(letter: string, id: unknown): number | undefined {
  if (typeof id !== 'string' || id[0] !== letter) return undefined
  const digits = id.slice(1)
  if (!CANONICAL.test(digits)) return undefined
  const number = Number.parseInt(digits, 36)
  return Number.isSafeInteger(number) && number.toString(36) === digits ? number : undefined
}

export const accountId = (account: number): string => encode('A', account)
export const accountOf = (id: unknown): number | undefined => decode('A', id)
export const mailboxId = (mailbox: number): string => encode('F', mailbox)
export const mailboxOf = (id: unknown): number | undefined => decode('F', id)
export const emailId = (message: number): string => encode('M', message)
export const messageOf = (id: unknown): number | undefined => decode('M', id)
export const threadId = (thread: number): string => encode('T', thread)
export const threadOf = (id: unknown): number | undefined => decode('T', id)

/** Whether it is an id at all: 1 to 255 characters of the URL alphabet (RFC 8620 §1.2). */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,255}$/.test(value)
}

/** Where the bytes of a blob are. */
export type BlobPlace =
  | { readonly of: 'message', readonly message: number }
  | { readonly of: 'part', readonly message: number, readonly part: string }
  | { readonly of: 'upload', readonly id: string }

/** `B<msg>`, `B<msg>_1_2` for part 1.2 (a dot may not stand in an id), `U<id>` for an upload. */
export function blobId(place: BlobPlace): string {
  switch (place.of) {
    case 'message': return encode('B', place.message)
    case 'part': return `${encode('B', place.message)}_${place.part.replaceAll('.', '_')}`
    case 'upload': return `U${place.id}`
  }
}

/** Digits and underscores of the deepest part number that is still read. */
const PART_PATH_MAX = 120

export function blobPlace(id: unknown): BlobPlace | undefined {
  if (!isId(id)) return undefined
  if (id[0] === 'U') return id.length > 1 ? { of: 'upload', id: id.slice(1) } : undefined
  const cut = id.indexOf('_')
  const message = decode('B', cut < 0 ? id : id.slice(0, cut))
  if (message === undefined) return undefined
  if (cut < 0) return { of: 'message', message }
  const path = id.slice(cut + 1)
  if (path.length > PART_PATH_MAX || !/^[1-9][0-9]*(?:_[1-9][0-9]*)*$/.test(path)) return undefined
  return { of: 'part', message, part: path.replaceAll('_', '.') }
}

/** A change number as a state string and back (RFC 8620 §5.1: opaque to clients). */
export const stateString = (state: number): string => String(state)

export function stateNumber(state: string): number | undefined {
  return /^(0|[1-9][0-9]{0,15})$/.test(state) && Number.isSafeInteger(Number(state)) ? Number(state) : undefined
}
