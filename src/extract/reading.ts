/**
 * What one file may cost and what came out of it: every reader of a format writes into the same `Reading`, and everything that
 * is inside the file (files in archives, mails in mails) shares its limits. Over a limit `Unreadable` is thrown, which ends the
 * file; the text until there stays.
 */
import { MiB } from '../base/sizes.ts'
import type { AttachmentNote, AttachmentPlace, NotedPlace } from '../guard/types.ts'
import type { FileToRead, Picture, Unread } from './types.ts'

/** Files inside files inside files that are opened. */
export const NESTED_MAX = 5
/** Files that are opened inside one file, at any depth. */
export const FILES_MAX = 1000
/** Characters of text that one file gives at most, with everything inside it. */
export const TEXT_LENGTH_MAX = 64 * MiB
/** Bytes that come out of decompression, for one file with everything inside it. */
export const UNPACKED_BYTES_MAX = 512 * MiB
/** Places that are kept; later ones are left out, their text is not. */
export const PLACES_MAX = 2000
/** Notes whose place is kept; that there are more says the note itself. */
export const NOTED_MAX = 100
const LABEL_LENGTH_MAX = 200
/** Pieces of text between two looks at the clock, which cost as much as a short piece. */
const PIECES_PER_CHECK = 32
/** Pictures of one file that character recognition is asked for; further ones count as unread when they are content. */
export const PICTURES_MAX = 20
/** Bytes of those pictures together. */
export const PICTURE_BYTES_MAX = 64 * MiB

/** A file, or what is inside it, that cannot be read (further), and why. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  readonly why: Unread
  /** The whole file ends here: a limit that everything inside it shares is used up. */
  readonly isFinal: boolean

  constructor(why: Unread, { isFinal = false }: { readonly isFinal?: boolean } = {}) {
    super(why)
    this.why = why
    this.isFinal = isFinal
  }
}

/** Where text and pictures go as they come; what was given before a child ended is kept. */
export interface Sink {
  text(piece: string): void
  picture(picture: Picture): void
}

/** Reads a file inside the file; set by `read-file.ts`, so that a format needs to know no other. */
export type ReadInner = (file: FileToRead, reading: Reading) => Promise<void>

export class Reading {
  readonly #sink: Sink
  readonly #inner: ReadInner
  /** When reading has to end, on the clock of `now`. */
  readonly #deadline: number
  readonly #now: () => number
  readonly #notes = new Set<AttachmentNote>()
  readonly #noted: NotedPlace[] = []
  readonly #places: AttachmentPlace[] = []
  readonly #found = { length: 0, pieces: 0, unpacked: 0, files: 0, depth: 0, pictures: 0, pictureBytes: 0 }
  #unread: Unread | undefined

  constructor({ sink, inner, deadline = Infinity, now = () => 0 }: {
    readonly sink: Sink, readonly inner: ReadInner, readonly deadline?: number, readonly now?: () => number,
  }) {
    this.#sink = sink
    this.#inner = inner
    this.#deadline = deadline
    this.#now = now
  }

  get notes(): readonly AttachmentNote[] {
    return [...this.#notes]
  }

  get noted(): readonly NotedPlace[] {
    return this.#noted
  }

  get places(): readonly AttachmentPlace[] {
    return this.#places
  }

  get unread(): Unread | undefined {
    return this.#unread
  }

  /** Characters so far. */
  get length(): number {
    return this.#found.length
  }

  /** Text, as it follows on what came before. */
  add(text: string): void {
    if (text === '') return
    const room = TEXT_LENGTH_MAX - this.#found.length
    this.#found.length += Math.min(text.length, room)
    this.#sink.text(text.length > room ? text.slice(0, room) : text)
    if (text.length > room) throw new Unreadable('over-limit', { isFinal: true })
    this.#found.pieces += 1
    if (this.#found.pieces % PIECES_PER_CHECK === 0) this.checkTime()
  }

  /** What follows stands there. */
  place(kind: AttachmentPlace['kind'], label: string): void {
    this.checkTime()
    if (this.#places.length >= PLACES_MAX) return
    const short = label.slice(0, LABEL_LENGTH_MAX)
    const last = this.#places.at(-1)
    if (last?.kind === kind && last.label === short) return
    this.#places.push({ offset: this.#found.length, kind, label: short })
  }

  /** `label`: where it is, or who is named. */
  note(note: AttachmentNote, label = ''): void {
    this.#notes.add(note)
    const short = label.trim().slice(0, LABEL_LENGTH_MAX)
    if (short === '' || this.#noted.length >= NOTED_MAX || this.#noted.some((one) => one.note === note && one.label === short)) return
    this.#noted.push({ note, label: short })
  }

  /** Something could not be read; the first reason counts. */
  miss(why: Unread): void {
    this.#unread ??= why
  }

  /** A picture for character recognition. */
  picture(picture: Picture): void {
    this.#found.pictures += 1
    this.#found.pictureBytes += picture.bytes.length
    if (this.#found.pictures <= PICTURES_MAX
      && this.#found.pictureBytes <= PICTURE_BYTES_MAX) this.#sink.picture(picture)
    else if (picture.isContent) this.miss('over-limit')
    else this.note('pictures-not-read')
  }

  /** Counts bytes that decompression gave. */
  spend(bytes: number): void {
    this.#found.unpacked += bytes
    if (this.#found.unpacked > UNPACKED_BYTES_MAX) throw new Unreadable('over-limit', { isFinal: true })
    this.checkTime()
  }

  /** Bytes that may still be unpacked. */
  get unpackedLeft(): number {
    return UNPACKED_BYTES_MAX - this.#found.unpacked
  }

  checkTime(): void {
    if (this.#now() > this.#deadline) throw new Unreadable('over-limit', { isFinal: true })
  }

  /** Reads a file inside this one. What is wrong with it is remembered and does not end the rest. */
  async inside(file: FileToRead): Promise<void> {
    this.#found.files += 1
    if (this.#found.files > FILES_MAX) throw new Unreadable('over-limit', { isFinal: true })
    if (this.#found.depth >= NESTED_MAX) {
      this.miss('over-limit')
      return
    }
    if (file.name !== '') {
      this.add(`\n${file.name}\n`)
      this.place('file', file.name)
    }
    this.#found.depth += 1
    try {
      await this.#inner(file, this)
    } finally {
      this.#found.depth -= 1
    }
  }
}
