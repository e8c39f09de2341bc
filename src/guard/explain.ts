import { REASONS } from './policy.ts'
import { texts, type ScreenLanguage, type Texts, type ThingName, type WarningAbout } from './texts.ts'
import { unknownRecipient } from './routes.ts'
import { placeAt } from './warnings/hidden-content.ts'
import type { Assessment, Draft, Finding, Knowledge, Level, Policy, Reason, Route, Warning } from './types.ts'

/** An assessment in words: what was found, what happens to whom, what would make it go away. Never the matched text. */
export interface Explanation {
  readonly level: Level
  /** One sentence that names the concrete finding; what is heaviest comes first. */
  readonly heading: string
  readonly reasons: readonly ReasonText[]
  /** What the guard is too unsure of to secure, where a recipient is outside. */
  readonly doubts: readonly DoubtText[]
  readonly warnings: readonly WarningText[]
  readonly recipients: readonly RecipientText[]
  /** Where findings in files stand, by their index: "dossier.xlsx, blad ‘Lijst’". Only those that reasons rest on. */
  readonly places: Readonly<Record<number, string>>
  readonly hold: string
  /** What did not work, for people; empty when all did. */
  readonly impaired: readonly string[]
}

export interface ReasonText {
  readonly reason: Reason
  /** "een BSN": what stands in the heading. */
  readonly short: string
  readonly sentence: string
  readonly wayOut: string
  readonly ground: string
  readonly findings: readonly number[]
  /** Files and places in them, each once. */
  readonly where: readonly string[]
  readonly mayOverride: Policy['mayOverride'][Reason]
}

export interface DoubtText { readonly reason: Reason, readonly heading: string, readonly sentence: string }

export interface WarningText { readonly warning: Warning, readonly heading: string, readonly sentence: string }

export interface RecipientText {
  readonly address: string
  readonly route: Route
  readonly isImpossible: boolean
  /** What happens to this recipient's copy. */
  readonly sentence: string
  /** What the server can do, and how old that is. */
  readonly ability: string
}

/** Most things a heading names. */
const THINGS_MAX = 3
/** Places that a reason names, and findings whose place is told. */
const WHERE_MAX = 5
export const PLACES_MAX = 500
const DAY_MS = 24 * 3600 * 1000

/** The assessment in the words of one language. */
export function explain(parts: { readonly assessment: Assessment, readonly draft: Draft,
  readonly knowledge: Knowledge, readonly policy: Policy, readonly language: ScreenLanguage }): Explanation {
  const { assessment, draft, knowledge, policy, language } = parts
  const words = texts[language]
  const places = placesOf(assessment, draft, words)
  const warnings = assessment.warnings.filter(({ level }) => level !== 'record').map((warning) => warningText(warning, draft, words))
  return {
    level: assessment.level,
    heading: heading(parts, words, warnings),
    reasons: assessment.reasons.map(({ reason, findings }) => {
      const { sentence, wayOut, ground } = words.reasons[reason]
      return { reason, short: things(assessment, reason, words)[0] ?? words.reasons[reason].short, sentence, wayOut,
        ground, findings, where: [...new Set(findings.flatMap((index) => places[index] ?? []))].slice(0, WHERE_MAX),
          mayOverride: policy.mayOverride[reason] }
    }),
    doubts: doubtsOf(assessment, words), warnings, places,
    recipients: assessment.recipients.map(({ address, route, isImpossible }) => {
      const who = draft.recipients.find((recipient) => recipient.address === address)?.name ?? address
      return { address, route, isImpossible, sentence: isImpossible ? words.impossible(who)
        : words.routes[route](who), ability: abilityText(address, knowledge, words) }
    }),
    hold: words.hold(Math.round(assessment.holdMs / 1000)),
    impaired: assessment.impaired.length === 0 ? [] : [words.impaired],
  }
}

/** Findings in files that reasons rest on, each with where it stands. */
function placesOf({ reasons, findings }: Assessment, draft: Draft, { files }: Texts): Record<number, string> {
  const places: Record<number, string> = {}
  const told = [...new Set(reasons.flatMap((reason) => reason.findings))].slice(0, PLACES_MAX)
  for (const index of told) {
    const finding = findings[index]
    const file = finding?.attachment === undefined ? undefined : draft.attachments.find(({ id }) =>
      id === finding.attachment)
    if (finding === undefined || file === undefined) continue
    const place = finding.part === 'attachment-text' ? placeAt(file.places ?? [], finding.start) : undefined
    places[index] = files.inFile(file.name === '' ? files.aFile : file.name, place === undefined ? '' : files.place(place))
  }
  return places
}

/** What a finding is, in words. */
export function findingTitle({ type }: Pick<Finding, 'type'>, language: ScreenLanguage): string {
  return thingNamed(type, texts[language]) ?? type.toLowerCase()
}

const thingNamed = (type: string, { things: names }: Texts): string | undefined =>
  Object.hasOwn(names, type) ? names[type as ThingName] : undefined

