import * as numbers from './numbers.ts'
import { names, type Names } from './names.ts'
import type { Random } from './random.ts'

/**
 * Slots and marks of a heart. Persons: `{A}` `{B}` `{C}` women, `{X}` `{Y}` `{Z}` men, whose names are sensitive there;
 * `{R}` the recipient, `{Q}` and `{S}` colleagues, whose names are not. A letter after it: `v` first name, `a` surname, `i`
 * initials and surname, `t` title and surname (`g` as it is greeted). `{bsn}` `{iban}` ... make identifiers (`{bsn2}` another one, `{pin}`...).
 * `<this|that>` is a choice. `[h:...]` marks words that make a mail sensitive.
 */
export interface Person { readonly gender: 'f' | 'm', readonly first: string, readonly last: string, readonly initials: string }
export interface Entity { readonly type: string, readonly value: string }

/** What the marks mean. */
const MARKS: Readonly<Record<string, string>> = {
  h: 'HEALTH', m: 'MEDICATION', f: 'FINANCIAL', c: 'CRIMINAL', s: 'SPECIAL', p: 'PERSONAL', x: 'PASSWORD', b: 'BUSINESS', l: 'LEGAL',
}

/** Which slots are values that make a mail sensitive, as what. Others are just words and numbers. */
const TYPES: Readonly<Record<string, string>> = {
  bsn: 'BSN', iban: 'IBAN', card: 'CARD', dob: 'DOB', kdob: 'DOB', adr: 'ADDRESS', tel: 'PHONE', pas: 'PASSPORT', ukpas: 'PASSPORT',
  depas: 'PASSPORT', frpas: 'PASSPORT', stid: 'STEUER_ID', kvnr: 'KVNR', nirf: 'NIR', nirm: 'NIR', nino: 'NINO', nhs: 'NHS',
  rrn: 'RIJKSREGISTER', pw: 'PASSWORD', pin: 'PIN', key: 'API_KEY', pem: 'PRIVATE_KEY',
}

const MONTHS: Readonly<Record<string, readonly string[]>> = {
  nl: 'januari februari maart april mei juni juli augustus september oktober november december'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
}
const DAYS: Readonly<Record<string, readonly string[]>> = {
  nl: 'maandag dinsdag woensdag donderdag vrijdag'.split(' '), en: 'Monday Tuesday Wednesday Thursday Friday'.split(' '),
  de: 'Montag Dienstag Mittwoch Donnerstag Freitag'.split(' '), fr: 'lundi mardi mercredi jeudi vendredi'.split(' '),
}

/** What one case is filled with; the same slot is the same value all through the case. */
export interface Filling {
  readonly person: (letter: string) => Person
  /** Fills a text; values that are sensitive go into `entities`. */
  readonly fill: (text: string, entities: Entity[]) => string
  readonly date: () => string
}

/** A filling of a language; `fixed` holds values that the case decides, such as the name and account of the organisation. */
export function filling(random: Random, lang: string, fixed: Readonly<Record<string, string>>): Filling {
  const list = names[lang] ?? names['nl']
  if (list === undefined) throw new Error('no names')
  const persons = new Map<string, Person>()
  const person = (letter: string): Person => {
    const known = persons.get(letter)
    if (known !== undefined) return known
    const made = newPerson(random, list, letter, new Set([...persons.values()]
      .flatMap(({ first, last }) => [first, last])))
    persons.set(letter, made)
    return made
  }
  const values = new Map(Object.entries(fixed))
  const value = (slot: string): string => {
    const known = values.get(slot)
    if (known !== undefined) return known
    const make = makers[slot] ?? makers[slot.slice(0, -1)]
    if (make === undefined) throw new Error(`unknown slot ${slot}`)
    const made = make(random, lang, list)
    values.set(slot, made)
    return made
  }
  const typeOf = (slot: string): string | undefined => TYPES[slot] ?? TYPES[slot.replace(/\d$/, '')]
  const fill = (text: string, entities: Entity[]): string => {
    const chosen = text.replace(/<([^<>\n]*\|[^<>\n]*)>/g, (_, options: string) => random.pick(options.split('|')))
    const filled = chosen.replace(/\{([A-Z])([vaitg]?)\}/g, (_, letter: string, form: string) => {
      const name = written(person(letter), form, lang, list)
      if ('ABCXYZ'.includes(letter)) entities.push({ type: 'PERSON', value: name })
      return name
    }).replace(/\{([a-z]+\d*x?\d?)\}/g, (_, slot: string) => {
      const made = value(slot)
      const type = typeOf(slot)
      if (type !== undefined) entities.push({ type, value: type === 'PRIVATE_KEY' ? made.split('\n')[0] ?? '' : made })
      return made
    })
    return filled.replace(/\[([a-z]):([^\]]*)\]/g, (_, mark: string, words: string) => {
      entities.push({ type: MARKS[mark] ?? '', value: words })
      return words
    })
  }
  return { person, fill, date: () => value('date') }
}

