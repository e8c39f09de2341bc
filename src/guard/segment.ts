import { isDisclaimer, isDisclaimerParagraph, mayOpenDisclaimer, PARAGRAPH_LOOK_MAX } from './boilerplate.ts'
import type { SegmentKind } from './types.ts'

/**
 * Parts a mail's text: what was written now, what is quoted, the signature, the disclaimer. Line by line, in Dutch,
 * English, German and French. Boilerplate never counts as evidence, quoted text does.
 *
 * Promises: linear; the segments cover the text without gaps. When in doubt a line is new text.
 */

/** A stretch of text. Offsets in the normalised text. */
export interface Segment { readonly kind: SegmentKind, readonly start: number, readonly end: number }

/** Of a line only this much is looked at to know what it is. */
const LINE_LOOK_MAX = 400
/** After the closing words a signature is at most this many lines; what follows is text again. */
export const SIGNATURE_LINES_MAX = 14
/** A line longer than this is no line of a signature. */
const SIGNATURE_LINE_LENGTH_MAX = 140

const CLOSING = new RegExp('^(?:(?:met|mvg|m\\.v\\.g|groet|groeten|groetjes|vriendelijke|hartelijke|hoogachtend|collegiale|liefs|alvast bedankt en groet|kind regards|'
  + 'regards|best regards|best wishes|best|many thanks|thanks and|kindest|warm|sincerely|yours|cheers|with kind|mit freundlich|mit besten|mit herzlich|freundliche|viele gr|'
  + 'beste gr|herzliche|liebe gr|hochachtungsvoll|mfg|gru(?:ss|ß)|cordialement|bien cordialement|bien a vous|bien à vous|cdlt|sinc[eè]rement|salutations|veuillez agr|avec mes|'
  + 'amicalement|respectueusement|meilleures|dans l.attente))', 'i')
const REGARDS = new RegExp(String.raw`groet|regards|wishes|gr[uü](?:ss|ß)|cordialement|salutations|hoogachtend|hochachtungsvoll|sincerely|faithfully|truly|mvg|mfg|cdlt|thanks|bien [aà] vous|cheers|liefs|expression|amicalement|respectueusement|^best[,.]?$`, 'i')
/** Short ways to say goodbye that are the whole line, a first name included. */
const FAREWELL = new RegExp(String.raw`^(?:gr|grt|grtjs|hgr|gr[.]?tjes|lg|vg|tot (?:gauw|snel|ziens|dan|later|morgen)|fijne dag(?: verder)?|fijn weekend|speak soon|see you(?: soon| then)?|take care|all the best|(?:many |alvast )?(?:thanks|bedankt|dank)|thank you|bye|bis (?:bald|dann)|(?:vielen )?dank(?: im voraus)?|sch[öo]ne gr[üu](?:ss|ß)e|merci(?: d.avance)?|[àa] (?:tr[èe]s )?bient[ôo]t|bonne (?:journ[ée]e|soir[ée]e)|bises)[.,!]*(?: \p{Lu}\p{L}+)?$`, 'iu')
const DASHES = /^--\s?$|^_{5,}\s*$/
const POSTSCRIPT = /^(?:p\.?\s?s\.?\b|n\.?b\.?\s*[:.]|nb\b)/i

const QUOTE_START = new RegExp('^(?:(?:op|on|am|le)\\s.{4,140}(?:schreef|heeft .{0,60}geschreven|wrote|schrieb|a [ée]crit)\\b.{0,120}:?\\s*$'
  + '|-{2,}\\s*(?:oorspronkelijk|origineel|original|urspr|message d|doorgestuurd|forwarded|weitergeleitet|message transf).{0,60}'
  + '|(?:begin doorgestuurd bericht|begin forwarded message|anfang der weitergeleiteten|d[ée]but du message).{0,40})', 'i')
const HEADER_LINE = new RegExp(String.raw`^(?:van|from|von|de|verzonden|sent|gesendet|envoy[ée]|aan|to|an|[àa]|onderwerp|subject|betreff|objet|datum|date|cc)\s?:\s`, 'i')

