/**
 * Numbers that stand for one person: a BSN, a patient's or client's number and their like in other countries. Whoever compares
 * mails by whom they are about (`warnings/other-client.ts`) compares these. Nothing is kept here: a number lives as long as
 * the judgement of one mail.
 */
import { detectors } from './detectors/detectors.ts'
import { normalise } from './normalise.ts'
import { readPart } from './reading.ts'
import { settingOf } from './setting.ts'
import type { Draft, Knowledge, PartKind, Policy } from './types.ts'

/** Detectors whose finds name one person. An account or a phone may be shared, a passport is seldom written twice. */
const OF_ONE_PERSON: ReadonlySet<string> = new Set([
  'bsn', 'education-number', 'v-number', 'rijksregister', 'nir', 'steuer-id', 'kvnr', 'rentenversicherung', 'nhs',
  'nino', 'ehic', 'own-number',
])
const looked = detectors.filter(({ id }) => OF_ONE_PERSON.has(id))

/** Characters of one part in which numbers are looked for; what is behind them is compared with nothing. */
export const NUMBERS_TEXT_MAX = 256 * 1024
/** Different numbers of one mail that are compared; a mail with more is a list, and nobody's own. */
export const NUMBERS_MAX = 8
/** Shorter ones stand by chance in too many mails. */
export const NUMBER_LENGTH_MIN = 5
/** Files of one mail that are looked at, and places that are found in all. */
const FILES_MAX = 40
const PLACES_MAX = 500

/** One number: as it is compared, and as it was written. */
export interface PersonNumber { readonly key: string, readonly written: string, readonly type: string }

/** A place where one stands. */
export interface NumberPlace extends PersonNumber {
  readonly detector: string
  readonly confidence: number
  /** In which file; undefined in subject and body. */
  readonly attachment?: string
  /** Written now, not quoted. */
  readonly isNew: boolean
}

/** What numbers are looked for in. */
export type Numbered = Pick<Draft, 'subject' | 'body' | 'attachments'>

/** Letters and digits as capitals; a BSN of eight digits with its zero. Undefined for what is too short to compare. */
export function numberKey(written: string, type: string): string | undefined {
  const compact = normalise(written).text.replace(/[^A-Za-z0-9]/g, '').toUpperCase()
  if (type === 'BSN' && compact.length === 8) return `0${compact}`
  return compact.length < NUMBER_LENGTH_MIN ? undefined : compact
}

/** Numbers are the same whoever sends them to whom. */
const nobodysDraft: Draft = { from: '', recipients: [], subject: '', body: '', attachments: [] }
const nothingKnown: Knowledge = {
  now: 0, internalDomains: [], recipients: [], contacts: [], own: { ibans: [], phones: [], names: [] },
  session: { secondFactor: true, network: 'known' }, senderName: null,
}

/** What was found in a mail, for the rules that ask after each other. */
const remembered = new WeakMap<Numbered, { readonly policy: Policy, readonly places: readonly NumberPlace[] }>()

/** Every place of such a number in a mail, part after part; at most `PLACES_MAX`. */
export function numberPlaces(draft: Numbered, policy: Policy): readonly NumberPlace[] {
  const known = remembered.get(draft)
  if (known?.policy === policy) return known.places
  const places: NumberPlace[] = []
  const parts: readonly (readonly [PartKind, string, string?])[] = [['subject', draft.subject], ['body', draft.body],
    ...draft.attachments.slice(0, FILES_MAX).flatMap(({ id, name, text }) => [['attachment-name', name, id] as const, ['attachment-text', text ?? '', id] as const])]
  for (const part of parts) {
    for (const place of placesIn(part, policy)) if (places.length < PLACES_MAX) places.push(place)
  }
  remembered.set(draft, { policy, places })
  return places
}

function* placesIn([part, whole, attachment]: readonly [PartKind, string, string?],
  policy: Policy): Generator<NumberPlace> {
  const setting = settingOf(nobodysDraft, nothingKnown, policy)
  for (const reading of readPart(part, whole.slice(0, NUMBERS_TEXT_MAX), attachment)) {
    for (const detector of looked) {
      for (const { start, end, confidence, type = detector.type } of detector.find(reading, { setting, persons: [] })) {
        const written = reading.text.slice(start, end)
        const key = numberKey(written, type)
        if (key !== undefined) yield { key, written, type, detector: detector.id, confidence, isNew: reading.kindAt(start) === 'new', ...attachment === undefined ? {} : { attachment } }
      }
    }
  }
}

/** Every such number of a mail, each once, in order; none when they are more than `NUMBERS_MAX`. */
export function personNumbers(draft: Numbered, policy: Policy): readonly PersonNumber[] {
  const found = new Map<string, PersonNumber>()
  for (const { key, written, type } of numberPlaces(draft, policy)) {
    if (!found.has(key)) found.set(key, { key, written, type })
  }
  return found.size > NUMBERS_MAX ? [] : [...found.values()]
}
