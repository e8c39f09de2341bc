import { foldCode } from './fold.ts'
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
  + 'amicalement|respectueusement|meilleures))', 'i')
const REGARDS = new RegExp(String.raw`groet|regards|wishes|gr[uü](?:ss|ß)|cordialement|salutations|hoogachtend|hochachtungsvoll|sincerely|faithfully|truly|mvg|mfg|cdlt|thanks|bien [aà] vous|cheers|liefs|expression|amicalement|respectueusement|^best[,.]?$`, 'i')
const DASHES = /^--\s?$|^_{5,}\s*$/
const POSTSCRIPT = /^(?:p\.?\s?s\.?\b|n\.?b\.?\s*[:.]|nb\b)/i

const QUOTE_START = new RegExp('^(?:(?:op|on|am|le)\\s.{4,140}(?:schreef|heeft .{0,60}geschreven|wrote|schrieb|a [ée]crit)\\b.{0,120}:?\\s*$'
  + '|-{2,}\\s*(?:oorspronkelijk|origineel|original|urspr|message d|doorgestuurd|forwarded|weitergeleitet|message transf).{0,60}'
  + '|(?:begin doorgestuurd bericht|begin forwarded message|anfang der weitergeleiteten|d[ée]but du message).{0,40})', 'i')
const HEADER_LINE = new RegExp(String.raw`^(?:van|from|von|de|verzonden|sent|gesendet|envoy[ée]|aan|to|an|[àa]|onderwerp|subject|betreff|objet|datum|date|cc)\s?:\s`, 'i')

const SUBJECT_LINE = /^(?:onderwerp|subject|betreff|objet)\s?:/i

const ABOUT_MESSAGE = new RegExp(String.raw`\b(?:bericht|e-?mail|mail|mailbericht|message|nachricht|courriel|transmission|communication|bijlagen?|attachments?)\b`, 'i')
const BOILERPLATE = [
  /vertrouwelijk|confidential|vertraulich|confidentiel|privileged|persoonlijk bestemd/i,
  new RegExp(String.raw`geadresseerde|uitsluitend bestemd|uitsluitend bedoeld|niet bedoeld voor|bestemd voor|intended|addressee|recipient|empf[äa]nger|bestimmt|destinataire|destin[ée]`, 'i'),
  new RegExp(String.raw`abusievelijk|ten onrechte|per vergissing|verwijder|vernietig|in error|delete|destroy|irrt[üu]mlich|l[öo]schen|vernichten|par erreur|supprimer|d[ée]truire`, 'i'),
  /aansprakelijk|liab|haftung|haften|responsabilit|virus|rechten worden ontleend|legally binding|rechtsverbindlich/i,
  new RegExp(String.raw`openbaarmaking|vermenigvuldiging|verspreiding|disclosure|copying|dissemination|distribution|weitergabe|vervielf|divulgation|reproduction|toegestaan`, 'i'),
]
/** Beginnings of the words of the patterns above: a line without them is no boilerplate, and that is soon seen. */
const SUBJECT_BEGINNINGS = ['vert conf priv pers', 'gead uits bedo best inte addr reci empf dest', 'abus onre verg verw vern erro dele dest irrt losc erre supp detr', 'aans liab haft resp viru ontl lega rech', 'open verm vers disc copy diss dist weit verv divu repr toeg']
const MESSAGE_BEGINNINGS = 'beri mail emai mess nach cour tran comm bijl atta'
/** Bit of the message itself, beside one bit for each subject. */
const MESSAGE_BIT = 32

/** For each four letters, five bits a letter: which subjects a word that begins so may speak of. */
const beginnings = new Uint8Array(1 << 20)
for (const [index, list] of [...SUBJECT_BEGINNINGS, MESSAGE_BEGINNINGS].entries()) {
  for (const word of list.split(' ')) {
    const key = beginningKey(word, 0)
    beginnings[key] = (beginnings[key] ?? 0) | (1 << index)
  }
}