const SUBJECT_LINE = /^(?:onderwerp|subject|betreff|objet)\s?:/i

const FOOTER = new RegExp('^(?:denk aan het milieu|please consider the environment|think before|bitte denken sie an|pensez [àa] l.environnement|onze kantoortijden|openingstijden|'
  + 'registered (?:office|in)|calls may be recorded|gesprekken kunnen|handelsregister|amtsgericht|gesch[äa]ftsf[üu]hr|si[èe]ge social|op al onze|op onze diensten|'
  + 'verstuurd vanaf mijn|sent from my|von meinem|envoy[ée] de mon|get outlook|deze e-?mail is (?:gescand|beveiligd)|afmelden|uitschrijven|unsubscribe|abmelden|se d[ée]sinscrire|'
  + 'follow us|volg ons|kvk|postbus|t \\d|tel\\.?:? ?[+0]|www\\.|ust-?id|siret|rcs |company (?:no|number|reg)|vat (?:no|reg)|(?:onze |ons )?privacy(?:verklaring|beleid|statement| policy| notice)|'
  + 'hinweise zum datenschutz|datenschutz(?:hinweis|erkl)|politique de confidentialit|this mailbox is not|dit is een automatisch|op dit bericht kunt u niet|p\\.o\\. box|bp \\d)', 'i')
/** What only stands in the block of a sender: an address of the web, a number of the trade register. */
const SENDER_LINE = new RegExp(String.raw`\bwww\.|https?:\/\/|\bkvk\b|handelsregister|\bsiret\b|ust-?id|\bpostbus \d|registered (?:office|in)|company (?:no|number)`, 'i')

/** The segments of a body, in order. */
export function segments(text: string): Segment[] {
  const found: Segment[] = []
  const lines = linesOf(text)
  let state: State = { kind: 'new', signatureLines: 0, quoted: false }
  let depth = 0
  let apart: { readonly kind: SegmentKind, readonly until: number } | undefined
  for (const [index, { start, end }] of lines.entries()) {
    const line = text.slice(start, Math.min(end, start + LINE_LOOK_MAX)).trim()
    const deep = depthOf(line)
    // A quote within a quote is another mail; below a mail's head everything is quoted, whatever marks it has.
    if (deep !== depth && !state.quoted) state = { kind: 'new', signatureLines: 0, quoted: false }
    depth = deep
    const next = lines[index + 1]
    if (apart === undefined || index > apart.until) apart = apartFrom(text, lines, index)
    state = apart === undefined ? step(state, line, {
      length: end - start,
      next: next === undefined ? '' : text.slice(next.start, Math.min(next.end, next.start + 80)).trim(),
    }) : { ...state, kind: apart.kind, signatureLines: apart.kind === 'disclaimer' ? Math.max(1, state.signatureLines) : state.signatureLines }
    const last = found.at(-1)
    if (last?.kind === state.kind) found[found.length - 1] = { ...last, end }
    else found.push({ kind: state.kind, start, end })
  }
  return found.length === 0 ? [{ kind: 'new', start: 0, end: text.length }] : found
}

/** How many quote marks a line begins with. */
function depthOf(line: string): number {
  let depth = 0
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '>') depth += 1
    else if (line[at] !== ' ') break
  }
  return depth
}

/** Most lines of a footer or a sender's block. */
const APART_LINES_MAX = 12
/** Shortest line that a mail program breaks: what is shorter was ended by its writer. */
const BROKEN_LINE_MIN = 40
/** Longest line of a sender's block. */
const SENDER_LINE_MAX = 90

