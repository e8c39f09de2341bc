import { ByteText } from './byte-text.ts'
import { Delimiters, type Delimiter } from './delimiters.ts'
import { readFields } from './fields.ts'
import { scanHeader, type ScannedHeader } from './header.ts'
import { MESSAGE_LIMITS, type MessageLimits } from './limits.ts'
import { LineCounter } from './line-counter.ts'
import { readMime, type Mime } from './mime.ts'
import type { ParsedMessage, Part } from './types.ts'

/**
 * Messages: from bytes to values and back.
 *
 * Promises: `parseMessage` takes any bytes, never throws, works in one forward pass (its time grows with the length of
 * the input only, whatever the nesting), does not copy bodies, and stays within `MessageLimits`. What it could not
 * follow is named in `defects` and stays inside a part, so that a scanner which reads all parts has read it; only
 * preamble and epilogue of a multipart belong to no part. Every multipart has at least one child: one without a usable
 * boundary, or past a limit, has its whole body as text.
 *
 * Standards: RFC 5322, RFC 6532, RFC 2045 to 2047, RFC 2183, RFC 2231.
 */
export function parseMessage(raw: Uint8Array, limits: Partial<MessageLimits> = {}): ParsedMessage {
  return parseText(new ByteText(raw), limits)
}

/** The same for whoever goes on with the text. */
export function parseText(text: ByteText, limits: Partial<MessageLimits> = {}): ParsedMessage {
  return new Parser(text, { ...MESSAGE_LIMITS, ...limits }).parse()
}

type Draft = { -readonly [Key in keyof Part]: Key extends 'children' ? Part[] : Part[Key] }

/** A part that is open: its end has not been seen. `linesBefore` is the line count at its body's start. */
interface Frame {
  readonly part: Draft
  readonly linesBefore: number
  /** Set while the delimiters of this multipart count. */
  boundary: string | null
  /** The message inside, when this is a message/rfc822 that is followed. */
  readonly inner: OpenMessage | null
  readonly followed: boolean
}

interface OpenMessage {
  readonly start: number
  header: ScannedHeader
  root: Draft | undefined
}

class Parser {
  readonly #text: ByteText
  readonly #limits: MessageLimits
  readonly #defects = new Set<string>()
  readonly #frames: Frame[] = []
  readonly #delimiters: Delimiters
  readonly #lines: LineCounter
  #parts = 0
  /** Followed multiparts and messages on the stack. */
  #depth = 0
  /** Followed messages on the stack: inside one every line counts, outside only those of text. */
  #messages = 0

  constructor(text: ByteText, limits: MessageLimits) {
    this.#text = text
    this.#limits = limits
    this.#delimiters = new Delimiters(this.#text)
    this.#lines = new LineCounter(this.#text)
  }

  parse(): ParsedMessage {
    const { length } = this.#text.raw
    const outer = openMessage(0)
    let at = this.#openRoot(outer, '')
    while (this.#delimiters.active > 0) {
      const delimiter = this.#delimiters.next(at)
      if (delimiter === undefined) break
      if (this.#parts >= this.#limits.partsMax && !delimiter.closing) {
        this.#defect('too-many-parts')
        break
      }
      at = this.#pass(delimiter)
    }
    while (this.#frames.length > 0) this.#close(length)
    return this.#finish(outer, length)
  }

  readonly #defect = (name: string): void => {
    this.#defects.add(name)
  }

