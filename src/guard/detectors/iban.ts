import { ibanLength, isIban } from '../checks.ts'
import { columnHeader, nearest } from '../reading.ts'
import { classFlags } from '../scan.ts'
import { candidates, personNear, HITS_MAX, type Detector, type Hit } from './detector.ts'

/** One end of a line, with marks of a quote, may stand in it as a blank may. */
const CANDIDATE = /[A-Za-z]{2} ?\d\d(?:(?:[ .-]|=?\r?\n[> ]{0,8})?[A-Za-z0-9]){11,30}/y
const testWord = classFlags('test')
const invoiceWord = classFlags('invoice')
const companyWord = classFlags('company')
const ownWord = classFlags('income', 'debt')

/**
 * Account numbers of all countries with one. A valid check digit is enough to be sure what it is; whether it is a
 * person's account is said by `why`: `holder:person`, `holder:business`, `holder:own`.
 */
export const iban: Detector = {
  id: 'iban',
  type: 'IBAN',
  title: { nl: 'Rekeningnummer (IBAN)', en: 'Bank account number (IBAN)', de: 'Kontonummer (IBAN)', fr: 'Numéro de compte (IBAN)' },
  basis: 'AVG art. 32',
  check: 'length of the country, mod 97; ISO 13616',
  feeds: 'financial',
  find(reading, { persons, setting }) {
    const hits: Hit[] = []
    const own = new Set(setting.knowledge.own.ibans.map((number) => number.replace(/\W/g, '').toUpperCase()))
    for (const { start, written: run } of candidates(reading, CANDIDATE, { lead: 1, digits: 2 })) {
      const length = ibanLength(run.slice(0, 2).toUpperCase())
      const written = length === 0 ? '' : takeLetters(run, length)
      const compact = readRight(written.replace(/[^A-Za-z0-9]/g, '').toUpperCase())
      if (!isIban(compact) || (/[a-z]/.test(written) && /[A-Z]/.test(written)) || /[A-Za-z0-9]/.test(reading.text[start + written.length] ?? '')) continue
      const span = { start, end: start + written.length }
      const why = ['mod-97']
      if (own.has(compact)) why.push('holder:own')
      else if (nearest(reading, span, testWord, { before: 60, after: 40 }) !== 0) why.push('context:test')
      else {
        const person = personNear(persons, span, 90)
        const line = lineAround(reading.text, span.start)
        const holder = HOLDER.exec(reading.text.slice(span.end, span.end + 120))?.[1]
        const isBusiness = holder !== undefined && (COMPANY.test(holder) || matchesSender(holder, setting.draft.from))
        const header = columnHeader(reading, span.start)
        if (isBusiness) why.push('holder:business')
        else if (header !== undefined && !/leverancier|supplier|lieferant|fournisseur/.test(header)) why.push('holder:person')
        else if (nearest(reading, span, ownWord, { before: 140, after: 60 }) !== 0 || PRIVATE_ACCOUNT.test(line)) why.push('holder:person')
        else if (nearest(reading, span, invoiceWord, { before: 160, after: 80 }) !== 0 || nearest(reading, span, companyWord, { before: 40, after: 60 }) !== 0 || OUR_ACCOUNT.test(line)) why.push('holder:business')
        else if (person !== undefined && person.kind !== 'addressee') why.push('holder:person')
      }
      hits.push({ ...span, confidence: why.includes('context:test') ? 0.3 : 0.97, why })
      if (hits.length >= HITS_MAX) break
    }
    return hits
  },
  examples: {
    hit: ['NL91ABNA0417164300', 'op NL91 ABNA 0417 1643 00 graag', 'IBAN: DE89370400440532013000', 'BE68 5390 0754 7034', 'nl91abna0417164300', 'rekening NL91 ABNA\n0417 1643 00', '> op NL91 ABNA\n> 0417 1643 00 graag'],
    miss: ['NL92ABNA0417164300', 'NL91ABNA04171643001', 'AB12CDEF3456789012', 'Nl91ABNA0417164300', 'testrekening NL91ABNA0417164300'],
  },
}

/** Whose account it is, behind the number. */
const HOLDER = new RegExp(String.raw`(?:t\.?\s?n\.?\s?v\.?|ten name van|lautend auf|inhaber|kontoinhaber|in the name of|payable to|au nom de|titulaire)\s*:?\s*([^\n]{2,60})`, 'i')
const COMPANY = new RegExp(String.raw`\b(?:b\.?v\.?|n\.?v\.?|v\.?o\.?f\.?|stichting|vereniging|gmbh|ag|kg|ug|e\.?v\.?|ltd|limited|plc|llc|inc|sarl|sas|sa|holding|group|groep|gemeente|association|verein|kantoor|praktijk|bedrijf|winkel)\b`, 'i')
const PRIVATE_ACCOUNT = new RegExp(String.raw`\b(?:mijn|haar|zijn|hun|uw|je|jouw|my|her|his|their|your|mein|meine|sein|ihr|ihre|mon|son|votre|priv[eé])\s+(?:\S+\s+)?(?:rekening|rekeningnummer|bankrekening|iban|account|bank account|konto|bankverbindung|compte|rib)`, 'i')
const OUR_ACCOUNT = new RegExp(String.raw`\b(?:ons|onze|our|unser|unsere|auf unser|notre|nos)\s+(?:\S+\s+)?(?:rekening|rekeningnummer|bankrekening|iban|account|bank|konto|bankverbindung|compte|rib)`, 'i')

const matchesSender = (holder: string, from: string): boolean => {
  const domain = from.slice(from.lastIndexOf('@') + 1).split('.')[0] ?? ''
  const words = holder.toLowerCase().split(/[^\p{L}\d]+/u).filter((word) => word.length > 3)
  return words.some((word) => domain.includes(word))
}

function lineAround(text: string, at: number): string {
  return text.slice(Math.max(0, at - 120), at)
}

/** Where only digits stand in the accounts met most, a letter that looks like one was read wrong. */
const readRight = (compact: string): string => isIban(compact) ? compact
  : compact.replace(/^(?:NL..[A-Z]{4}|GB..[A-Z]{4}|BE|DE|AT)[A-Z0-9]*$/, (all) => {
    const from = /^(?:NL|GB)/.test(all) ? 8 : 2
    return all.slice(0, from) + all.slice(from).replace(/[OQ]/g, '0').replace(/[IL]/g, '1')
  })

/** The first `count` letters and digits, with the blanks between them. */
function takeLetters(text: string, count: number): string {
  let at = 0
  for (let left = count; at < text.length && left > 0; at += 1) if (/[A-Za-z0-9]/.test(text[at] ?? '')) left -= 1
  return text.slice(0, at)
}
