import { columnHeader, nearest, type Reading } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { beginsFree, personNear, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const MONTHS = 'jan(?:uari|uary|uar|vier|\\.)?|feb(?:ruari|ruary|ruar|\\.)?|f[ée]vrier|maart|mrt|march|m[äa]rz|mars|apr(?:il|\\.)?|avril|mei|may|mai|juni|june|juin|jun|juli|july|juillet|jul|aug(?:ustus|ust|\\.)?|ao[ûu]t|sep(?:tember|tembre|t|\\.)?|oktober|october|octobre|okt|oct|nov(?:ember|embre|\\.)?|dec(?:ember|\\.)?|dezember|d[ée]cembre|dez'
const NUMERIC = new RegExp(String.raw`(?:(\d{1,2})([-/. ])(\d{1,2})\2((?:19|20)?\d\d)|((?:19|20)\d\d)([-/.])(\d{1,2})\6(\d{1,2}))(?![\w/-]|[.,]\d)`, 'y')
const WRITTEN = new RegExp(`(?:(\\d{1,2})(?:e|er|st|nd|rd|th|\\.)?[ .-]{0,2}(?:de |of )?(?:${MONTHS})[ .,-]{1,2}((?:19|20)\\d\\d)|(?:${MONTHS})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\\d\\d))(?![\\w/])`, 'yi')

const birthWord = classFlags('birth-word')
const testWord = classFlags('test')
const dateWord = classFlags('invoice', 'order-word', 'public')
const EVENT_BEFORE = new RegExp(String.raw`(?:\bop|\bper|\bvanaf|\btot(?: en met)?|\bt/m|\bd\.?d\.?|\bdatum|\bverzonden|\bsent|\bdate|\bon|\bsince|\bfrom|\buntil|\bby|\bam|\bvom|\bbis|\bab|\bseit|\ble|\bdu|\bau|\bdepuis|\bgesendet|\benvoyé|\bsinds|\bversie|\bversion|\bvan|\bwet|\bbesluit)\s*:?\s*$`, 'i')

/** Name, date, street, postcode: a row of a list of people. */
const ADDRESS_BEHIND = /^\)?[,;\t]\s?(?:[\p{L}][\p{L}'’. -]{2,30} \d{1,4}(?: ?[a-z]| bis| ter)?|\d{1,4}(?: bis| ter)? [\p{L}][\p{L}'’. -]{3,30})[,;\t] ?(?:\d{4} ?[a-z]{2}\b|\d{4,5} \p{L}{3})/iu

/** A time right behind makes it a moment: a mail's header, an appointment. */
const TIME_BEHIND = /^,?\s{1,3}(?:om |at |um |à |- )?\d{1,2}[:.h]\d\d/

