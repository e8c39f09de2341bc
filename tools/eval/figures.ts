import { decision, share, type Judged } from './counting.ts'
import type { Answer } from './answers.ts'
import type { HumanCase } from './human.ts'
import type { PresendCase } from './compose.ts'
import { figureCell, shareCell, type Table } from './tables.ts'
import { IDENTIFIERS, rightIdentifiers, valuesFound, wrongIdentifiers } from './values.ts'

/** The cases of a part of the set and what a system said of them, by id. */
export interface Run<C> { readonly cases: readonly C[], readonly answers: ReadonlyMap<string, Answer> }
/** The parts of the set, apart. */
export type Parts<C> = Readonly<Record<string, Run<C>>>

const secured = ({ cases, answers }: Run<PresendCase>): (Judged & { readonly one: PresendCase,
  readonly answer: Answer | undefined })[] =>
  cases.map((one) => ({ core: one.core, wanted: one.expect.secure, got: answers.get(one.id)?.secure ?? false, one,
    answer: answers.get(one.id) }))

/** Secure or not, for every system. */
export function decisionTable(systems: Readonly<Record<string, Parts<PresendCase>>>, foot: readonly string[]): Table {
  return {
    title: 'Decision: must it be secured', head: ['system', 'part', 'precision', 'recall', 'F1', 'right alarms', 'false alarms', 'missed', 'let through'], foot,
    rows: Object.entries(systems).flatMap(([name, parts]) => Object.entries(parts).map(([part, run]) => {
      const { counts, precision, recall, f1 } = decision(secured(run))
      return [name, part, figureCell(precision), figureCell(recall), figureCell(f1),
        ...[counts.truePositive, counts.falsePositive, counts.falseNegative, counts.trueNegative].map(String)]
    })),
  }
}

const columns = (parts: Parts<PresendCase>): string[] => Object.keys(parts)

/** For each reason: was the mail secured, and was this reason named. */
export function reasonTable(parts: Parts<PresendCase>, reasons: readonly string[]): Table {
  return {
    title: 'Recall for each reason', head: ['reason', ...columns(parts).flatMap((part) => [`secured, ${part}`, `reason named, ${part}`])],
    rows: reasons.map((reason) => [reason, ...Object.values(parts).flatMap((run) => {
      const having = secured(run).filter(({ one }) => one.expect.reasons.includes(reason))
      return [shareCell(share(having)), shareCell(share(having,
        ({ answer }) => answer?.reasons.includes(reason) ?? false))]
    })]),
    foot: ['Intervals: Wilson at 95 %, on as many observations as there are different hearts.'],
  }
}

/** Decision for each value of something that cases have: language, trap, shape. Only the share that was right. */
export function groupTable(title: string, parts: Parts<PresendCase>,
  of: (one: PresendCase) => string | undefined): Table {
  const groups = [...new Set(Object.values(parts).flatMap(({ cases }) => cases.map((one) => of(one))))]
    .filter((group) => group !== undefined).toSorted()
  return {
    title, head: ['', ...columns(parts)],
    rows: groups.map((group) => [group, ...Object.values(parts)
      .map((run) => shareCell(share(secured(run).filter(({ one }) => of(one) === group))))]),
  }
}

/** Precision, recall and F1 for each language. */
export function languageTable(parts: Parts<PresendCase>): Table {
  return {
    title: 'Decision for each language', head: ['language', 'part', 'precision', 'recall', 'F1', 'cases'],
    rows: ['nl', 'en', 'de', 'fr'].flatMap((lang) => Object.entries(parts).map(([part, run]) => {
      const judged = secured(run).filter(({ one }) => one.lang === lang)
      const { precision, recall, f1 } = decision(judged)
      return [lang, part, figureCell(precision), figureCell(recall), figureCell(f1), String(judged.length)]
    })),
  }
}

