import { share } from '../detectors/detector.ts'
import { classFlags, is } from '../scan.ts'
import { count, type Sentence } from '../sentences.ts'
import type { Block, Ground } from './reason.ts'

const secrecy = classFlags('secrecy', 'secret-word')
const deal = classFlags('deal')

/** Company information that is not public: words of secrecy, a matter that is worth it, or both. Wet bescherming bedrijfsgeheimen art. 1 */
export function confidential(block: Block): Ground[] {
  const { sentences, setting, tone } = block
  let best = -9
  let all = { secrecy: 0, word: 0, deal: 0, notPublic: 0 }
  const findings: Ground['findings'][number][] = []
  for (const sentence of sentences) {
    const facts = { secrecy: Math.min(2, count(sentence, 'secrecy')), word: Math.min(2, count(sentence, 'secret-word')), deal: Math.min(3, count(sentence, 'deal')), notPublic: Math.min(2, count(sentence, 'not-public')) }
    all = { secrecy: all.secrecy + facts.secrecy, word: all.word + facts.word, deal: all.deal + facts.deal, notPublic: all.notPublic + facts.notPublic }
    const logOdds = judge(facts, sentence)
    best = Math.max(best, logOdds)
    if (logOdds > -0.7) findings.push(...marks(block, sentence))
  }
  // Secrecy in one sentence and the matter in another belong together.
  let logOdds = Math.max(best, (all.secrecy > 0 && all.deal > 0 ? -2.6 : -3) + Math.min(3, all.secrecy) * 1.5 + Math.min(2, all.word) * 1.1 + Math.min(3, all.deal) * 0.75 + Math.min(2, all.notPublic) * 0.5 - (all.secrecy + all.word === 0 ? 1.5 : 0))
  if (logOdds < -2) return []
  logOdds -= Math.min(4, tone.public) * 0.35 + Math.min(3, tone.fiction) * 0.9 + Math.min(3, tone.vacancy) * 0.9 + Math.min(2, tone.test) * 0.5 + Math.min(3, tone.general) * 0.25
  if (setting.isToMany) logOdds -= 1.2
  const score = share(logOdds)
  return score < 0.2 ? [] : [{ reason: 'confidential-business', score, rules: [...all.secrecy + all.word > 0 ? ['words:secrecy'] : [], ...all.deal > 0 ? ['words:matter'] : []], findings }]
}

function judge(facts: { secrecy: number, word: number, deal: number, notPublic: number }, sentence: Sentence): number {
  const amounts = Math.min(2, sentence.amounts)
  return -3.1 + facts.secrecy * 2 + facts.word * 1.1 + facts.deal * 0.7 + facts.notPublic * 0.6 + amounts * 0.3 - (facts.secrecy + facts.word === 0 ? 1.2 : 0)
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
