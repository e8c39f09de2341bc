import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isElevenTest, isKvnr, isLuhn, isNhs, isSteuerId, mod97 } from './checks.ts'
import { CASE_NOW } from './cases.ts'
import { around, lookalikes } from './identifiers.testing.ts'
import { spans } from './spans.ts'

/** Values from a generator that always gives the same ones. */
let seed = 20_251
const next = (below: number): number => {
  seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x1b873593 | 0
  return (seed >>> 8) % below
}
const pick = <T>(list: readonly T[]): T => {
  const one = list[next(list.length)]
  assert.ok(one !== undefined)
  return one
}
const digits = (count: number): string => Array.from({ length: count }, () => String(next(10))).join('')
const until = (make: () => string, fits: (value: string) => boolean): string => {
  for (;;) { const value = make(); if (fits(value)) return value }
}
const grouped = (value: string, sizes: readonly number[], sign: string): string => {
  let at = 0
  return sizes.map((size) => value.slice(at, at += size)).join(sign)
}
const day = (): string => String(1 + next(28)).padStart(2, '0')
const month = (): string => String(1 + next(12)).padStart(2, '0')
const iban = (country: string, rest: string): string => `${country}${String(98 - mod97(`${rest}${country}00`)).padStart(2, '0')}${rest}`

const values: Readonly<Record<string, () => string>> = {
  BSN() {
    const value = until(() => String(100_000_000 + next(500_000_000)), isElevenTest)
    return pick([value, value, grouped(value, [4, 2, 3], '.'), grouped(value, [3, 3, 3], ' '), grouped(value, [3, 3, 3], '.'), grouped(value, [3, 3, 3], '-')])
  },
  NHS() { const value = until(() => `${1 + next(9)}${digits(9)}`, isNhs); return pick([value, grouped(value, [3, 3, 4], ' ')]) },
  NINO() { const value = `${pick(['AB', 'CE', 'JK', 'PX', 'SY'])}${digits(6)}${pick(['A', 'B', 'C', 'D'])}`; return pick([value, grouped(value, [2, 2, 2, 2, 1], ' ')]) },
  STEUER_ID() { const value = until(() => `${1 + next(9)}${digits(10)}`, isSteuerId); return pick([value, grouped(value, [2, 3, 3, 3], ' ')]) },
  KVNR: () => until(() => `${pick(['A', 'D', 'K', 'P', 'T'])}${digits(9)}`, isKvnr),
  NIR() {
    const value = `${1 + next(2)}${40 + next(59)}${month()}${pick(['75', '69', '13'])}${digits(6)}`
    const whole = value + String(97 - Number(BigInt(value) % 97n)).padStart(2, '0')
    return pick([whole, grouped(whole, [1, 2, 2, 2, 3, 3, 2], ' ')])
  },
  RIJKSREGISTER() {
    const value = `${40 + next(59)}${month()}${day()}${digits(3)}`
    const whole = value + String(97 - Number(value) % 97).padStart(2, '0')
    return pick([whole, `${grouped(whole.slice(0, 6), [2, 2, 2], '.')}-${whole.slice(6, 9)}.${whole.slice(9)}`])
  },
  IBAN() { const value = pick([() => iban('NL', `INGB${digits(10)}`), () => iban('DE', digits(18)), () => iban('FR', digits(23)), () => iban('BE', digits(12))])(); return pick([value, value.replace(/(.{4})(?=.)/g, '$1 ')]) },
  CARD() { const value = until(() => pick(['4', '52', '55']) + digits(15), (one) => isLuhn(one.slice(0, 16))).slice(0, 16); return pick([value, grouped(value, [4, 4, 4, 4], ' '), grouped(value, [4, 4, 4, 4], '-')]) },
  V_NUMBER: () => `2${digits(9)}`,
  PASSPORT: () => `${pick(['NX', 'IW', 'NS'])}${pick(['R', 'K', 'P'])}${digits(6)}`,
  DRIVING_LICENCE: () => `${1 + next(9)}${digits(9)}`,
  CLIENT_NUMBER: () => digits(7),
  PHONE: () => pick([`06-${digits(8)}`, `+31 6 ${digits(4)} ${digits(4)}`, `020-${1 + next(8)}${digits(6)}`, `07700 ${digits(6)}`, `+49 171 ${digits(7)}`, `06 ${digits(2)} ${digits(2)} ${digits(2)} ${digits(2)}`]),
  DOB: () => pick([`${Number(day())}-${Number(month())}-${1935 + next(75)}`, `${day()}.${month()}.${1935 + next(75)}`, `${1935 + next(75)}-${month()}-${day()}`, `${Number(day())}/${Number(month())}/${1935 + next(75)}`]),
  PASSWORD: () => pick(['Kastanje!48', 'Wolkbreuk#2', 'qT7$kkP1z', 'Fietsbel-1973', 'Sommer2031!', 'hG4&nmV9', 'Lavandel-77x']),
}

const names = ['mevrouw Dijkhuis', 'dhr. T. Wiersma', 'meneer Bouazza', 'Mrs Hollis', 'Frau Brandner', 'Mme Delaunay']
const openings = ['', '', 'Hoi Anke,\n\nFijn weekend gehad? ', 'Dear all,\n\n', '> ']
const endings = ['', '\n\nMet vriendelijke groet,\nJan Peeters\nTeam Zorg | tel. 0341-558812', '\n\nMit freundlichen Grüßen\nK. Lang']
const sentencesOf = (list: readonly string[]): string[] => list.flatMap((text) => text.split('|'))
const written = (sentence: string, value: string): string =>
  pick(openings) + sentence.replaceAll('~', '\n').replaceAll('^', '\t').replace('{n}', pick(names)).replace('{v}', () => value) + pick(endings)

/** How often each sentence is filled with another value. */
const ROUNDS = 6

for (const [type, list] of Object.entries(around)) {
  test(`${type} is found however people write around it`, () => {
    const missed: string[] = []
    for (const sentence of sentencesOf(list)) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const value = values[type]?.() ?? ''
        const text = written(sentence, value)
        const at = text.indexOf(value)
        if (!spans(text, CASE_NOW).some((span) => span.type === type
          && span.start < at + value.length && span.end > at)) missed.push(text)
      }
    }
    assert.deepEqual(missed, [])
  })
}

for (const [type, list] of Object.entries(lookalikes)) {
  test(`numbers that look like ${type} and are something else are left alone`, () => {
    const wrong: string[] = []
    for (const sentence of sentencesOf(list)) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const text = written(sentence, values[type]?.() ?? '')
        const harmless = new Set(['PERSON', 'EMAIL', 'PHONE', 'RSIN'])
        for (const span of spans(text, CASE_NOW)) if (!harmless.has(span.type)) wrong.push(`${span.type}: ${text}`)
      }
    }
    assert.deepEqual(wrong, [])
  })
}
