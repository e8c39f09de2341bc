/**
 * What a child says about one file, piece by piece. Nothing of it is believed: every value is looked at, and what is too much ends
 * the child.
 */
import type { AttachmentNote, AttachmentPlace, NotedPlace } from '../guard/types.ts'
import type { Frame } from './frame.ts'
import { NOTED_MAX, PICTURE_BYTES_MAX, PICTURES_MAX, PLACES_MAX } from './reading.ts'
import type { Extracted, Picture, Unread } from './types.ts'

const LABEL_LENGTH_MAX = 200

export class Answer {
  readonly pictures: Picture[] = []
  readonly #textBytesMax: number
  readonly #pieces: string[] = []
  #textBytes = 0
  #pictureBytes = 0
  #places: readonly AttachmentPlace[] = []
  #notes: readonly AttachmentNote[] = []
  #noted: readonly NotedPlace[] = []
  #unread: Unread | undefined

  constructor(textBytesMax: number) {
    this.#textBytesMax = textBytesMax
  }

  /** Takes one frame; true when it was the last. Throws `RangeError` for more than a child may say. */
  take({ head, body }: Frame): boolean {
    switch (head['kind']) {
      case 'text': this.#text(body); return false
      case 'picture': this.#picture(head, body); return false
      case 'places': this.#places = placesOf(body); return false
      default:
        this.#text(body)
        this.#notes = Array.isArray(head['notes']) ? [...new Set(head['notes'].filter(isNote))] : []
        this.#noted = notedOf(head['noted'])
        this.#unread = unreadOf(head['unread'])
        return true
    }
  }

  #text(body: Uint8Array): void {
    this.#textBytes += body.length
    if (this.#textBytes > this.#textBytesMax) throw new RangeError('more text than one file may have')
    if (body.length > 0) this.#pieces.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body))
  }

  #picture(head: Frame['head'], bytes: Uint8Array): void {
    this.#pictureBytes += bytes.length
    if (this.pictures.length >= PICTURES_MAX || this.#pictureBytes > PICTURE_BYTES_MAX) throw new RangeError('more pictures than one file may have')
    const place = placeOf(head['place'])
    this.pictures.push({ bytes, place: { kind: place?.kind ?? 'picture', label: place?.label ?? '' }, isContent: head['isContent'] === true })
  }

  /** All of it; `why` when the child ended before it was done. */
  extracted(why?: Unread): Extracted {
    const text = this.#pieces.join('')
    const unread = why ?? this.#unread
    const remarks = {
      ...(this.#notes.length === 0 ? {} : { notes: this.#notes }),
      ...(this.#noted.length === 0 ? {} : { noted: this.#noted }),
      ...(this.#places.length === 0 ? {} : { places: this.#places }),
    }
    if (unread === undefined) return { text, ...remarks }
    return text === '' ? { unread, ...remarks } : { text, unread, ...remarks }
  }
}

const reasons = ['encrypted', 'unknown-format', 'over-limit', 'broken'] as const satisfies readonly Unread[]
const notes = [
  'hidden-sheet', 'hidden-rows', 'hidden-columns', 'hidden-slide', 'hidden-text', 'tracked-changes', 'comments', 'speaker-notes', 'metadata-author',
  'metadata-location', 'form-fields', 'annotations', 'embedded-files', 'macros', 'read-by-ocr', 'pictures-not-read',
] as const satisfies readonly AttachmentNote[]
const kinds = ['page', 'sheet', 'slide', 'file', 'notes', 'comments', 'picture', 'properties', 'hidden'] as const satisfies readonly AttachmentPlace['kind'][]

const unreadOf = (value: unknown): Unread | undefined => reasons.find((one) => one === value)
const isNote = (value: unknown): value is AttachmentNote => notes.some((one) => one === value)

function notedOf(value: unknown): NotedPlace[] {
  return Array.isArray(value) ? value.slice(0, NOTED_MAX).flatMap((one: unknown) => {
    const { note, label } = typeof one === 'object' && one !== null ? one as Readonly<Record<string, unknown>> : {}
    return isNote(note) && typeof label === 'string' ? [{ note, label: label.slice(0, LABEL_LENGTH_MAX) }] : []
  }) : []
}

function placesOf(body: Uint8Array): AttachmentPlace[] {
  const value: unknown = JSON.parse(new TextDecoder().decode(body))
  return Array.isArray(value) ? value.slice(0, PLACES_MAX).flatMap((one) => placeOf(one) ?? []) : []
}

function placeOf(value: unknown): AttachmentPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { offset, kind: claimed, label } = value as Readonly<Record<string, unknown>>
  const kind = kinds.find((one) => one === claimed)
  if (kind === undefined || typeof label !== 'string') return undefined
  return { offset: Number.isSafeInteger(offset) ? Number(offset) : 0, kind, label: label.slice(0, LABEL_LENGTH_MAX) }
}
