import type { OfficerTexts } from '../texts/officer.nl.ts'
import { wholeMoment, type Language } from '../ui/dates.ts'

/** What the breach pages read and how it is put into words. Pure; times are ms UTC. */

export type BreachState = 'draft' | 'assessed' | 'reported' | 'closed'
export type BreachDecision = 'save' | 'keep' | 'report' | 'close'

/** The officer's words, as the server keeps them. */
export interface Judgement {
  what: string
  people: string
  categories: string
  risk: 'small' | 'high' | null
  ground: string
  measures: string
  delay: string
  authorityNumber: string
}

export interface Breach {
  readonly id: string
  readonly number: string
  readonly state: BreachState
  readonly knownAt: number
  readonly dueAt: number
  readonly changedAt: number
  readonly fields: {
    readonly cause: string
    readonly sender: { readonly name: string, readonly address: string }
    readonly recipient: { readonly name: string | null, readonly address: string }
    readonly sentAt: number
    readonly readAt: number | null
    readonly closedAt: number
    readonly reasons?: readonly string[]
    readonly judgement?: Judgement
    readonly history?: readonly { readonly at: number, readonly by: string, readonly decision: BreachDecision }[]
  }
}

/** Whole hours and minutes until a moment; undefined when it has passed. */
export function timeLeft(until: number, now: number): { readonly hours: number, readonly minutes: number } | undefined {
  const minutes = Math.floor((until - now) / 60_000)
  return minutes < 0 ? undefined : { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
}

/** The reasons of the guard in words, joined. */
export function categoriesOf({ fields }: Breach, words: OfficerTexts): string {
  return (fields.reasons ?? []).map((reason) => words.guard.reasons[reason] ?? reason).join(', ')
}

/** What stands in the form when it opens: the officer's words, or our proposal for a draft nobody touched. */
export function judgementOf(breach: Breach, words: OfficerTexts): Judgement {
  const { fields } = breach
  if (fields.judgement !== undefined) return { ...fields.judgement }
  const texts = words.breaches
  const categories = categoriesOf(breach, words)
  return {
    what: texts.suggestedWhat(
      fields.recipient.name ?? fields.recipient.address, categories,
    ), people: texts.suggestedPeople, categories,
    risk: fields.readAt === null ? 'small' : null, ground: '', measures: texts.suggestedMeasures, delay: '', authorityNumber: '',
  }
}

/** The text for the authority's form: what GDPR Art. 33(3) asks, line by line. */
export function reportText(breach: Breach, judgement: Judgement, parts: {
  readonly words: OfficerTexts, readonly language: Language, readonly organisation: string, readonly officer: {
    readonly name: string, readonly address: string,
  },
}): string {
  const { words: { breaches: texts }, language, organisation, officer } = parts
  const { report } = texts
  const { fields } = breach
  const lines: readonly (readonly [string, string])[] = [
    [report.nature, judgement.what], [report.sent, wholeMoment(fields.sentAt, language)], [report.when, wholeMoment(
      breach.knownAt, language,
    )],
    [report.people, judgement.people], [report.categories, judgement.categories],
    [report.read, fields.readAt === null ? texts.notRead : texts.readAt(wholeMoment(fields.readAt, language))],
    [report.consequences, judgement.risk === null ? '' : texts[judgement.risk]], [report.measures, judgement.measures],
    [report.ground, judgement.ground], [report.delay, judgement.delay],
    [report.contact, [officer.name, officer.address, organisation].filter((one) => one !== '').join(', ')],
  ]
  return [report.heading(breach.number), '', ...lines.filter(([, value]) => value.trim() !== '').map(([label, value]) => `${label}: ${value.trim()}`), ''].join('\n')
}
