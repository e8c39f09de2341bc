import { foldedWords } from '../fold.ts'
import { wordMark } from './counts.ts'

/** One mail that was sent, or is about to be. */
export interface SentMail {
  readonly from: string
  /** Addresses of To, Cc and Bcc; upper and lower case are the same. */
  readonly recipients: readonly string[]
  /** Shown names where they are known, by address in lower case. */
  readonly names?: ReadonlyMap<string, string>
  readonly subject: string
  /** Plain text with what is quoted in it. */
  readonly text: string
}

/** Recipients of one mail that are looked at; the others get no score and teach nothing. */
export const SCORED_MAX = 1000
/** Characters of one mail's text that are looked at. */
export const TEXT_LENGTH_MAX = 16_384
/** Different words of one mail that count. */
export const WORDS_MAX = 300
/** Lines of a quoted header that a folded address list may take. */
const FOLDED_LINES_MAX = 12
/** Words longer than this are no words. */
const WORD_LENGTH_MAX = 40

/** A mail as the model sees it. */
export interface SeenMail {
  readonly from: string
  readonly recipients: readonly string[]
  readonly names: ReadonlyMap<string, string>
  /** The subject without answer marks, as a number; 0 without subject. */
  readonly subject: number
  /** Marks of its words: what it is about. */
  readonly words: readonly number[]
  /** Folded words of the greeting. */
  readonly greeting: ReadonlySet<string>
  /** Folded words of what was written now. */
  readonly written: ReadonlySet<string>
  /** Folded words of the heads of quoted mails: who took part. */
  readonly heads: ReadonlySet<string>
  /** Folded words of all of it. */
  readonly all: ReadonlySet<string>
  /** The whole text in lower case, for addresses that stand in it. */
  readonly folded: string
}

/** Reads a mail. Linear, and never more than `TEXT_LENGTH_MAX` of it. */
export function seen(mail: SentMail): SeenMail {
  const text = mail.text.slice(0, TEXT_LENGTH_MAX).replace(/\r\n?/g, '\n')
  const subject = foldedWords(withoutAnswerMarks(mail.subject.slice(0, 500)))
  const { written, quoted, heads } = parted(text)
  const all = new Set(short(foldedWords(text)))
  const writtenWords = new Set(short(foldedWords(written)))
  return {
    from: mail.from.toLowerCase(),
    recipients: [...new Set(mail.recipients.map((address) => address.toLowerCase()))].slice(0, SCORED_MAX),
    names: mail.names ?? new Map(),
    subject: subject.length === 0 ? 0 : wordMark(subject.join(' ')),
    words: contentWords([...subject, ...foldedWords(written), ...foldedWords(quoted)]),
    greeting: greetingWords(written), written: writtenWords, heads: new Set(short(foldedWords(heads))), all,
    folded: text.toLowerCase(),
  }
}

const short = (words: readonly string[]): string[] => words.filter(({ length }) => length <= WORD_LENGTH_MAX)

/** `Re: Fw: [EXT] plan` as `plan`. */
export function withoutAnswerMarks(subject: string): string {
  let rest = subject.trim()
  for (let times = 0; times < 20; times += 1) {
    const next = rest.replace(/^(?:(?:re|aw|antw|antwoord|sv|fw|fwd|wg|tr|rép|doorst|vs)\s?(?:\[\d{1,3}\])?\s?:|\[(?:ext|extern|external|spam)\])\s*/i, '')
    if (next === rest) break
    rest = next
  }
  return rest
}

function contentWords(words: readonly string[]): number[] {
  const marks = new Set<number>()
  for (const word of words) {
    if (word.length < 3 || word.length > WORD_LENGTH_MAX || /^\d+$/.test(word)) continue
    marks.add(wordMark(word))
    if (marks.size >= WORDS_MAX) break
  }
  return [...marks]
}

const HEAD = /^[>\s|]*(?:from|to|cc|bcc|van|aan|kopie|von|an|kopie an|de|à|a|copie|sent by|reply-to)\s?:/i
const OTHER_HEAD = new RegExp(String.raw`^[>\s|]*(?:subject|sent|date|importance|onderwerp|verzonden|datum|betreff|gesendet|objet|envoyé|attachments?)\s?:`, 'i')
const QUOTE_BEGIN = new RegExp(String.raw`^[>\s|]*(?:-{3,}|_{10,}|(?:on|op|am|le)\s.{4,200}(?:wrote|schreef|schrieb|écrit)\s?:?\s*$|(?:from|van|von|de)\s?:\s)`, 'i')
const WROTE = /(?:wrote|schreef|schrieb|écrit)\s?:?\s*$|forwarded by|doorgestuurd door/i

/** What was written now, what is quoted, and the lines that say who wrote to whom. */
function parted(text: string): { written: string, quoted: string, heads: string } {
  const written: string[] = []
  const quoted: string[] = []
  const heads: string[] = []
  let isQuoted = false
  let headLines = 0
  for (const line of text.split('\n')) {
    const looked = line.slice(0, 400)
    if (!isQuoted && (QUOTE_BEGIN.test(looked) || looked.startsWith('>')) && !/^-{3,}\s*$/.test(looked)) isQuoted = true
    if (isQuoted && (HEAD.test(looked) || WROTE.test(looked))) {
      headLines = FOLDED_LINES_MAX
      heads.push(line)
    } else if (headLines > 0 && !OTHER_HEAD.test(looked) && /[;,@]/.test(looked)) {
      headLines -= 1
      heads.push(line)
    } else {
      headLines = 0
      if (isQuoted) quoted.push(line)
      else written.push(line)
    }
  }
  return { written: written.join('\n'), quoted: quoted.join('\n'), heads: heads.join('\n') }
}

const SALUTATION = new RegExp(String.raw`^(?:beste|geachte|hoi|hallo|dag|lieve|hey|goede(?:morgen|middag|navond)|dear|hi|hello|good|liebe[rs]?|sehr|guten|bonjour|ch[èe]re?s?|salut)\s`, 'i')

/** Words of a first line that greets: short, and ending as greetings do, or only names. */
function greetingWords(written: string): Set<string> {
  const line = written.split('\n').find((one) => one.trim() !== '')?.trim() ?? ''
  if (line.length > 80) {
    const [first = ''] = line.split(/[,:!]/)
    return new Set(first.length <= 40 && (SALUTATION.test(first) || /^\p{Lu}\p{Ll}+$/u.test(first))
      ? foldedWords(first) : [])
  }
  const isGreeting = SALUTATION.test(line) || /[,:]$/.test(line)
    || /^(?:\p{Lu}[\p{Ll}.]*[\s,/&]*(?:and |en |und |et )?){1,5}[-!]*$/u.test(line)
  const [first = ''] = line.split(/(?<=\p{L}),\s(?=\p{Ll})/u)
  return new Set(isGreeting ? foldedWords(first) : [])
}