/** Dates of birth: a date in a person's past, by its word, its column, or the name before it. */
export const birthDate: Detector = {
  id: 'birth-date',
  type: 'DOB',
  title: { nl: 'Geboortedatum', en: 'Date of birth', de: 'Geburtsdatum', fr: 'Date de naissance' },
  basis: 'AVG art. 4 lid 1',
  check: 'a day that exists, in a person’s past',
  feeds: null,
  find(reading, { persons, setting }) {
    const hits: Hit[] = []
    if (!/\d/.test(reading.text)) return hits
    const yearNow = new Date(setting.knowledge.now).getUTCFullYear()
    for (const match of dates(reading)) {
      const year = yearOf(match, yearNow)
      if (year === undefined || year.value < 1900 || year.value > yearNow || !isDay(match)) continue
      const span = { start: match.index, end: match.index + match[0].length }
      const why: string[] = ['date']
      let score = -2.2 - (year.isShort ? 1.5 : 0)
      const add = (value: number, rule: string): void => { score += value; why.push(rule) }
      const header = columnHeader(reading, span.start)
      if (header !== undefined && /^(?:geb|birth|dob|d\.o\.b|naiss|geburt|date of birth)/.test(header)) add(6, 'column:birth')
      const word = nearest(reading, span, birthWord, { before: 40, after: 18 })
      if (word !== 0) add(word < 0 ? 5 : 2.5, 'context:birth')
      if (/[*°]\s?$/.test(reading.text.slice(Math.max(0, span.start - 3), span.start))) add(3, 'mark:birth')
      const age = yearNow - year.value
      add(age >= 17 ? 1.1 : age >= 3 ? 0.2 : -2, 'age')
      const person = personNear(persons, span, 45)
      const before = reading.text.slice(Math.max(0, span.start - 24), span.start)
      if (EVENT_BEFORE.test(before)) add(-2, 'context:event')
      if (TIME_BEHIND.test(reading.text.slice(span.end, span.end + 16))) add(-6, 'time-behind')
      if (person !== undefined && person.end <= span.start && person.kind !== 'addressee' && person.weight > 0.5) {
        const between = reading.text.slice(person.end, span.start)
        add(/^[\s,(;|:/-]*$/.test(between) ? 3 : /[.!?]/.test(between) ? 0.2 : 1, 'person-before')
      }
      if (ADDRESS_BEHIND.test(reading.text.slice(span.end, span.end + 70))) add(3.5, 'address-behind')
      if (nearest(reading, span, testWord, { before: 60, after: 0 }) !== 0) add(-4.5, 'context:test')
      if (nearest(reading, span, dateWord, { before: 30, after: 20 }) !== 0) add(-1.5, 'context:date')
      hits.push({ ...span, confidence: share(score), why })
      if (hits.length >= HITS_MAX) break
      }
    return hits
  },
  examples: {
    hit: ['geboren 6-6-1982', 'geb. 02-10-2012', 'Ties Wouda, 02-10-1972', 'naam;geb\nOudejans;1944-05-02', 'Igor Petrenko (11 Jan 1984, passport)', 'DOB 14/09/1987', 'Herr Klein, geb. am 3. April 1961', 'née le 4 mars 1950', 'Dieuwertje Keuning, 09-01-2010, Achterdijk 106, 8619 RH Zoutkerk'],
    miss: ['factuur van 12-03-2019', 'vergadering op 4 juni 2025', '31-02-1980 geboren', 'versie 1.2.2019', 'Op 1-10-2025 schreef Jorn', 'Christian Yoder\n09/11/2000 08:06 AM'],
  },
}

/** Every written date of a block, in order. */
function* dates({ text, scan }: Reading): Generator<RegExpExecArray> {
  for (let index = 0, free = 0; index < scan.numbers.length; index += 1) {
    const token = scan.numbers[index] ?? 0
    const at = scan.start[token] ?? 0
    if (at < free) continue
    let match: RegExpExecArray | null = null
    if (text.charCodeAt(at) <= 57 && beginsFree(text, at)) {
      NUMERIC.lastIndex = at
      match = (scan.digits[index] ?? 0) < 4 ? null : NUMERIC.exec(text)
      WRITTEN.lastIndex = at
      match ??= WRITTEN.exec(text)
    }
    // The month first: "September 21, 2000".
    const before = scan.start[token - 1] ?? 0
    if (match === null && token > 0 && before >= free && at - before < 12) {
      WRITTEN.lastIndex = before
      match = WRITTEN.exec(text)
    }
    if (match === null) continue
    free = match.index + match[0].length
    yield match
  }
}

function yearOf(match: RegExpExecArray, now: number): { value: number, isShort: boolean } | undefined {
  const text = match[4] ?? match[5] ?? match[2]
  const written = text !== undefined && /^\d+$/.test(text) ? text : match[4]
  if (written === undefined) return undefined
  const value = Number(written)
  if (written.length === 4) return { value, isShort: false }
  return { value: 2000 + value > now ? 1900 + value : 2000 + value, isShort: true }
}

/** A day that exists in its month, as day-month or month-day. */
function isDay(match: RegExpExecArray): boolean {
  const [day, month] = match[5] === undefined ? [match[1], match[3]] : [match[8], match[7]]
  if (match[2] !== undefined && /^\d{4}$/.test(match[2])) return Number(match[1]) >= 1 && Number(match[1]) <= 31
  if (day === undefined || month === undefined) return Number(day ?? month) <= 31
  const [d, m] = [Number(day), Number(month)]
  const fits = (inMonth: number, ofYear: number): boolean => ofYear >= 1 && ofYear <= 12 && inMonth >= 1
    && inMonth <= ([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][ofYear - 1] ?? 0)
  return fits(d, m) || (fits(m, d) && match[2] === '/')
}
