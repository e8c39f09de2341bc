import { goesOut, partsOf, type Marked, type System } from '../answers.ts'
import { passesElevenTest, passesLuhn, passesMod97 } from '../numbers.ts'

/**
 * Microsoft Purview's published definitions of sensitive information types, as we read them (learn.microsoft.com/purview,
 * entity definition pages; ours, no code of theirs): a pattern, its check, and for most types a keyword within 300
 * characters. What has medium confidence or more counts, which is what its policy templates begin with. The bundled types
 * that rest on models (names, all medical terms) have no published definition and are left out.
 */
interface Definition {
  readonly type: string
  readonly shape: RegExp
  readonly passes: (bare: string) => boolean
  /** One of these within 300 characters; null: the check is enough. */
  readonly keywords: readonly string[] | null
}

/** How far a keyword may stand from the value. */
const NEAR = 300

const always = (): boolean => true
const mod11 = (bare: string): boolean => {
  const sum = [...bare].slice(0, 9).reduce((total, digit, index) => total + Number(digit) * (10 - index), 0)
  return (11 - sum % 11) % 11 === Number(bare[9])
}

const definitions: readonly Definition[] = [
  { type: 'BSN', shape: /(?<!\d)\d{8,9}(?!\d)|(?<!\d)\d{3} \d{3} \d{2,3}(?!\d)/g, passes: (bare) => passesElevenTest(bare.padStart(9, '0')),
    keywords: ['bsn', 'burgerservicenummer', 'sofinummer', 'sofi-nummer', 'persoonsnummer', 'persoonsgebonden nummer', 'citizen service number', 'personal number'] },
  { type: 'PASSPORT', shape: /\b[A-Z0-9]{9}\b/g, passes: (bare) => /\d/.test(bare), keywords: ['paspoort', 'paspoortnummer', 'passport', 'passeport', 'reisepass', 'passnummer'] },
  { type: 'IBAN', shape: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}\b/g, passes: passesMod97, keywords: null },
  { type: 'CARD', shape: /(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)/g, passes: passesLuhn,
    keywords: ['creditcard', 'credit card', 'kaart', 'kaartnummer', 'visa', 'mastercard', 'card', 'karte', 'carte', 'kreditkarte', 'geldig tot', 'gültig bis', 'expires', 'exp'] },
  { type: 'NINO', shape: /\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/g, passes: always, keywords: ['national insurance', 'ni number', 'ni no', 'nino', 'insurance number'] },
  { type: 'NHS', shape: /(?<!\d)\d{3} \d{3} \d{4}(?!\d)/g, passes: mod11, keywords: ['nhs', 'national health service'] },
  { type: 'STEUER_ID', shape: /(?<!\d)\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\d)/g, passes: always, keywords: ['steuer', 'steuer-id', 'idnr', 'identifikationsnummer', 'steuernummer', 'tin'] },
  { type: 'NIR', shape: /(?<!\d)[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}(?!\d)/g, passes: always, keywords: ['sécurité sociale', 'securite sociale', 'insee', 'numéro d\'assurance', 'social security', 'nir', 'carte vitale'] },
]

function found(text: string): Omit<Marked, 'part'>[] {
  const lower = text.toLowerCase()
  return definitions.flatMap(({ type, shape, passes, keywords }) => [...text.matchAll(shape)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length]
    if (!passes(match[0].replaceAll(/[ .-]/g, ''))) return []
    const around = lower.slice(Math.max(0, start - NEAR), end + NEAR)
    return keywords === null || keywords.some((word) => around.includes(word))
      ? [{ type, value: match[0], start, end }] : []
  }))
}

/** A policy of these types for mail that leaves the organisation. Subject, body and file text are each one text. */
export const purviewStyle: System = {
  name: 'Purview style',
  about: 'published definitions: pattern, check and keyword within 300 characters, medium confidence and up; mail that stays inside is let through',
  answer: (cases) => cases.map((one) => {
    const entities = partsOf(one).flatMap(({ name, text }) => found(text).map((mark) => ({ ...mark, part: name })))
    return { id: one.id, secure: goesOut(one) && entities.length > 0, reasons: [], entities, warn: [] }
  }),
}
