import type { AttachmentNote, AttachmentPlace, NotedPlace } from '../guard/types.ts'

/** A file as it came with a mail: nothing about it is believed, neither name nor type. */
export interface FileToRead {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  /** Account that may have the answer remembered for a while. */
  readonly owner?: string
}

/** Why there is no text, or not all of it. Never clean. */
export type Unread = 'encrypted' | 'unknown-format' | 'over-limit' | 'broken'

/** What is told beside the text. */
export interface Remarks {
  readonly notes?: readonly AttachmentNote[]
  readonly noted?: readonly NotedPlace[]
  readonly places?: readonly AttachmentPlace[]
}

/** Text for the guard. With `unread` beside it: something inside (a file in a mail) could not be read. */
export type Extracted = ({ readonly text: string, readonly unread?: Unread } | { readonly unread: Unread }) & Remarks

export type ExtractText = (file: FileToRead) => Promise<Extracted>

/** A picture that only character recognition can read; which formats there are says `picture.ts`. */
export interface Picture {
  readonly bytes: Uint8Array
  /** Where it stands, for its text to be found by. */
  readonly place: Omit<AttachmentPlace, 'offset'>
  /** Without its text the file counts as unread; otherwise it is decoration that may hold words. */
  readonly isContent: boolean
}
