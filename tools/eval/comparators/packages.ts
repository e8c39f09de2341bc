import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { goesOut, partsOf, type Marked, type System } from '../answers.ts'

/**
 * Packages from npm that say they find personal data, run as their own pages show. They live in this folder's own package,
 * installed on first use, so that the product stays free of them. Each is judged twice: on everything it marks, and on
 * the kinds of which a mail policy could make a rule (without names, addresses, dates and plain digits, which stand in
 * every signature).
 */
const folder = import.meta.dirname
type Found = Omit<Marked, 'part'>
interface Package { readonly name: string, readonly contact: readonly string[],
  readonly load: () => (text: string) => Found[] }

const from = createRequire(join(folder, 'package.json'))

const packages: readonly Package[] = [
  { name: 'pii-filter', contact: ['first_name', 'family_name', 'email_address', 'phone_number', 'date', 'pet_name'], load: () => {
    const filter = from('pii-filter') as PiiFilter
    const classifier = filter.make_pii_classifier(filter.languages.nl.make_lm())
    return (text) => classifier.classify(text).pii.map(({ type, value, start_pos, end_pos }) =>
      ({ type, value, start: start_pos, end: end_pos }))
  } },
  { name: '@openredaction/openredaction', contact: ['NAME', 'EMAIL', 'PHONE', 'URL', 'DATE', 'ADDRESS', 'POSTCODE', 'INSTAGRAM', 'TWITTER'], load: () => {
    const { OpenRedaction } = from('@openredaction/openredaction') as OpenRedactionPackage
    const shield = new OpenRedaction()
    return (text) => shield.detect(text).detections.map(({ type, value, position: [start, end] }) =>
      ({ type, value, start, end }))
  } },
  { name: 'redact-pii', contact: ['PERSON_NAME', 'NAME', 'EMAIL_ADDRESS', 'PHONE_NUMBER', 'URL', 'DIGITS', 'STREET_ADDRESS', 'ZIPCODE', 'USERNAME'], load: () => {
    const { SyncRedactor } = from('redact-pii') as RedactPii
    const redactor = new SyncRedactor()
    // It gives the text back with the kinds filled in, and no places.
    return (text) => [...redactor.redact(text).matchAll(/\b[A-Z]+(?:_[A-Z]+)*\b/g)].map(([type]) => type)
      .filter((type) => KINDS.includes(type) && !text.includes(type))
      .map((type) => ({ type, value: '', start: 0, end: 0 }))
  } },
]

const KINDS = ['PERSON_NAME', 'NAME', 'EMAIL_ADDRESS', 'PHONE_NUMBER', 'URL', 'DIGITS', 'STREET_ADDRESS', 'ZIPCODE', 'USERNAME', 'PASSWORD', 'CREDENTIALS', 'CREDIT_CARD_NUMBER', 'US_SOCIAL_SECURITY_NUMBER', 'IP_ADDRESS']

interface PiiFilter {
  readonly make_pii_classifier: (model: unknown) => { readonly classify: (text: string) =>
    { readonly pii: readonly {
      readonly type: string, readonly value: string, readonly start_pos: number, readonly end_pos: number,
    }[] } }
  readonly languages: { readonly nl: { readonly make_lm: () => unknown } }
}
interface OpenRedactionPackage {
  readonly OpenRedaction: new () => { readonly detect: (text: string) =>
    { readonly detections: readonly { readonly type: string, readonly value: string,
    readonly position: readonly [number, number] }[] } }
}
interface RedactPii { readonly SyncRedactor: new () => { readonly redact: (text: string) => string } }

/** The systems that could be loaded, and a line for each that could not. */
export function packageSystems(): { readonly systems: System[], readonly missing: string[] } {
  if (!existsSync(join(folder, 'node_modules'))) {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const missing: string[] = []
  const systems = packages.flatMap((one) => {
    try {
      const find = one.load()
      return [system(one, find, false), system(one, find, true)]
    } catch (error) {
      missing.push(`${one.name}: not run (${error instanceof Error ? error.message.split('\n')[0] : 'could not be loaded'})`)
      return []
    }
  })
  return { systems, missing }
}

function system({ name, contact }: Package, find: (text: string) => Found[], isNarrow: boolean): System {
  const known = new Map<string, Marked[]>()
  return {
    name: isNarrow ? `${name}, sensitive kinds` : `${name}, any mark`,
    about: isNarrow ? 'the same without names, contact data, dates and plain digits' : 'secured when it marks anything; mail that stays inside is let through',
    answer: (cases) => cases.map((one) => {
      const marks = known.get(one.id) ?? partsOf(one).flatMap(({ name: part, text }) => text === '' ? [] : find(text).map((mark) => ({ ...mark, part })))
      known.set(one.id, marks)
      const entities = isNarrow ? marks.filter(({ type }) => !contact.some((kind) => type === kind || type.startsWith(`${kind}_`))) : marks
      return { id: one.id, secure: goesOut(one) && entities.length > 0, reasons: [], entities, warn: [] }
    }),
  }
}
