import { share } from '../detectors/detector.ts'
import { classFlags, is } from '../scan.ts'
import { count, type Sentence } from '../sentences.ts'
import type { Block, Ground } from './reason.ts'

/**
 * Health of a recognisable person: words of illness, complaint, treatment or medicine, and somebody they can be about, in
 * the same sentence or the two before it. General, statistical, animal, fictional texts weigh against it. AVG art. 9
 */
export function health(block: Block): Ground[] {
  const { sentences, setting } = block
  let best: { score: number, sentence: Sentence, rules: string[] } | undefined
  const findings: Ground['findings'][number][] = []
  for (const sentence of sentences) {
    const { logOdds, rules } = judge(block, sentence)
    const score = share(logOdds)
    if (score >= 0.4) findings.push(...marks(block, sentence, score))
    if (best === undefined || score > best.score) best = { score, sentence, rules }
  }
  if (best === undefined || best.score < 0.2) return []
  const more = Math.min(2, sentences.filter((sentence) => judge(block, sentence).logOdds > -0.4).length - 1)
  const score = share(Math.log(best.score / (1 - Math.min(best.score, 0.9999))) + Math.max(0, more) * 0.35)
  return [{ reason: 'health', score, rules: [...best.rules, ...setting.isCare ? ['setting:care'] : []], findings }]
}

function judge(block: Block, sentence: Sentence): { logOdds: number, rules: string[] } {
  const { setting, tone, sentences } = block
  const rules: string[] = []
  const strong = Math.min(2, count(sentence, 'disease'))
  const weak = Math.min(3, count(sentence, 'symptom'))
  const medicine = Math.min(2, count(sentence, 'medicine'))
  const care = Math.min(2, count(sentence, 'care'))
  const measure = count(sentence, 'measure') > 0 && /\d/.test(block.reading.text.slice(sentence.start, sentence.end)) ? 1 : 0
  const dose = count(sentence, 'dose') > 0 && (medicine > 0 || setting.isCare) ? 1 : 0
  const facts = strong * 1.9 + weak * 1.15 + medicine * 1.5 + care * 0.65 + measure * (setting.isCare ? 1 : 0.75) + dose * 0.6 + Math.min(1, count(sentence, 'health-word')) * 0.7
  if (facts < 0.8) return { logOdds: -9, rules }
  if (strong > 0) rules.push('words:disease')
  if (weak > 0) rules.push('words:complaint')
  if (medicine > 0) rules.push('words:medicine')
  if (care > 0) rules.push('words:care')
  const who = personWeight(block, sentence)
  if (who.weight < 0.15) return { logOdds: -9, rules }
  rules.push(who.rule)
  const around = (name: Parameters<typeof count>[1]): number =>
    Math.max(count(sentence, name), Math.min(1, count(sentences[sentence.index - 1] ?? sentence, name)) * 0.5)
  let logOdds = -3.55 + Math.min(4.2, facts) * 0.95 + who.weight * 3.1 + (setting.isCare ? 1 : 0)
  logOdds -= Math.min(2, around('statistics')) * 0.8 + Math.min(2, around('general')) * 0.45 + Math.min(2, around('public')) * 0.3
  logOdds -= Math.min(2, tone.statistics) * 0.2 + Math.min(3, tone.general) * (who.weight > 0.6 ? 0.1 : 0.35)
  logOdds -= Math.min(3, tone.fiction) * 1.1 + Math.min(3, tone.vacancy) * 0.9 + Math.min(2, tone.test) * (count(sentence, 'technical') > 0 ? 1.5 : 0.6)
  if (setting.isAnimalCare) logOdds -= 4
  else logOdds -= Math.min(3, tone.animal) * 1.2
  if (setting.isToMany) logOdds -= who.weight > 0.8 ? 0.6 : 2.2
  if (setting.isToPress) logOdds -= 0.5
  return { logOdds, rules }
}

/** How surely the sentence is about one recognisable person, and by which rule. */
function personWeight(block: Block, sentence: Sentence): { weight: number, rule: string } {
  const { sentences, setting, tone } = block
  let weight = sentence.person
  let rule = 'person:same-sentence'
  for (let back = 1; back <= 3; back += 1) {
    const before = sentences[sentence.index - back]
    if (before !== undefined && before.person * (1 - back * 0.12) > weight && before.person >= 0.5) {
      weight = before.person * (1 - back * 0.12) - (count(sentence, 'pronoun3') > 0 || sentence.words < 14 ? 0 : 0.15)
      rule = 'person:before'
    }
  }
  const next = sentences[sentence.index + 1]
  if (next !== undefined && next.person - 0.3 > weight) { weight = next.person - 0.3; rule = 'person:after' }
  if (tone.person - 0.35 > weight) { weight = tone.person - 0.35; rule = 'person:in-mail' }
  if (count(sentence, 'pronoun3') > 0 && weight < 0.55) { weight = Math.max(weight + 0.15, 0.4); rule = 'person:pronoun' }
  if (sentence.toReader && !setting.isToMany) {
    const direct = isAboutReader(block, sentence) ? 0.75 : 0.4
    if (direct > weight) { weight = direct; rule = 'person:reader' }
  }
  if (FIRST_PERSON.test(block.reading.text.slice(sentence.start, sentence.end)) && weight < 0.5) { weight = 0.5; rule = 'person:writer' }
  return { weight, rule }
}

/** The writer speaks of themself. */
const FIRST_PERSON = /(?:^|[\s"(])(?:[Ii]k|[Mm]ijn|I|I['’]m|I['’]ve|[Mm]y|[Ii]ch|[Mm]eine?|[Jj]['’]ai|[Mm]on|[Mm]a)\s(?!$)/
const your = classFlags('your')
const healthFlags = classFlags('disease', 'symptom', 'care', 'medicine', 'measure', 'health-word')

/** "uw uitslag", "je bloeddruk": the possessive right before a health word, at most two words between. */
function isAboutReader({ reading: { scan } }: Block, { first, last }: Sentence): boolean {
  for (let at = first; at <= last; at += 1) {
    if (!is(scan, at, your)) continue
    for (let next = at + 1; next <= Math.min(last, at + 3); next += 1) if (is(scan, next, healthFlags)) return true
  }
  return false
}

/** Stretches of health words in a sentence, joined when at most four words stand between them. */
function marks({ reading: { scan } }: Block, { first, last }: Sentence, confidence: number): Ground['findings'][number][] {
  const found: { start: number, end: number, last: number, medicine: boolean }[] = []
  for (let at = first; at <= last; at += 1) {
    if (!is(scan, at, healthFlags)) continue
    const before = found.at(-1)
    const end = scan.end[scan.last[at] ?? at] ?? 0
    if (before !== undefined && at - before.last <= 5) {
      before.end = Math.max(before.end, end)
      before.last = scan.last[at] ?? at
    } else found.push({ start: scan.start[at] ?? 0, end, last: scan.last[at] ?? at, medicine: is(scan, at, classFlags('medicine')) })
  }
  return found.slice(0, 8).map(({ start, end, medicine }) => ({
    start, end: closed(scan.text, start, end), confidence, detector: 'health-person', type: medicine ? 'MEDICATION' : 'HEALTH', why: ['health-words', 'person'],
  }))
}

/** A stretch that opens a bracket takes the one that closes it along, so that what is shown reads well. */
function closed(text: string, start: number, end: number): number {
  const open = text.lastIndexOf('(', end - 1)
  return open >= start && text[end] === ')' && text.indexOf(')', open) === end ? end + 1 : end
}
