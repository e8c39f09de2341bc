import { FRAMES } from './frames.ts'
import { fill, roughen, type Filled, type NameSpan } from './fill.ts'
import { addresses } from './addresses.ts'
import type { Random } from './random.ts'
import type { Snippet } from './snippets.ts'
import type { Language } from './slots.ts'

/**
 * Whole mails around snippets: greeting, small talk, the passage, other passages, closing, signature, disclaimer, quoted
 * mails, attachments. Each stretch keeps what it is, so that sentences can be labelled.
 */

/** A stretch of a part of a mail that came from a snippet. */
export interface Stretch { readonly part: 'subject' | 'body' | 'attachment', readonly start: number, readonly end: number, readonly snippet: Snippet }

export interface MadeMail {
  readonly language: Language
  readonly from: string
  readonly to: readonly string[]
  readonly internalDomains: readonly string[]
  readonly subject: string
  readonly body: string
  readonly attachments: readonly { readonly name: string, readonly type: string, readonly text: string }[]
  readonly stretches: readonly Stretch[]
  readonly names: readonly (NameSpan & { readonly part: Stretch['part'] })[]
  /** The snippet the mail is about; the others only stand around it. */
  readonly main: Snippet
}

/** Snippets by language, those about nobody apart. */
export interface Stock {
  readonly harmless: Readonly<Record<Language, readonly Snippet[]>>
  readonly smalltalk: Readonly<Record<Language, readonly Snippet[]>>
  readonly boilerplate: Readonly<Record<Language, readonly Snippet[]>>
}

/** Text that grows, with its stretches. */
class Part {
  text = ''
  readonly stretches: Stretch[] = []
  readonly names: (NameSpan & { readonly part: Stretch['part'] })[] = []
  readonly kind: Stretch['part']

  constructor(kind: Stretch['part']) {
    this.kind = kind
  }

  add({ text, names }: Filled, snippet?: Snippet): void {
    const start = this.text.length
    this.text += text
    if (snippet !== undefined) this.stretches.push({ part: this.kind, start, end: this.text.length, snippet })
    for (const name of names) this.names.push({ start: name.start + start, end: name.end + start, tag: name.tag,
      part: this.kind })
  }

  plain(text: string): void {
    this.text += text
  }
}

/** How many harmless passages follow; now and then a long mail. */
const MORE_QUOTES = [0, 0, 0, 0, 0, 0, 1, 3, 5]
const MORE = [0, 0, 0, 0, 1, 1, 2, 3, 5, 8, 12]

/** One mail around `main`, the snippet it is about. */
export function composeMail(main: Snippet, stock: Stock, random: Random): MadeMail {
  const { language } = main
  const frame = FRAMES[language]
  const body = new Part('body')
  const attachment = new Part('attachment')
  const file = random.chance(0.1)
  const isQuoted = !file && random.chance(0.1)
  const filled = (snippet: Snippet): Filled => roughen(fill(snippet.text, random, language), random)
  const harmless = (): Snippet => random.pick(random.chance(0.85) ? stock.smalltalk[language]
    : stock.harmless[language])

  if (random.chance(0.62)) body.add(fill(random.pick(frame.greetings), random, language))
  if (body.text !== '') body.plain(random.pick(['\n\n', '\n\n', '\n', ' ']))
  if (random.chance(0.22)) { const one = random.pick(stock.smalltalk[language]); body.add(filled(one), one); body.plain(random.pick([' ', '\n\n', '\n'])) }
  if (file || isQuoted) body.add(fill(random.pick(file ? frame.seeFile : frame.seeBelow), random, language))
  else body.add(filled(main), main)
  for (let more = random.pick(MORE); more > 0; more -= 1) {
    const one = harmless()
    body.plain(random.pick([' ', '\n\n', '\n']))
    body.add(filled(one), one)
  }
  signOff(body, { random, language, stock })
  if (isQuoted || random.chance(0.2)) quote(body, isQuoted ? main : harmless(), { random, language, filled, stock })
  for (let more = random.pick(MORE_QUOTES); more > 0; more -= 1) quote(body, harmless(), { random, language, filled,
    stock })
  if (file) {
    const rows = random.between(0, 3)
    for (let at = 0; at < rows; at += 1) { const one = harmless(); attachment.add(filled(one), one); attachment.plain('\n\n') }
    attachment.add(filled(main), main)
  }
  return {
    language, ...addresses(main, random, language),
    subject: random.chance(0.12) ? '' : fill(random.pick(frame.subjects), random, language).text,
    body: body.text, attachments: file ? [{ name: random.pick(frame.files), type: 'application/pdf', text: attachment.text }] : [],
    stretches: [...body.stretches, ...attachment.stretches], names: [...body.names, ...attachment.names], main,
  }
}

interface Making { readonly random: Random, readonly language: Language, readonly stock: Stock }

function signOff(body: Part, { random, language, stock }: Making): void {
  const frame = FRAMES[language]
  if (!random.chance(0.72)) return
  body.plain('\n\n')
  body.add(fill(random.pick(frame.closings), random, language))
  if (random.chance(0.55)) { body.plain('\n'); body.add(fill(random.pick(frame.signatures), random, language)) }
  if (random.chance(0.25)) body.plain(`\n\n${random.pick(frame.disclaimers)}`)
  else if (random.chance(0.1) && stock.boilerplate[language].length > 0) { body.plain('\n\n'); body.add(fill(random.pick(stock.boilerplate[language]).text, random, language)) }
}

/** An earlier mail below: behind marks, or behind the head lines of a forwarded mail. */
function quote(body: Part, snippet: Snippet, { random, language, filled,
  stock }: Making & { readonly filled: (snippet: Snippet) => Filled }): void {
  const frame = FRAMES[language]
  const isMarked = random.chance(0.5)
  body.plain('\n\n')
  body.add(fill(random.pick(isMarked ? frame.quoteHeads : frame.forwardHeads), random, language))
  body.plain('\n')
  const inner = new Part('body')
  if (random.chance(0.4)) { inner.add(fill(random.pick(frame.greetings), random, language)); inner.plain('\n') }
  inner.add(filled(snippet), snippet)
  if (random.chance(0.3)) { const one = random.pick(stock.smalltalk[language]); inner.plain(' '); inner.add(filled(one), one) }
  if (random.chance(0.5)) { inner.plain('\n'); inner.add(fill('{full}', random, language)) }
  if (!isMarked) { append(body, inner, (text) => text); return }
  append(body, inner, (text) => `> ${text}`)
}

/** Adds a text line by line, moving its stretches along. */
function append(body: Part, inner: Part, mark: (line: string) => string): void {
  const extra = mark('').length
  const moved = (at: number, base: number): number => base + at + (inner.text.slice(0, at).split('\n').length) * extra
  const base = body.text.length
  body.plain(inner.text.split('\n').map(mark).join('\n'))
  for (const { start, end, snippet } of inner.stretches) body.stretches.push({ part: 'body', start: moved(start, base), end: moved(end, base), snippet })
  for (const { start, end, tag } of inner.names) body.names.push({ part: 'body', start: moved(start, base), end: moved(end, base), tag })
}
