/** A file as it came with a mail: nothing about it is believed, neither name nor type. */
export interface FileToRead {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** Why there is no text, or not all of it. Never clean. */
export type Unread = 'encrypted' | 'unknown-format' | 'over-limit' | 'broken'

/** Text for the guard. With `unread` beside it: something inside (a file in a mail) could not be read. */
export type Extracted = { readonly text: string, readonly unread?: Unread } | { readonly unread: Unread }

export type ExtractText = (file: FileToRead) => Promise<Extracted>
