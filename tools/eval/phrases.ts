import { de } from './phrases-de.ts'
import { en } from './phrases-en.ts'
import { fr } from './phrases-fr.ts'
import { nl } from './phrases-nl.ts'

/** What stands around the heart of a mail in one language. Nothing in it is sensitive, and nothing in it is a trap. */
export interface Phrases {
  /** To a person: `{n}` is the name as the tone wants it. */
  readonly greetings: readonly { readonly text: string, readonly by: 'first' | 'last' }[]
  /** To a desk. */
  readonly greetingsPlain: readonly string[]
  readonly openings: readonly string[]
  readonly fillers: readonly string[]
  readonly closings: readonly string[]
  readonly goodbyes: readonly string[]
  readonly jobs: readonly string[]
  readonly disclaimers: readonly string[]
  /** Before text that is forwarded. */
  readonly covers: readonly string[]
  /** Before a file that holds the heart. */
  readonly coversWithFile: readonly string[]
  /** Earlier mails of no weight. */
  readonly earlier: readonly string[]
  readonly quoteLine: (date: string, name: string) => string
  readonly forwardLines: (mail: {
    readonly name: string, readonly address: string, readonly date: string, readonly to: string,
    readonly subject: string,
  }) => readonly string[]
  /** Rows of a harmless table, header first. */
  readonly tables: readonly (readonly string[])[]
  readonly fileNames: readonly string[]
  readonly phoneMark: string
}

export const phrases: Readonly<Record<string, Phrases>> = { nl, en, de, fr }
