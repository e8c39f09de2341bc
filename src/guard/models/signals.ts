import { KINDS, type LearnedReason } from './labels.ts'
import type { Tone } from '../reasons/reason.ts'
import type { Reason } from '../types.ts'
import type { Setting } from '../setting.ts'

/**
 * What the decision for a reason looks at: places in a row of numbers. The order is part of the format of the
 * weights.
 */
export const SIGNAL = {
  one: 0, z: 1, second: 2, subject: 3, otherZ: 4, person: 5, personMail: 6, personZ: 7, reader: 8, mine: 9, words: 10,
  rule: 11, ruleSure: 12, ruleOther: 13, many: 14,
  /** Ten of the setting. */
  setting: 15,
  /** `VALUES.length` kinds of values. */
  values: 25,
  /** `TONES.length` of the words that rules know of texts about nobody. */
  tone: 33,
  kindHere: 41,
  kindMail: 41 + KINDS.length,
} as const

export const SIGNAL_COUNT = SIGNAL.kindMail + KINDS.length

/** Words about nobody in the whole mail, in the order of their signals. */
export const TONES = ['animal', 'fiction', 'test', 'vacancy', 'general', 'public', 'statistics'] as const satisfies readonly (keyof Tone)[]

/**
 * What the gate looks at: whether the mail must be secured at all, whatever the reason. The logarithmic odds of each
 * reason, the two highest of them, and what is known of the mail.
 */
export const GATE = {
  one: 0, reasons: 1, first: 10, second: 11, rule: 12, ruleSure: 13, personMail: 14, words: 15, setting: 16,
  values: 26, tone: 34, kindMail: 42, kindHere: 42 + KINDS.length,
} as const

export const GATE_COUNT = GATE.kindHere + KINDS.length

/**
 * What naming a reason looks at, in a mail that must be secured: how it stands beside the other reasons.
 */
export const NAMING = { one: 0, odds: 1, lead: 2, rule: 3, ruleSure: 4, ruleOther: 5, z: 6, otherZ: 7 } as const

export const NAMING_COUNT = 8

/** Kinds of values whose best confidence is a signal, in order. */
export const VALUES: readonly (readonly string[])[] = [
  ['BSN', 'RIJKSREGISTER', 'NIR', 'NINO', 'NHS', 'KVNR', 'STEUER_ID', 'RVNR', 'EHIC', 'V_NUMBER', 'EDUCATION_NUMBER',
    'PASSPORT', 'ID_CARD', 'DRIVING_LICENCE', 'MRZ'],
  ['DOB'], ['CARD'], ['PASSWORD', 'CREDENTIAL', 'API_KEY', 'PRIVATE_KEY'],
  ['PHONE'], ['ADDRESS'], ['CLIENT_NUMBER'], ['IBAN'],
]

/** What is known of the mail besides its passages. */
export interface MailFacts {
  readonly setting: Setting
  readonly tone: Tone
  /** Weight of the best person anywhere. */
  readonly person: number
  /** Best score of the rules for each reason. */
  readonly rules: Readonly<Partial<Record<Reason, number>>>
  /** Best confidence of each kind of value. */
  readonly values: readonly number[]
  /** Best score of the rules for other reasons than this one. */
  rulesMost(reason: LearnedReason): number
}