/** The first four letters of a word as one number; 0 when it has fewer. */
function beginningKey(text: string, at: number): number {
  let key = 0
  for (let step = 0; step < 4; step += 1) {
    const unit = at + step < text.length ? text.charCodeAt(at + step) : 0
    const code = unit < 128 ? unit | 32 : foldCode(unit)
    if (code < 97 || code > 122) return 0
    key = key * 32 + code - 96
  }
  return key
}

/** Whether a line holds enough beginnings to be boilerplate at all. */
function mayBeDisclaimer(line: string): boolean {
  let bits = 0
  let isInWord = false
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at) | 32
    const isLetter = (code >= 97 && code <= 122) || code > 0xbf
    if (isLetter && !isInWord) bits |= beginnings[beginningKey(line, at)] ?? 0
    isInWord = isLetter
  }
  let subjects = 0
  for (let bit = 1; bit < MESSAGE_BIT; bit <<= 1) if ((bits & bit) !== 0) subjects += 1
  return subjects >= 3 || (subjects >= 1 && (bits & MESSAGE_BIT) !== 0)
}

const FOOTER = new RegExp('^(?:denk aan het milieu|please consider the environment|think before|bitte denken sie an|pensez [àa] l.environnement|onze kantoortijden|openingstijden|'
  + 'registered (?:office|in)|calls may be recorded|gesprekken kunnen|handelsregister|amtsgericht|gesch[äa]ftsf[üu]hr|si[èe]ge social|op al onze|op onze diensten|'
  + 'verstuurd vanaf mijn|sent from my|von meinem|envoy[ée] de mon|get outlook|deze e-?mail is (?:gescand|beveiligd)|afmelden|uitschrijven|unsubscribe|abmelden|se d[ée]sinscrire|'
  + 'follow us|volg ons|kvk|postbus|t \\d|tel\\.?:? ?[+0]|www\\.)', 'i')

/** The segments of a body, in order. */
export function segments(text: string): Segment[] {
  const found: Segment[] = []
  let state: { kind: SegmentKind, signatureLines: number, quoted: boolean } = { kind: 'new', signatureLines: 0, quoted: false }
  const lines = linesOf(text)
  for (const [index, { start, end }] of lines.entries()) {
    const line = text.slice(start, Math.min(end, start + LINE_LOOK_MAX)).trim()
    const next = lines[index + 1]
    state = step(state, line, {
      length: end - start,
      next: next === undefined ? '' : text.slice(next.start, Math.min(next.end, next.start + 80)).trim(),
    })
    const last = found.at(-1)
    if (last?.kind === state.kind) found[found.length - 1] = { ...last, end }
    else found.push({ kind: state.kind, start, end })
    if (line.startsWith('>') && !state.quoted) state = { kind: 'new', signatureLines: 0, quoted: false }
  }
  return found.length === 0 ? [{ kind: 'new', start: 0, end: text.length }] : found
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
  if (DASHES.test(text) || (text.length < 70 && CLOSING.test(text) && REGARDS.test(text))) {
    return { kind: 'signature', signatureLines: 1, quoted: before.quoted }
  }
  const isInSignature = before.signatureLines > 0 && before.signatureLines < SIGNATURE_LINES_MAX
  if (isInSignature && length <= SIGNATURE_LINE_LENGTH_MAX) {
    return { kind: 'signature', signatureLines: before.signatureLines + 1, quoted: before.quoted }
  }
  if (FOOTER.test(text) && length <= SIGNATURE_LINE_LENGTH_MAX) return { kind: 'signature', signatureLines: before.signatureLines, quoted: before.quoted }
  return { kind: base, signatureLines: 0, quoted: before.quoted }
}

/** A footer about the message itself: at least two of its usual subjects, one of them the message or liability. */
function isDisclaimer(line: string): boolean {
  if (line.length < 25 || !mayBeDisclaimer(line)) return false
  const subjects = BOILERPLATE.filter((subject) => subject.test(line)).length
  return subjects >= 3 || (subjects >= 1 && ABOUT_MESSAGE.test(line) && (subjects >= 2
    || /^(?:dit|deze|de inhoud|this|the (?:content|information)|diese|ce|cet)\b/i.test(line))
    && !/\d{4}/.test(line))
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