function heading({ assessment, draft, knowledge }: {
  readonly assessment: Assessment, readonly draft: Draft, readonly knowledge: Knowledge,
}, words: Texts, warnings: readonly WarningText[]): string {
  const block = warnings.find(({ warning }) => warning.level === 'block')
  if (block !== undefined) return `${words.stop} ${block.heading}`
  const titles = [
    ...new Set(assessment.reasons.flatMap(({ reason }) => things(assessment, reason, words).slice(0, 1))),
  ].slice(0, THINGS_MAX)
  if (titles.length > 0) {
    const joined = titles.flatMap((thing, index) => index === 0 ? [thing] : [index === titles.length - 1 ? words.and : ', ', thing])
    const named = words.heading(joined, assessment.recipients.every(({ route }) => route === 'internal'))
    return assessment.level === 'block' ? `${words.stop} ${named}` : named
  }
  if (warnings[0] !== undefined) return warnings[0].heading
  const [doubt] = doubtsOf(assessment, words)
  if (doubt !== undefined) return doubt.heading
  return draft.threadProtected === true && knowledge.recipients.some(({ isInternal }) => !isInternal)
    ? words.stillProtected : words.nothing
}

/** Doubts are advice about mail that leaves the house; inside it and in shadow mode nothing is said of them. */
function doubtsOf({ doubts = [], level, recipients }: Assessment, words: Texts): DoubtText[] {
  if (level === 'record' || recipients.every(({ route }) => route === 'internal')) return []
  return doubts.map((reason) => ({
    reason, heading: words.doubt.heading(words.reasons[reason].short), sentence: words.doubt.sentence,
  }))
}

/** What the findings of a reason are, the surest first, each once. */
function things({ reasons, findings }: Assessment, reason: Reason, words: Texts): string[] {
  const rests = reasons.find((one) => one.reason === reason)?.findings ?? []
  const sorted = rests.flatMap((index) => findings[index] ?? []).toSorted((a, b) => b.confidence - a.confidence)
  const named = sorted.flatMap(({ type }) => type === 'PERSON' ? [] : thingNamed(type, words) ?? [])
  return [...new Set([...named, words.reasons[reason].short])]
}

function warningText(warning: Warning, draft: Draft, words: Texts): WarningText {
  const about: WarningAbout = {
    recipients: warning.recipients, places: warning.places ?? [], rules: warning.rules,
      suggestion: warning.suggestion, count: warning.recipients.length,
    files: warning.attachments.flatMap((id) => draft.attachments.find((one) => one.id === id)?.name ?? []),
  }
  const { heading: title, sentence } = words.warnings[warning.id]
  return { warning, heading: title(about), sentence: sentence(about) }
}

function abilityText(address: string, knowledge: Knowledge, words: Texts): string {
  const known = knowledge.recipients.find((recipient) =>
    recipient.address.toLowerCase() === address.toLowerCase()) ?? unknownRecipient(address)
  if (known.isInternal) return ''
  const { ability } = known
  // Of what is not known yet it says nothing when somebody looked last.
  const age = ability.verifiedTls === 'unknown' ? [] : [ability.checkedAt === null
    ? words.neverChecked : words.age(Math.max(0, Math.floor((knowledge.now - ability.checkedAt) / DAY_MS)))]
  return [words.ability[ability.verifiedTls], ...ability.nta7516 === true ? [words.nta] : [], ...known.hasPinnedKey ? [words.key] : [], ...age].join(' ')
}

/**
 * A policy in sentences, for the page where people read and change it. Reasons that are treated alike stand in one
 * sentence.
 */
export function policySentences(policy: Policy, language: ScreenLanguage): string[] {
  const words = texts[language]
  const either = new Intl.ListFormat(language, { type: 'disjunction' })
  const names = (reasons: readonly Reason[]): string => either.format(reasons.map(
    (reason) => words.reasons[reason].short,
  ))
  const list = (choice: Policy['mayOverride'][Reason]): string => names(REASONS.filter((reason) => policy.mayOverride[reason] === choice))
  const [free, never] = [list('with-ground'), list('no')]
  const alike = Map.groupBy(REASONS, (reason) => `${policy.levels[reason]} ${policy.routes[reason].join(' ')}`)
  return [
    words.policy.mode[policy.mode],
    ...[...alike.values()].flatMap((reasons) => {
      const [one] = reasons
      if (one === undefined) return []
      const level = policy.levels[one]
      // What is only noted or advised goes as it would go anyway.
      const routes = level === 'record' || level === 'advise' ? []
        : policy.routes[one].map((route) => words.policy.routeNames[route])
      return [words.policy.reason(names(reasons), words.levels[level], routes.join(words.policy.then))]
    }),
    ...free === '' ? [] : [words.policy.override(free)],
    ...never === '' ? [] : [words.policy.noOverride(never)],
    words.policy.unread[policy.unreadAttachments],
    ...policy.ownNumbers.map(({ name: own, shape }) => words.policy.own(own, shape)),
  ]
}
