import type { Random } from './random.ts'

/**
 * Identifiers that pass their check (and look-alikes that are meant as something else). Made up by chance; no real person
 * or account is meant. Check rules: BSN 11-test, ISO 7064 mod 97 and mod 11,10, Luhn, and the national rules named below.
 */

const weighed = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index] ?? 0), 0)

/** Whether nine digits pass the 11-test of the Dutch citizen service number. */
export const passesElevenTest = (digits: string): boolean =>
  digits.length === 9 && weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0

/** Nine digits that pass the 11-test. */
export function bsn(random: Random): string {
  for (;;) {
    const digits = `${random.between(1, 9)}${random.digits(8)}`
    if (passesElevenTest(digits)) return digits
  }
}

/** A BSN as people write it: bare, in groups, with dots or hyphens. */
export function writtenBsn(random: Random): string {
  const digits = bsn(random)
  const cut = (...ends: number[]): string[] => ends.map((end, index) => digits.slice(ends[index - 1] ?? 0, end))
  const shape = random.between(0, 9)
  if (shape < 5) return digits
  if (shape === 5) return cut(3, 6, 9).join(' ')
  if (shape === 6) return cut(3, 6, 9).join('.')
  if (shape === 7) return cut(4, 6, 9).join('.')
  if (shape === 8) return cut(4, 6, 9).join(' ')
  return cut(3, 6, 9).join('-')
}

const mod97 = (digits: string): number => [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0)
const asDigits = (text: string): string => [...text].map((sign) => /[A-Z]/.test(sign) ? String(sign.charCodeAt(0) - 55) : sign).join('')

/** Whether an account number passes mod 97 (ISO 13616). */
export function passesMod97(iban: string): boolean {
  const bare = iban.replaceAll(/[ .]/g, '')
  return mod97(asDigits(bare.slice(4) + bare.slice(0, 4))) === 1
}

/** An account number of the country of a language, in groups of four or in one piece. */
export function iban(random: Random, lang: string): string {
  const land = lang === 'de' ? 'DE' : lang === 'fr' ? 'FR' : lang === 'en' ? 'GB' : 'NL'
  const bank = random.pick(['ABNA', 'INGB', 'RABO', 'TRIO', 'KNAB', 'BUNQ', 'SNSB'])
  const rest = land === 'NL' ? `${bank}0${random.digits(9)}`
    : land === 'DE' ? random.digits(18)
      : land === 'FR' ? random.digits(23)
        : `${random.pick(['BARC', 'LOYD', 'NWBK', 'HBUK'])}${random.digits(14)}`
  const check = String(98 - mod97(asDigits(`${rest}${land}00`))).padStart(2, '0')
  const whole = `${land}${check}${rest}`
  return random.chance(0.6) ? (whole.match(/.{1,4}/g) ?? []).join(' ') : whole
}

/** Whether digits pass the Luhn test. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const worth = index % 2 === 1 ? digit * 2 : digit
    sum += worth > 9 ? worth - 9 : worth
  }
  return sum % 10 === 0
}

/** A card number of a known issuer range, in groups or in one piece. */
export function card(random: Random): string {
  const begin = `${random.pick(['4', '51', '53', '55'])}${random.digits(14)}`.slice(0, 15)
  const digits = [...'0123456789'].map((last) => begin + last).find(passesLuhn) ?? begin
  return random.chance(0.6) ? (digits.match(/.{4}/g) ?? []).join(' ') : digits
}

/** German tax number (11 digits, exactly one digit twice among ten, mod 11,10). */
export function steuerId(random: Random): string {
  const order = [...'0123456789'].sort(() => random.next() - 0.5)
  const ten = order.slice(0, 9)
  ten.splice(random.between(2, 9), 0, ten[0] ?? '1')
  if (ten[0] === '0') ten.reverse()
  if (ten[0] === '0') return steuerId(random)
  let product = 10
  for (const digit of ten) {
    const sum = (Number(digit) + product) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  const check = (11 - product) % 10
  const all = `${ten.join('')}${check}`
  return random.chance(0.5) ? `${all.slice(0, 2)} ${all.slice(2, 5)} ${all.slice(5, 8)} ${all.slice(8)}` : all
}

/** German health insurance number: letter, eight digits, check digit (weights 1 and 2 over letter value and digits). */
export function kvnr(random: Random): string {
  const letter = random.between(1, 26)
  const digits = random.digits(8)
  const sum = [...`${String(letter).padStart(2, '0')}${digits}`]
    .reduce((total, digit, index) => {
      const worth = Number(digit) * (index % 2 === 0 ? 1 : 2)
      return total + (worth > 9 ? worth - 9 : worth)
    }, 0)
  return `${String.fromCharCode(64 + letter)}${digits}${sum % 10}`
}

/** French social security number with its two key digits (97 minus the rest). */
export function nir(random: Random, gender: 'f' | 'm'): string {
  const month = String(random.between(1, 12)).padStart(2, '0')
  const land = String(random.between(1, 95)).replace(/^20$/, '21').padStart(2, '0')
  const town = String(random.between(1, 899)).padStart(3, '0')
  const parts = [gender === 'f' ? '2' : '1', String(random.between(40, 99)), month, land, town, random.digits(3)]
  const key = String(97 - mod97(parts.join(''))).padStart(2, '0')
  return random.chance(0.7) ? [...parts, key].join(' ') : [...parts, key].join('')
}

/** British NHS number (mod 11), mostly in groups. */
export function nhs(random: Random): string {
  for (;;) {
    const nine = `${random.pick(['4', '6', '7'])}${random.digits(8)}`
    const check = (11 - weighed(nine, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11
    if (check !== 10) return `${nine.slice(0, 3)} ${nine.slice(3, 6)} ${nine.slice(6)}${check}`
  }
}

/** British national insurance number. */
export function nino(random: Random): string {
  const pair = `${random.pick([...'ABCEHJLNPRS'])}${random.pick([...'ABCEHJLMPRSTXY'])}`.replace(/^(?:NK|BN|AN)$/, 'AB')
  const digits = random.digits(6)
  const last = random.pick([...'ABCD'])
  return random.chance(0.5) ? `${pair} ${digits.match(/../g)?.join(' ') ?? ''} ${last}` : `${pair}${digits}${last}`
}

/** Belgian national number (mod 97 over nine digits). */
export function rrn(random: Random): string {
  const day = [random.between(40, 99), random.between(1, 12), random.between(1, 28)].map((part) => String(part).padStart(2, '0'))
  const serial = String(random.between(1, 997)).padStart(3, '0')
  const check = String(97 - Number(day.join('') + serial) % 97).padStart(2, '0')
  return `${day.join('.')}-${serial}.${check}`
}
