import { SegmentWriter, type SegmentParts } from './segment.ts'
import { WordTable } from './word-table.ts'

/** A stretch of a message with the fields it belongs to, in searched form. */
export interface FieldText { readonly text: string, readonly fields: number }

/** Postings that one segment gathers before it is written. */
export const BUILDER_POSTINGS_MAX = 400_000

/** Gathers the words of messages into a segment. Messages come in any order, each once. */
export class Builder {
  readonly #words = new WordTable()
  readonly #messages: number[] = []

  get messages(): number {
    return this.#messages.length
  }

  /** Enough was gathered for one segment. */
  get isFull(): boolean {
    return this.#words.postings >= BUILDER_POSTINGS_MAX
  }

  add(message: number, texts: Iterable<FieldText>): void {
    const place = this.#messages.push(message) - 1
    for (const { text, fields } of texts) this.#words.text(text, place, fields)
  }

  /** Notes a word that no text holds, a mark, for the message that came last. */
  mark(word: string, field: number): void {
    this.#words.word(word, this.#messages.length - 1, field)
  }

  build(): SegmentParts {
    const messages = this.#messages.toSorted((a, b) => a - b)
    const placeOf = new Map(messages.map((message, place) => [message, place]))
    const places = this.#messages.map((message) => placeOf.get(message) ?? 0)
    const isAscending = places.every((place, index) => place === index)
    const writer = new SegmentWriter(messages)
    for (const gathered of this.#words.sorted()) {
      if (isAscending) {
        writer.word(gathered.word, gathered.places, gathered.masks)
        continue
      }
      const order = gathered.places
        .map((place, index) => ({ place: places[place] ?? 0, mask: gathered.masks[index] ?? 0 }))
        .sort((a, b) => a.place - b.place)
      writer.word(gathered.word, order.map(({ place }) => place), order.map(({ mask }) => mask))
    }
    return writer.done()
  }
}
