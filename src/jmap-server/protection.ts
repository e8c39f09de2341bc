/** JSON of the extension for protection; shapes and words stand in docs/jmap-protection.md. */
import type { DomainAbility, WarningId } from '../guard/types.ts'
import { SetFailure } from '../jmap/errors.ts'
import { readUtcDate, utcDate } from '../jmap/dates.ts'
import { isObject, type JsonObject } from '../jmap/json.ts'
import { protectionLimits } from '../jmap/session.ts'
import type { GuestFactor, QueuedProtection } from '../queue/types.ts'
import { senderTexts, type TextLanguage } from '../submission/texts.ts'
import { recipientSentence } from '../submission/recipient-words.ts'
import { explanationOf } from '../submission/sentences.ts'
import { OUTCOMES_MAX } from '../submission/guard-outcomes.ts'
import type { GuardRule, Judged, JudgedRecipient, ProtectedMessage, SenderWishes, SubmissionState, SubmittedRecipient, Withdrawn } from '../submission/types.ts'

/** Second factors and answers that one mail may carry. */
export const FACTORS_MAX = 1000
export const ANSWERS_MAX = 50
/** Characters of a phone number, a code, a question. */
const FACTOR_LENGTH_MAX = 200

/** Properties that a client of the extension may set on an EmailSubmission. */
export const wishProperties = [
  'overrideGround', 'answered', 'guestFactors', 'holdUntil', 'portalExpires', 'shown',
] as const

/** Reads them; `invalidProperties` for what does not fit. */
export function readWishes(object: JsonObject, now: number): SenderWishes {
  const { overrideGround, answered } = object
  const holdUntil = dateOf(object['holdUntil'], 'holdUntil')
  const portalExpiresAt = dateOf(object['portalExpires'], 'portalExpires')
  if (overrideGround !== undefined && overrideGround !== null
    && (typeof overrideGround !== 'string' || overrideGround.length > protectionLimits.maxGroundLength)) throw wrong('overrideGround')
  const list = answered ?? []
  if (!Array.isArray(list) || list.length > ANSWERS_MAX || !list.every((one) => typeof one === 'string')) throw wrong('answered')
  if (holdUntil !== undefined && holdUntil > now + protectionLimits.maxDelayedSend * 1000) throw wrong('holdUntil')
  if (portalExpiresAt !== undefined && portalExpiresAt <= now) throw wrong('portalExpires')
  return {
    ...(typeof overrideGround === 'string' ? { overrideGround } : {}), answered: list as WarningId[],
    guestFactors: readFactors(object['guestFactors']), shown: readShown(object['shown']),
    ...(holdUntil === undefined ? {} : { holdUntil }), ...(portalExpiresAt === undefined ? {} : { portalExpiresAt }),
  }
}

function readShown(value: unknown): readonly GuardRule[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || value.length > OUTCOMES_MAX) throw wrong('shown')
  return value.map((one) => ruleOf(one) ?? fail('shown'))
}

/** A rule in values that can hold no content; undefined when it is none. */
export function ruleOf(value: unknown): GuardRule | undefined {
  const { kind, rule } = isObject(value) ? value : {}
  const isRule = (kind === 'finding' || kind === 'warning') && typeof rule === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(rule)
  return isRule ? { kind, rule } : undefined
}

function fail(name: string): never {
  throw wrong(name)
}

function dateOf(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined
  const ms = readUtcDate(value)
  if (ms === undefined) throw wrong(name)
  return ms
}

function readFactors(value: unknown): ReadonlyMap<string, GuestFactor> {
  if (value === undefined || value === null) return new Map()
  if (!isObject(value) || Object.keys(value).length > FACTORS_MAX) throw wrong('guestFactors')
  return new Map(Object.entries(value).map(([address, factor]) => [address.toLowerCase(), readFactor(factor)]))
}