function newPerson(random: Random, list: Names, letter: string, taken: ReadonlySet<string>): Person {
  const gender = 'ABC'.includes(letter) ? 'f' : 'XYZ'.includes(letter) ? 'm' : random.chance(0.5) ? 'f' : 'm'
  for (;;) {
    const first = random.pick(list[gender])
    const last = random.pick(list.last)
    if (taken.has(first) || taken.has(last)) continue
    const more = Array.from({ length: random.between(0, 2) }, () => `${random.pick([...'ABCDEGHJKLMPRSTW'])}.`).join('')
    return { gender, first, last, initials: `${first.slice(0, 1)}.${more}` }
  }
}

/** A name in one of its forms; a Dutch prefix gets its capital when no first name or initial stands before it. */
export function written(who: Person, form: string, lang: string, list: Names): string {
  const alone = lang === 'nl' && !who.last.startsWith('\'') ? who.last.slice(0, 1).toUpperCase() + who.last.slice(1) : who.last
  if (form === 'v') return who.first
  if (form === 'a') return alone
  if (form === 'i') return `${who.initials} ${who.last}`
  if (form === 'g') return `${list.titles[who.gender]} ${alone}`
  if (form === 't') return `${lang === 'de' && who.gender === 'm' ? 'Herrn' : list.titles[who.gender]} ${alone}`
  return `${who.first} ${who.last}`
}

type Maker = (random: Random, lang: string, list: Names) => string
const two = (number: number): string => String(number).padStart(2, '0')

function birthDate(random: Random, lang: string, from: number, to: number): string {
  const [day, month, year] = [random.between(1, 28), random.between(1, 12), random.between(from, to)]
  const name = MONTHS[lang]?.[month - 1] ?? ''
  const shape = random.between(0, 3)
  if (shape === 0) return `${day} ${name} ${year}`.replace(/^(\d+) /, lang === 'de' ? '$1. ' : '$1 ')
  if (lang === 'de') return `${two(day)}.${two(month)}.${year}`
  if (lang === 'en' || lang === 'fr') return `${two(day)}/${two(month)}/${year}`
  return shape === 1 ? `${day}-${month}-${year}` : shape === 2 ? `${two(day)}-${two(month)}-${year}` : `${day}/${month}/${year}`
}

const letters = (random: Random, alphabet: string, count: number): string => Array.from({ length: count }, () => random.pick([...alphabet])).join('')
const MIXED = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

function password(random: Random): string {
  const word = (): string => random.pick('Zonnebrug Kastanje Regenjas Fietsbel Waterval Sneeuwuil Lantern Marigold Teacup Driftwood Kirschbaum Windmühle Tournesol Papillon Nuage'.split(' '))
  const shape = random.between(0, 4)
  if (shape === 0) return `${word()}${random.pick([...'!#@$%&'])}${random.digits(2)}`
  if (shape === 1) return letters(random, `${MIXED}!#%`, 9) + random.digits(2)
  if (shape === 2) return `${word()}-${word()}-${random.digits(2)}`
  if (shape === 3) return `${word()}${random.between(1950, 2026)}`
  return `${word().replaceAll('e', '3').replaceAll('a', '@')}${random.digits(1)}`
}

function phone(random: Random, lang: string): string {
  if (lang === 'en') return `07700 900${random.digits(3)}`
  if (lang === 'de') return `0151 ${random.digits(8)}`
  if (lang === 'fr') return `06 39 98 ${random.digits(2)} ${random.digits(2)}`
  return random.chance(0.7) ? `06${random.pick(['-', ' ', ''])}${random.digits(8)}` : `0${random.between(113, 599)}-${random.digits(6)}`
}