/** A footer that was broken into lines, or a block with name, job and web address, from this line on. */
function apartFrom(text: string, lines: readonly { start: number, end: number }[],
  from: number): { readonly kind: SegmentKind, readonly until: number } | undefined {
  const first = bare(text, lines[from])
  if (first.length < 2) return undefined
  const before = from === 0 ? '' : bare(text, lines[from - 1])
  if (before !== '' && first.length < BROKEN_LINE_MIN) return undefined
  if (first.length >= BROKEN_LINE_MIN && !mayOpenDisclaimer(first)) return undefined
  const paragraph = [first]
  let length = first.length
  let until = from
  while (until + 1 < lines.length && paragraph.length < APART_LINES_MAX && length < PARAGRAPH_LOOK_MAX) {
    const line = bare(text, lines[until + 1])
    if (line === '') break
    paragraph.push(line)
    length += line.length
    until += 1
  }
  if (paragraph.length < 2) return undefined
  if (first.length >= BROKEN_LINE_MIN) return isDisclaimerParagraph(paragraph.join(' ')) ? { kind: 'disclaimer', until } : undefined
  return before === '' && isSenderBlock(paragraph) ? { kind: 'signature', until } : undefined
}

/** A line without quote marks and blanks, cut. */
function bare(text: string, line: { readonly start: number, readonly end: number } | undefined): string {
  if (line === undefined) return ''
  const written = text.slice(line.start, Math.min(line.end, line.start + LINE_LOOK_MAX)).trim()
  return written.startsWith('>') ? written.replace(/^(?:>\s?)+/, '').trim() : written
}

/** Short lines without a sentence, one of them such as only a sender has. */
function isSenderBlock(paragraph: readonly string[]): boolean {
  return paragraph.some((line, at) => at > 0 && SENDER_LINE.test(line))
    && paragraph.every((line) => line.length <= SENDER_LINE_MAX && !/\p{L}{3}[.!?]$/u.test(line))
}

function linesOf(text: string): { start: number, end: number }[] {
  const lines: { start: number, end: number }[] = []
  for (let start = 0; start < text.length;) {
    const at = text.indexOf('\n', start)
    const end = at < 0 ? text.length : at + 1
    lines.push({ start, end })
    start = end
  }
  return lines
}

interface State { readonly kind: SegmentKind, readonly signatureLines: number, readonly quoted: boolean }

/** What one line is, given what stood before it. */
function step(before: State, line: string, { length, next }: { readonly length: number,
  readonly next: string }): State {
  const text = line.startsWith('>') ? line.replace(/^(?:>\s?)+/, '') : line
  const base: SegmentKind = before.quoted || line.startsWith('>') ? 'quoted' : 'new'
  if (text === '') return line.startsWith('>') ? { ...before, kind: 'quoted' } : before
  if (isDisclaimer(text)) return { ...before, kind: 'disclaimer', signatureLines: Math.max(1, before.signatureLines) }
  // Who wrote when, above a quote: names of correspondents, not of those written about.
  if (QUOTE_START.test(text)) return { kind: 'signature', signatureLines: 0, quoted: /^-|^begin|^anfang|^d[ée]but/i.test(text) || !next.startsWith('>') }
  if (HEADER_LINE.test(text) && (HEADER_LINE.test(next) || before.quoted)) {
    return { kind: SUBJECT_LINE.test(text) ? 'quoted' : 'signature', signatureLines: 0, quoted: true }
  }
  if (POSTSCRIPT.test(text)) return { kind: base, signatureLines: 0, quoted: before.quoted }
  if (DASHES.test(text) || (text.length < 70 && (CLOSING.test(text) ? REGARDS.test(text) : FAREWELL.test(text)))) {
    return { kind: 'signature', signatureLines: 1, quoted: before.quoted }
  }
  const isInSignature = before.signatureLines > 0 && before.signatureLines < SIGNATURE_LINES_MAX
  if (isInSignature && length <= SIGNATURE_LINE_LENGTH_MAX) {
    return { kind: 'signature', signatureLines: before.signatureLines + 1, quoted: before.quoted }
  }
  if (FOOTER.test(text) && length <= SIGNATURE_LINE_LENGTH_MAX) return { kind: 'signature', signatureLines: before.signatureLines, quoted: before.quoted }
  return { kind: base, signatureLines: 0, quoted: before.quoted }
}

/** The kind of text at a place. */
export function kindAt(list: readonly Segment[], at: number): SegmentKind {
  let low = 0
  let high = list.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((list[middle]?.start ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return list[low]?.kind ?? 'new'
}
