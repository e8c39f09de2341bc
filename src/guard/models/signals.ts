import { KINDS, type LearnedReason } from './labels.ts'
import type { Reason } from '../types.ts'
import type { Setting } from '../setting.ts'

/** What the decision for a reason looks at: places in a row of numbers. The order is part of the format of the weights. */
export const SIGNAL = {
  one: 0, z: 1, second: 2, subject: 3, otherZ: 4, person: 5, personMail: 6, personZ: 7, reader: 8, mine: 9, words: 10,
  rule: 11, ruleSure: 12, ruleOther: 13, many: 14,
  /** Eight of the setting. */
  setting: 15,
  /** `VALUES.length` kinds of values. */
  values: 23,
  kindHere: 31,
  kindMail: 31 + KINDS.length,
} as const

export const SIGNAL_COUNT = SIGNAL.kindMail + KINDS.length

/** Kinds of values whose best confidence is a signal, in order. */
export const VALUES: readonly (readonly string[])[] = [
  ['BSN', 'RIJKSREGISTER', 'NIR', 'NINO', 'NHS', 'KVNR', 'STEUER_ID', 'RVNR', 'EHIC', 'V_NUMBER', 'EDUCATION_NUMBER',
    'PASSPORT', 'ID_CARD', 'DRIVING_LICENCE', 'MRZ'],
  ['DOB'], ['IBAN'], ['CARD'], ['PASSWORD', 'CREDENTIAL', 'API_KEY', 'PRIVATE_KEY'],
  ['PHONE'], ['ADDRESS'], ['CLIENT_NUMBER'],
]

/** What is known of the mail besides its passages. */
export interface MailFacts {
  readonly setting: Setting
  /** Weight of the best person anywhere. */
  readonly person: number
  /** Best score of the rules for each reason. */
  readonly rules: Readonly<Partial<Record<Reason, number>>>
  /** Best confidence of each kind of value. */
  readonly values: readonly number[]
  /** Best score of the rules for other reasons than this one. */
  rulesMost(reason: LearnedReason): number
}