function address(random: Random, lang: string, list: Names): string {
  const [street, place] = [random.pick(list.streets), random.pick(list.places)]
  const number = random.between(1, 240)
  if (lang === 'en') return `${number} ${street}, ${place} ${letters(random, 'BCDHLMNPRSTW', 2)}${random.between(1, 20)} ${random.between(1, 9)}${letters(random, 'ABDEFGHJLNPQRSTUWXYZ', 2)}`
  if (lang === 'de') return `${street} ${number}, ${random.between(10000, 98999)} ${place}`
  if (lang === 'fr') return `${number} ${street}, ${random.between(10000, 94999)} ${place}`
  return `${street} ${number}${random.pick(['', '', 'a', ' bis'])}, ${random.between(1100, 9899)} ${letters(random, 'BCDGHJKLNPRTVWX', 2)} ${place}`
}

function amount(random: Random, lang: string): string {
  const whole = random.between(40, 9800)
  const [group, point] = lang === 'en' ? [',', '.'] : lang === 'fr' ? [' ', ','] : ['.', ',']
  const grouped = whole > 999 ? `${Math.floor(whole / 1000)}${group}${String(whole % 1000).padStart(3, '0')}` : String(whole)
  const number = `${grouped}${point}${random.digits(2)}`
  return lang === 'en' ? `£${number}` : lang === 'nl' ? `€ ${number}` : `${number} Euro`.replace('Euro', lang === 'fr' ? 'euros' : 'Euro')
}

function futureDate(random: Random, lang: string): string {
  const [day, month] = [random.between(1, 28), random.between(0, 11)]
  const name = MONTHS[lang]?.[month] ?? ''
  if (random.chance(0.5)) return lang === 'de' ? `${day}. ${name}` : `${day} ${name}`
  return lang === 'de' ? `${two(day)}.${two(month + 1)}.2026` : lang === 'nl' ? `${day}-${month + 1}-2026` : `${two(day)}/${two(month + 1)}/2026`
}

/** Nine digits that fail the 11-test. */
function plainNine(random: Random): string {
  const digits = `${random.between(1, 9)}${random.digits(8)}`
  return numbers.passesElevenTest(digits) ? plainNine(random) : digits
}

/** Sixteen digits that pass Luhn and begin as no card does. */
function luhnNumber(random: Random): string {
  const begin = `9${random.digits(14)}`
  return [...'0123456789'].map((last) => begin + last).find(numbers.passesLuhn) ?? begin
}

const makers: Readonly<Record<string, Maker>> = {
  bsn: numbers.writtenBsn, iban: numbers.iban, card: numbers.card, stid: numbers.steuerId, kvnr: numbers.kvnr,
  nirf: (random) => numbers.nir(random, 'f'), nirm: (random) => numbers.nir(random, 'm'), nino: numbers.nino, nhs: numbers.nhs, rrn: numbers.rrn,
  dob: (random, lang) => birthDate(random, lang, 1936, 1999),
    kdob: (random, lang) => birthDate(random, lang, 2010, 2021),
  adr: address, tel: phone, pw: password, pin: (random) => random.digits(random.pick([4, 4, 5, 6])),
  pas: (random) => `${letters(random, 'BDHNPRSX', 2)}${letters(random, 'BCDFGHJKLMNPRTVWX123456789', 6)}${random.digits(1)}`,
  ukpas: (random) => `${random.between(1, 9)}${random.digits(8)}`, depas: (random) => `C${letters(random, 'CFGHJKLMNPRTVWXYZ0123456789', 7)}${random.digits(1)}`,
  frpas: (random) => `${two(random.between(5, 24))}${letters(random, 'ABCDEFHKLPRTV', 2)}${random.digits(5)}`,
  key: (random) => `${random.pick(['kb', 'tun', 'wlf', 'orx'])}_live_${letters(random, MIXED, 28)}`,
  pem: (random) => Array.from({ length: 5 }, () => letters(random, `${MIXED}+/`, 64)).join('\n'),
  b64: (random) => letters(random, MIXED, 43),
  n6: (random) => `${random.between(1, 9)}${random.digits(5)}`, n8: (random) => `${random.between(1, 9)}${random.digits(7)}`, n9: plainNine,
  n9x: numbers.bsn, n10: (random) => `${random.between(1, 9)}${random.digits(9)}`, n11: (random) => `${random.between(1, 9)}${random.digits(10)}`, n16x: luhnNumber,
  eur: amount, date: futureDate, month: (random, lang) => random.pick(MONTHS[lang] ?? []),
    wd: (random, lang) => random.pick(DAYS[lang] ?? []),
  time: (random) => `${random.between(8, 17)}.${random.pick(['00', '15', '30', '45'])}`, year: (random) => String(random.between(2015, 2025)),
  place: (random, _lang, list) => random.pick(list.places), street: (random, _lang, list) => random.pick(list.streets),
}