/** Recall of the values that make a mail sensitive, for each type, and the precision of identifiers. */
export function valueTable(parts: Parts<PresendCase>): Table {
  const found = Object.values(parts).map(({ cases, answers }) => cases.flatMap((one) => {
    const answer = answers.get(one.id)
    return answer === undefined ? [] : valuesFound(one, answer)
      .map(({ type, isFound }) => ({ core: one.core, wanted: true, got: isFound, type }))
  }))
  const types = [...new Set(found.flatMap((values) => values.map(({ type }) => type)))].toSorted()
  const precise = Object.values(parts).map(({ cases, answers }) => cases.flatMap((one) => {
    const answer = answers.get(one.id)
    if (answer === undefined) return []
    return [...rightIdentifiers(one, answer).map(() => true), ...wrongIdentifiers(one, answer).map(() => false)]
      .map((isRight) => ({ core: one.core, wanted: isRight, got: true }))
  }))
  const rowOf = (name: string, wanted: (type: string) => boolean): string[] =>
    [name, ...found.map((values) => shareCell(share(values.filter(({ type }) => wanted(type)))))]
  return {
    title: 'Values: recall for each type', head: ['type', ...columns(parts)],
    rows: [...types.map((type) => rowOf(type, (other) => other === type)), rowOf('all identifiers, recall', (type) => IDENTIFIERS.includes(type)),
      ['all identifiers, precision', ...precise.map((marks) => shareCell(share(marks)))]],
  }
}

/** Human errors for each kind, and all together. Only kinds of the set count: other warnings may be wanted or not. */
export function humanTable(parts: Parts<HumanCase>): Table {
  const kinds = [...new Set(Object.values(parts).flatMap(({ cases }) => cases.map(({ kind }) => kind)))].toSorted()
  const judged = ({ cases, answers }: Run<HumanCase>, kind: string): Judged[] => cases.map((one) =>
    ({ core: one.core, wanted: one.expect.warn.includes(kind),
      got: answers.get(one.id)?.warn.includes(kind) ?? false }))
  const rowOf = (name: string, part: string, list: readonly Judged[]): string[] => {
    const { counts, precision, recall, f1 } = decision(list)
    return [name, part, figureCell(precision), figureCell(recall), figureCell(f1),
      ...[counts.truePositive, counts.falsePositive, counts.falseNegative].map(String)]
  }
  const each = kinds.flatMap((kind) => Object.entries(parts).map(([part, run]) => rowOf(kind, part, judged(run, kind))))
  const all = Object.entries(parts).map(([part, run]) => rowOf('all kinds', part, kinds.flatMap((kind) => judged(run, kind))))
  return { title: 'Human errors', head: ['kind', 'part', 'precision', 'recall', 'F1', 'right', 'false', 'missed'], rows: [...each, ...all] }
}

/** Every wrong decision in one line each: id, what was wanted, what was said, and the begin of the text. */
export function misses(run: Run<PresendCase>): string[] {
  return secured(run).filter(({ wanted, got }) => wanted !== got).map(({ one, answer }) => {
    const said = answer?.reasons.join('+') ?? ''
    const text = one.body.replaceAll(/\s+/g, ' ').slice(0, 160)
    return `${one.expect.secure ? 'missed' : 'false alarm'}  ${one.id}  ${one.expect.why ?? one.expect.reasons.join('+')}  ${one.shape}  said: ${said === '' ? 'nothing' : said}  ${one.subject} | ${text}`
  })
}

/** Every wrong warning and every missed one. */
export function humanMisses({ cases, answers }: Run<HumanCase>): string[] {
  const kinds = new Set(cases.map(({ kind }) => kind))
  return cases.flatMap((one) => {
    const said = (answers.get(one.id)?.warn ?? []).filter((kind) => kinds.has(kind))
    const isSame = said.length === one.expect.warn.length && said.every((kind) => one.expect.warn.includes(kind))
    return isSame ? [] : [`${one.id}  wanted: ${one.expect.warn.join('+') || 'nothing'} (${one.kind})  said: ${said.join('+') || 'nothing'}  to ${one.to.slice(0, 3).join(' ')}  ${one.subject} | ${one.body.replaceAll(/\s+/g, ' ').slice(0, 120)}`]
  })
}
