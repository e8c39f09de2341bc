import { share } from '../detectors/detector.ts'
import { hashWord } from '../lexicon.ts'
import { classFlags, is, type Scan } from '../scan.ts'
import { count, type Sentence } from '../sentences.ts'
import type { Block, Ground } from './reason.ts'

const secrecy = classFlags('secrecy', 'secret-word')
const deal = classFlags('deal')

/** How people ask for silence, or say who does not know yet, without a word of secrecy. Gaps are bounded. */
const SECRET_TALK = [
  new RegExp(String.raw`\b(?:hou|houd|houdt|laat|keep|sit on|behalt\p{L}*|gardez?|garder)\b.{0,40}?\b(?:stil|stilletjes|nergens vallen|voor (?:je|jezelf|u|jou)|onder (?:je|de) pet|quiet|under your hat|to yourself|sit on this|für (?:sich|dich)|unter verschluss|pour (?:vous|toi|nous)|sous silence)\b`, 'iu'),
  new RegExp(String.raw`\b(?:please )?(?:sit on this|not a word|geen woord|kein wort|pas un mot|motus|mum.s the word|stumm|schweig\p{L}*|zwijg\p{L}*|tais-toi)\b`, 'iu'),
  new RegExp(String.raw`\b(?:weet|weten|hoort|horen|knows?|aware|hears?|erf[äa]hrt|erfahren|wei(?:ss|ß)|wissen|sait|savent|savoir|apprend\p{L}*)\b.{0,30}?\b(?:pas (?:op|in|na|dinsdag|maandag|woensdag|donderdag|vrijdag|morgen|volgende)|nog (?:niet|niets|van niets)|niets|niet dat|not yet|nothing|until|erst|noch nicht|noch nichts|nichts|rien|pas encore)\b`, 'iu'),
  new RegExp(String.raw`\b(?:niemand|nobody|no one|noch niemand|keiner|personne|staff|personeel|team|ondernemingsraad|de or|betriebsrat|belegschaft|mitarbeiter|le personnel|raad|board)\b.{0,40}?\b(?:weet|weten|knows?|does not know|do not know|don.t know|wei(?:ss|ß)|erf[äa]hrt|sait|ne sait|hoort|ahnt)\b`, 'iu'),
]
/** Words of which one stands in all such talk; `stem*` for any that begin so. A sentence without one is not searched. */
const TALK_WORDS = ('hou houd houdt laat keep sit behalt* gardez garde garder word woord wort mot motus mum stumm schweig* zwijg* tais '
  + 'weet weten hoort horen know knows aware hear hears erfahrt erfahren weiss weis wissen sait savent savoir apprend* '
  + 'niemand nobody one keiner personne staff personeel team ondernemingsraad or betriebsrat belegschaft mitarbeiter personnel raad board').split(' ')
const talkWords: ReadonlySet<number> = new Set(TALK_WORDS.filter((word) => !word.endsWith('*')).map((word) => hashWord(word).a))
const stems = TALK_WORDS.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1))
const stemLetters: ReadonlySet<number> = new Set(stems.map((stem) => stem.charCodeAt(0)))

/** Whether a word stands in a sentence that talk of silence needs. */
function mayTalk({ text, hash, start, end }: Scan, { first, last }: Sentence): boolean {
  for (let at = first; at <= last; at += 1) {
    if (talkWords.has(hash[at] as number)) return true
    const from = start[at] as number
    if ((end[at] as number) - from >= STEM_MIN && stemLetters.has(text.charCodeAt(from) | 32)
      && stems.some((stem) => text.slice(from, from + stem.length).toLowerCase() === stem)) return true
  }
  return false
}

/** Letters of the shortest stem. */
const STEM_MIN = 5

const SURPRISE = new RegExp(String.raw`verrassing|surprise|feestje|cadeau|sinterklaas|verjaardag|birthday|überraschung|geburtstag|geschenk|anniversaire|cadeau|party`, 'i')

/**
 * Company information that is not public: words of secrecy, a matter that is worth it, or both. Wet bescherming
 * bedrijfsgeheimen art. 1
 */
export function confidential(block: Block): Ground[] {
  const { sentences, setting, tone } = block
  let best = -9
  let all = { secrecy: 0, word: 0, deal: 0, notPublic: 0 }
  const findings: Ground['findings'][number][] = []
  for (const sentence of sentences) {
    const talk = mayTalk(block.reading.scan, sentence) && SECRET_TALK.some((pattern) =>
      pattern.test(block.reading.text.slice(sentence.start, Math.min(sentence.end, sentence.start + 400))))
    const facts = { secrecy: Math.min(2, count(sentence, 'secrecy') + (talk ? 1.4 : 0)), word: Math.min(2, count(sentence, 'secret-word')), deal: Math.min(3, count(sentence, 'deal')), notPublic: Math.min(2, count(sentence, 'not-public')) }
    all = { secrecy: all.secrecy + facts.secrecy, word: all.word + facts.word, deal: all.deal + facts.deal,
      notPublic: all.notPublic + facts.notPublic }
    const logOdds = judge(facts, sentence)
    best = Math.max(best, logOdds)
    if (logOdds > -0.7) findings.push(...marks(block, sentence))
  }
  // Secrecy in one sentence and the matter in another belong together.
  let logOdds = Math.max(best, (all.secrecy > 0 && all.deal > 0 ? -2.1 : -3) + Math.min(3, all.secrecy) * 1.5
    + Math.min(2, all.word) * 1.1 + Math.min(3, all.deal) * 0.75 + Math.min(2, all.notPublic) * 0.5 - (all.secrecy
      + all.word === 0 ? 1.5 : 0))
  if (logOdds < -2) return []
  logOdds -= Math.min(4, tone.public) * 0.35 + Math.min(3, tone.fiction) * 0.9 + Math.min(3, tone.vacancy) * 0.9
    + Math.min(2, tone.test) * 0.5 + Math.min(3, tone.general) * 0.25
  if (SURPRISE.test(block.reading.text.slice(0, 4000))) logOdds -= 2
  if (setting.isToMany) logOdds -= 1.2
  const score = share(logOdds)
  return score < 0.2 ? [] : [{ reason: 'confidential-business', score, rules: [...all.secrecy + all.word > 0 ? ['words:secrecy'] : [], ...all.deal > 0 ? ['words:matter'] : []], findings }]
}

function judge(facts: { secrecy: number, word: number, deal: number, notPublic: number }, sentence: Sentence): number {
  const amounts = Math.min(2, sentence.amounts)
  return -3.1 + facts.secrecy * 2 + facts.word * 1.1 + facts.deal * 0.7 + facts.notPublic * 0.6 + amounts * 0.3
    - (facts.secrecy + facts.word === 0 ? 1.2 : 0)
    - Math.min(2, count(sentence, 'general')) * 0.6 - Math.min(2, count(sentence, 'public')) * 0.4
}

function marks({ reading: { scan } }: Block, { first, last }: Sentence): Ground['findings'][number][] {
  const found: Ground['findings'][number][] = []
  for (let at = first; at <= last && found.length < 6; at += 1) {
    if (is(scan, at, secrecy) || is(scan, at, deal)) {
      found.push({ start: scan.start[at] ?? 0, end: scan.end[scan.last[at] ?? at] ?? 0, confidence: 0.6, detector: 'confidential-business', type: 'BUSINESS', why: ['words:secrecy'] })
    }
  }
  return found
}
