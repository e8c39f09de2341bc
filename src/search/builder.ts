import { SegmentWriter, type SegmentParts } from './segment.ts'
import { wordsOf } from './words.ts'

/** A stretch of a message with the fields it belongs to, in searched form. */
export interface FieldText { readonly text: string, readonly fields: number }

/** Postings that one segment gathers before it is written. */
export const BUILDER_POSTINGS_MAX = 400_000

interface Gathered { readonly messages: number[], readonly masks: number[] }

/** Gathers the words of messages into a segment. Messages come in any order, each once. */
export class Builder {
  readonly #words = new Map<string, Gathered>()
  readonly #messages: number[] = []
  #postings = 0

  get messages(): number {
    return this.#messages.length
  }

  /** Enough was gathered for one segment. */
  get isFull(): boolean {
    return this.#postings >= BUILDER_POSTINGS_MAX
  }

  add(message: number, texts: Iterable<FieldText>): void {
    this.#messages.push(message)
    for (const { text, fields } of texts) {
      for (const word of wordsOf(text)) this.#note(word, message, fields)
    }
  }

  /** Notes a word that no text holds: a mark. */
  mark(message: number, word: string, field: number): void {
    this.#note(word, message, field)
  }

  #note(word: string, message: number, fields: number): void {
    const known = this.#words.get(word)
    if (known === undefined) {
      this.#words.set(word, { messages: [message], masks: [fields] })
      this.#postings += 1
    } else if (known.messages.at(-1) === message) {
      known.masks[known.masks.length - 1] = (known.masks.at(-1) ?? 0) | fields
    } else {
      known.messages.push(message)
      known.masks.push(fields)
      this.#postings += 1
    }
  }

  build(): SegmentParts {
    const messages = this.#messages.toSorted((a, b) => a - b)
    const placeOf = new Map(messages.map((message, place) => [message, place]))
    const writer = new SegmentWriter(messages)
    for (const word of [...this.#words.keys()].sort()) {
      const gathered = this.#words.get(word)
      if (gathered === undefined) continue
      const order = gathered.messages.map((message, index) =>
        ({ place: placeOf.get(message) ?? 0, mask: gathered.masks[index] ?? 0 }))
        .sort((a, b) => a.place - b.place)
      writer.word(word, order.map(({ place }) => place), order.map(({ mask }) => mask))
    }
    return writer.done()
  }
}