function readFactor(value: unknown): GuestFactor {
  const { kind, phone, code, question } = isObject(value) ? value : {}
  const isText = (one: unknown): one is string => typeof one === 'string' && one !== '' && one.length <= FACTOR_LENGTH_MAX
  if (kind === 'sms' && isText(phone)) return { kind, phone }
  if (kind === 'agreed-code' && isText(code) && (question === undefined || question === null || isText(question))) {
    return { kind, code, ...(isText(question) ? { question } : {}) }
  }
  throw wrong('guestFactors')
}

function wrong(name: string): SetFailure {
  return new SetFailure({ type: 'invalidProperties', properties: [name], description: 'see docs/jmap-protection.md' })
}

/** The answer of `ProtectionAssessment/get`, also inside `forbiddenToSend`. */
export function judgedObject(judged: Judged, { language, now }: {
  readonly language: TextLanguage, readonly now: number,
}): JsonObject {
  const { assessment, action, questions, mayOverride, factorNeeded, draft, recipients } = judged
  const explanation = explanationOf(judged, language)
  return {
    assessment, explanation, action, questions, mayOverride, factorNeeded,
    threadProtected: draft.threadProtected === true,
    sentences: {
      summary: explanation.heading,
      reasons: Object.fromEntries(explanation.reasons.map(({ reason, sentence }) => [reason, sentence])),
      warnings: Object.fromEntries(explanation.warnings.map(({ warning, heading, sentence }) => [warning.id, `${heading} ${sentence}`])),
      recipients: Object.fromEntries(explanation.recipients.map(({ address, sentence }) => [address, sentence])),
    },
    recipients: recipients.map((one) => ({
      ...abilityObject(one, { language, now }), route: one.route, isImpossible: one.isImpossible,
    })),
  }
}

export type KnownRecipient = Pick<JudgedRecipient,
  'address' | 'isInternal' | 'ability' | 'hasPinnedKey' | 'hasVerifiedPhone' | 'phoneHint' | 'sentBefore' | 'isUnknownHere' | 'isInHouse' | 'domainStanding'>

/** RecipientAbility: what is known of one recipient, in values and in words. */
export function abilityObject(
  one: KnownRecipient, { language, now }: { readonly language: TextLanguage, readonly now: number },
): JsonObject {
  const { address, isInternal, ability, hasPinnedKey, hasVerifiedPhone, phoneHint, sentBefore } = one
  const { isUnknownHere, isInHouse, domainStanding } = one
  return { address, isInternal, ability, hasPinnedKey, hasVerifiedPhone, phoneHint, sentBefore, isUnknownHere,
    isInHouse, ...domainStanding === undefined ? {} : { domainStanding }, text: abilityText(one, language, now) }
}

const abilityTexts = {
  nl: {
    unknownHere: 'Dit adres bestaat hier niet.', internal: 'Een collega: het bericht blijft in huis.', inHouse: 'Staat op dezelfde server: het bericht reist niet.',
    server: (what: string, age: string): string => `${what}${age === '' ? '' : ` Nagekeken: ${age}.`}`,
    dane: 'De server is herkend met DANE.', pinned: 'De server is bekend en gecontroleerd.', 'mta-sts': 'De server vraagt zelf om een gecontroleerde verbinding.',
    certificate: 'De server heeft een geldig certificaat.', none: 'De server kan geen gecontroleerde verbinding aan.', unknown: 'Nog niet bekend wat deze server kan.',
    now: 'zojuist', minutes: (count: number) => `${count} ${count === 1 ? 'minuut' : 'minuten'} geleden`, hours: (count: number) => `${count} uur geleden`,
  },
  en: {
    unknownHere: 'This address does not exist here.', internal: 'A colleague: the message stays in the house.', inHouse: 'On the same server: the message does not travel.',
    server: (what: string, age: string): string => `${what}${age === '' ? '' : ` Checked: ${age}.`}`,
    dane: 'The server was recognised by DANE.', pinned: 'The server is known and verified.', 'mta-sts': 'The server itself asks for a verified connection.',
    certificate: 'The server has a valid certificate.', none: 'The server cannot do a verified connection.', unknown: 'Not known yet what this server can do.',
    now: 'just now', minutes: (count: number) => `${count} ${count === 1 ? 'minute' : 'minutes'} ago`, hours: (count: number) => `${count} ${count === 1 ? 'hour' : 'hours'} ago`,
  },
} as const satisfies Record<TextLanguage, unknown>