  /** Closes what the delimiter ends and opens the next part. Gives the place where the search goes on. */
  #pass({ frame: index, lineEnd, contentEnd, closing }: Delimiter): number {
    while (this.#frames.length > index + 1) this.#close(contentEnd)
    const frame = this.#frames[index]
    if (frame === undefined) return lineEnd
    if (closing) {
      this.#endBoundary(frame)
      return lineEnd - 1
    }
    // A message cut off behind a delimiter has no part there.
    if (lineEnd === this.#text.raw.length) return lineEnd
    const { part } = frame
    const number = `${part.number === '' ? '' : `${part.number}.`}${part.children.length + 1}`
    const header = this.#scan(lineEnd)
    const mime = readMime(header.fields, { digest: part.subtype === 'digest', defect: this.#defect })
    const child = draft(mime, { number, headerStart: lineEnd, bodyStart: header.bodyStart })
    part.children.push(child)
    const inner = this.#enter(child, mime)
    return inner === null ? Math.max(header.bodyStart - 1, 0) : this.#openRoot(inner, number)
  }

  /** Opens the root of a message, and of messages that are themselves the body of it. */
  #openRoot(message: OpenMessage, prefix: string): number {
    let current = message
    let within = prefix
    for (;;) {
      current.header = this.#scan(current.start)
      const { fields, bodyStart } = current.header
      const mime = readMime(fields, { digest: false, defect: this.#defect })
      const number = mime.type === 'multipart' ? within : within === '' ? '1' : `${within}.1`
      current.root = draft(mime, { number, headerStart: current.start, bodyStart })
      const inner = this.#enter(current.root, mime)
      if (inner === null) return Math.max(bodyStart - 1, 0)
      current = inner
      within = number
    }
  }

  #scan(start: number): ScannedHeader {
    return scanHeader(this.#text, {
      start,
      end: this.#text.raw.length,
      limits: this.#limits,
      delimiterAt: (lineStart) => this.#delimiters.at(lineStart)?.contentEnd,
      defect: this.#defect,
    })
  }

  /** Puts the part on the stack; gives the message inside when that has to be opened. */
  #enter(part: Draft, mime: Mime): OpenMessage | null {
    this.#parts++
    const isMultipart = part.type === 'multipart'
    const isMessage = part.type === 'message' && (part.subtype === 'rfc822' || part.subtype === 'global')
    const deep = this.#depth >= this.#limits.depthMax
    if (isMultipart && mime.boundary === null) this.#defect('no-boundary')
    if (isMessage && !mime.identity) this.#defect('encoded-message')
    const followed = isMultipart ? mime.boundary !== null && !deep : isMessage && mime.identity && !deep
    if ((isMultipart || isMessage) && deep) this.#defect('too-deep')
    const counted = part.type === 'text' || isMessage
    const linesBefore = counted ? this.#lines.to(part.bodyStart, { skip: this.#messages === 0 }) : 0
    const inner = isMessage && followed ? openMessage(part.bodyStart) : null
    const boundary = followed && isMultipart ? mime.boundary : null
    if (boundary !== null) this.#delimiters.add(boundary, this.#frames.length)
    this.#frames.push({ part, linesBefore, boundary, inner, followed })
    if (followed) this.#depth++
    if (inner !== null) this.#messages++
    return inner
  }

  #endBoundary(frame: Frame): void {
    if (frame.boundary !== null) this.#delimiters.remove(frame.boundary)
    frame.boundary = null
  }

  /** Ends the innermost open part at `end`. */
  #close(end: number): void {
    const frame = this.#frames.pop()
    if (frame === undefined) return
    const { part, inner } = frame
    part.bodyEnd = Math.max(part.bodyStart, end)
    if (part.type === 'text' || part.type === 'message') part.lines = this.#linesOf(part, frame.linesBefore)
    if (frame.boundary !== null) this.#defect('unclosed-multipart')
    this.#endBoundary(frame)
    if (frame.followed) this.#depth--
    if (inner !== null) {
      this.#messages--
      part.message = this.#finish(inner, part.bodyEnd)
    }
    if (part.type === 'multipart' && part.children.length === 0) {
      if (frame.followed) this.#defect('no-parts')
      part.children.push(this.#wholeBody(part))
    }
  }

  /** Line ends in the body, and one for a last line without one. */
  #linesOf(part: Part, linesBefore: number): number {
    if (part.bodyEnd === part.bodyStart || !isCounted(part)) return 0
    const ends = this.#lines.to(part.bodyEnd, { skip: false }) - linesBefore
    return this.#text.raw[part.bodyEnd - 1] === 0x0a ? ends : ends + 1
  }

  /** The body of a multipart that cannot be taken apart, as text that a reader and a scanner can see. */
  #wholeBody(part: Part): Part {
    const number = part.number === '' ? '1' : `${part.number}.1`
    const mime = readMime([], { digest: false, defect: this.#defect })
    const child = draft(mime, { number, headerStart: part.bodyStart, bodyStart: part.bodyStart })
    child.bodyEnd = part.bodyEnd
    return child
  }

  #finish(message: OpenMessage, end: number): ParsedMessage {
    const { fields, bodyStart } = message.header
    const { root } = message
    if (root === undefined) throw new Error('a message was finished before it was opened')
    return {
      size: end - message.start,
      headerEnd: Math.min(bodyStart, Math.max(end, message.start)),
      headers: fields,
      root,
      ...readFields(fields, { limits: this.#limits, defect: this.#defect }),
      defects: message.start === 0 ? [...this.#defects] : [],
    }
  }
}

function openMessage(start: number): OpenMessage {
  return { start, header: { fields: [], bodyStart: start }, root: undefined }
}

function isCounted(part: Part): boolean {
  return part.type === 'text' || part.subtype === 'rfc822' || part.subtype === 'global'
}

/** Field by field: every part passes here, and copying by spreading costs ten times as much. */
function draft(mime: Mime, { number, headerStart, bodyStart }: {
  readonly number: string, readonly headerStart: number, readonly bodyStart: number,
}): Draft {
  return {
    number, headerStart, bodyStart, bodyEnd: bodyStart, lines: 0, children: [], message: null,
    type: mime.type, subtype: mime.subtype, parameters: mime.parameters, encoding: mime.encoding,
    disposition: mime.disposition, dispositionParameters: mime.dispositionParameters, fileName: mime.fileName,
    contentId: mime.contentId, description: mime.description, language: mime.language, location: mime.location,
    md5: mime.md5, charset: mime.charset,
  }
}
