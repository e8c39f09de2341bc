import type { Phrases } from './phrases.ts'
import type { Random } from './random.ts'

/** How a heart stands in a mail. */
export type Shape = 'short' | 'plain' | 'full' | 'reply' | 'quoted' | 'forwarded' | 'file' | 'long' | 'table' | 'deep' | 'mailfile'

/** What a mail is made of besides its heart. */
export interface Around {
  readonly greeting: string
  readonly sender: { readonly name: string, readonly first: string, readonly address: string }
  readonly others: readonly { readonly name: string, readonly address: string }[]
  readonly signature: string
  readonly disclaimers: readonly string[]
  readonly subject: string
  readonly recipient: string
}

/** A shape that suits: a heart with files of its own is not put in another file. */
export function chooseShape(random: Random, hasFiles: boolean): Shape {
  const shape = random.pick<Shape>(['short', 'plain', 'plain', 'full', 'full', 'reply', 'reply', 'quoted', 'forwarded', 'forwarded', 'file', 'long', 'long', 'table', 'deep', 'mailfile'])
  return (shape === 'file' || shape === 'mailfile') && hasFiles ? 'full' : shape
}

/** The body of a mail in a shape, and a file when the heart went into one. */
export function shaped(shape: Shape, heart: string, words: Phrases, around: Around, random: Random):
{ readonly body: string, readonly file?: { readonly name: string, readonly text: string } } {
  const { greeting, sender, signature } = around
  const goodbye = random.pick(words.goodbyes)
  const plainEnd = `${goodbye}\n${random.chance(0.5) ? sender.first : sender.name}`
  const fullEnd = blocks(`${goodbye}\n\n${signature}`, ...around.disclaimers)
  const forcedEnd = around.disclaimers.length > 0 ? fullEnd : plainEnd
  const filler = several(random, words.fillers)
  const closing = random.pick(words.closings)
  switch (shape) {
    case 'short': return { body: around.disclaimers.length > 0 ? blocks(heart, fullEnd) : heart }
    case 'plain': return { body: blocks(greeting, heart, closing, forcedEnd) }
    case 'full': return { body: blocks(greeting, random.pick(words.openings), heart, ...filler(random.between(0, 2)), closing, fullEnd) }
    case 'reply': return { body: blocks(greeting, heart, closing, fullEnd, thread(random, words, around, random.between(1, 3))) }
    case 'table': return { body: blocks(greeting, ...filler(1), random.pick(words.tables).join('\n'), heart, fullEnd) }
    case 'long': {
      const [before, after] = [random.between(3, 6), random.between(3, 7)]
      const all = filler(before + after)
      return { body: blocks(
        greeting, random.pick(words.openings), ...all.slice(0, before), heart, ...all.slice(before),
        random.pick(words.tables).join('\n'), closing, fullEnd,
        thread(random, words, around, random.between(2, 9), true),
      ) }
    }
    case 'file': return {
      body: blocks(greeting, random.pick(words.coversWithFile), closing, forcedEnd),
      file: { name: random.pick(words.fileNames), text: heart },
    }
    case 'quoted': {
      const writer = random.pick(around.others)
      return { body: blocks(greeting, random.pick(words.covers), fullEnd,
        quote(words.quoteLine(day(random), writer.name), blocks(heart, writer.name))) }
    }
    case 'deep': {
      const [first, second] = [random.pick(around.others), random.pick(around.others)]
      const inner = quote(words.quoteLine(day(random), first.name), blocks(heart, first.name))
      const middle = quote(words.quoteLine(day(random), second.name),
        blocks(random.pick(words.earlier), second.name, inner))
      return { body: blocks(greeting, random.pick(words.covers), ...filler(random.between(0, 2)), fullEnd, middle) }
    }
    case 'mailfile': {
      const writer = random.pick(around.others)
      return {
        body: blocks(greeting, random.pick(words.covers), fullEnd),
        file: { name: `${around.subject.replaceAll(/[^\p{L}\p{N} ]/gu, '').slice(0, 40)}.eml`,
          text: blocks(`From: ${writer.name} <${writer.address}>\nTo: ${sender.address}\nSubject: ${around.subject}`, random.pick(words.earlier), heart, writer.name) },
      }
    }
    case 'forwarded': return { body: blocks(greeting, random.pick(words.covers), forcedEnd, forward(heart, words, around, random)) }
  }
}

function forward(heart: string, words: Phrases, around: Around, random: Random): string {
  const writer = random.pick(around.others)
  const head = words.forwardLines({
    name: writer.name, address: writer.address, date: day(random), to: around.sender.address, subject: around.subject,
  })
  const inner = blocks(heart, writer.name)
  if (random.chance(0.6)) return blocks(head.join('\n'), inner)
  const second = words.forwardLines({
    name: around.sender.name, address: around.sender.address, date: day(random), to: writer.address,
    subject: around.subject,
  })
  return blocks(second.join('\n'), random.pick(words.earlier), head.join('\n'), inner)
}

/** Earlier mails of a conversation, each quoting the one before; `isFull`: with all that people leave standing under them. */
function thread(random: Random, words: Phrases, around: Around, count: number, isFull = false): string {
  let text = ''
  for (let index = 0; index < count; index += 1) {
    const writer = random.pick(around.others)
    const more = isFull ? several(random, words.fillers)(random.between(0, 4)) : []
    const below = isFull && random.chance(0.5) ? [`${random.pick(words.goodbyes)}\n\n${writer.name}\n${writer.address}`, random.pick(words.disclaimers)] : [writer.name]
    text = quote(words.quoteLine(day(random), writer.name), blocks(random.pick(words.earlier), ...more, ...below, text))
  }
  return text
}

const quote = (line: string, text: string): string => [line, ...text.split('\n').map((row) => row === '' ? '>' : row.startsWith('>') ? `>${row}` : `> ${row}`)].join('\n')
const blocks = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n')
const day = (random: Random): string => `${random.between(1, 28)}-${random.between(1, 12)}-2025 ${random.between(8, 17)}:${random.between(10, 59)}`

/** Takes different ones from a list, as many as asked and there are. */
function several(random: Random, list: readonly string[]): (count: number) => string[] {
  return (count) => {
    const left = [...list]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.between(0, left.length - 1), 1)[0] ?? '')
  }
}