function abilityText({ isInternal, isInHouse, isUnknownHere, ability }: KnownRecipient, language: TextLanguage,
  now: number): string {
  const texts = abilityTexts[language]
  if (isUnknownHere) return texts.unknownHere
  if (isInternal) return texts.internal
  return isInHouse ? texts.inHouse : texts.server(texts[ability.verifiedTls], ageText(ability, language, now))
}

function ageText({ checkedAt }: DomainAbility, language: TextLanguage, now: number): string {
  if (checkedAt === null) return ''
  const texts = abilityTexts[language]
  const minutes = Math.floor((now - checkedAt) / 60_000)
  if (minutes < 1) return texts.now
  return minutes < 60 ? texts.minutes(minutes) : texts.hours(Math.floor(minutes / 60))
}

/** `EmailSubmission.protection`; null for mail that nobody judged. */
export function protectionObject({ protection, recipients }: Pick<SubmissionState, 'protection' | 'recipients'>, language: TextLanguage): JsonObject | null {
  if (protection === null) return null
  const isWaiting = recipients.some(({ state }) => state === 'held')
  const isSecured = recipients.some(({ route }) => route !== 'ordinary' && route !== 'internal')
  const texts = senderTexts[language]
  return {
    level: protection.level, reasons: protection.reasons, warnings: protection.warnings,
    isOverridden: protection.isOverridden,
    held: isWaiting ? heldObject(protection) : null,
    sentence: isWaiting && protection.held !== undefined ? texts.problems[protection.held.problem] : isSecured && protection.level === 'protect' ? texts.secured.opening : '',
    recipients: Object.fromEntries(recipients.map((one) => [one.address, recipientObject(one, language)])),
  }
}

function heldObject({ held }: QueuedProtection): JsonObject | null {
  if (held === undefined) return null
  const { problem, since, until, questions, factorNeeded, mayOverride } = held
  return { problem, since: utcDate(since), until: utcDate(until), questions, factorNeeded, mayOverride }
}

function recipientObject(one: SubmittedRecipient, language: TextLanguage): JsonObject {
  const { route, state, factor, readAt, expiresAt, recalledAt, finishedAt, portal, reached } = one
  const date = (ms: number | null): string | null => ms === null ? null : utcDate(ms)
  return {
    route, state, text: recipientSentence(one, language), factor, readAt: date(readAt), expiresAt: date(expiresAt),
    recalledAt: date(recalledAt), finishedAt: date(finishedAt),
    transport: reached === null ? null : {
      proof: reached.proof ?? null, protocol: reached.protocol, keyExchange: reached.group ?? null,
        level: reached.level ?? null,
      keyLevel: reached.keyLevel ?? null, server: reached.peer,
    },
    portal: portal === null ? null : {
      id: portal.id, noticedAt: date(portal.noticedAt), notice: portal.notice, repliedAt: date(portal.repliedAt),
    },
  }
}

/** One entry of `recalled` in `EmailSubmission/recall`. */
export function withdrawnObject(withdrawn: readonly Withdrawn[], language: TextLanguage): JsonObject {
  const { results } = senderTexts[language]
  return {
    sentence: [...new Set(withdrawn.map(({ result }) => results[result]))].join(' '),
    recipients: Object.fromEntries(withdrawn.map(({ address, result, readAt }) =>
      [address, { result, readAt: readAt === null ? null : utcDate(readAt), text: results[result] }])),
  }
}

/** `Email.protection`; null for ordinary mail. */
export function emailProtection(found: ProtectedMessage | undefined, guestFactor: string | null): JsonObject | null {
  if (found === undefined && guestFactor === null) return null
  return {
    isProtected: guestFactor !== null || found?.isItself === true, fromGuest: guestFactor !== null, guestFactor, by: guestFactor === null ? 'us' : 'guest', routes: found?.routes ?? {},
    people: found?.people ?? [], reasons: found?.reasons ?? [],
  }
}
