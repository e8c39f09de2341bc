import { partsOf, type Answer, type Marked } from './answers.ts'
import type { PresendCase } from './compose.ts'

/** Which values of the gold were marked, and which marks were right. */

const CREDENTIAL = ['PASSWORD', 'PIN', 'API_KEY', 'PRIVATE_KEY', 'CREDENTIAL', 'CODE', 'SECRET', 'TOKEN', 'KEY']
const NATIONAL = ['NATIONAL_ID', 'BSN', 'STEUER_ID', 'KVNR', 'NIR', 'NINO', 'NHS', 'RIJKSREGISTER', 'RVNR', 'EHIC']

/** Names under which a gold type may be marked; a type that is not here only under its own. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  PASSWORD: CREDENTIAL, PIN: CREDENTIAL, API_KEY: CREDENTIAL, PRIVATE_KEY: CREDENTIAL,
  BSN: ['BSN', 'NATIONAL_ID'], STEUER_ID: ['STEUER_ID', 'NATIONAL_ID'], KVNR: ['KVNR', 'NATIONAL_ID'], NIR: ['NIR', 'NATIONAL_ID'],
  NINO: ['NINO', 'NATIONAL_ID'], NHS: ['NHS', 'NATIONAL_ID'], RIJKSREGISTER: ['RIJKSREGISTER', 'NATIONAL_ID'],
  PASSPORT: ['PASSPORT', 'ID_CARD', 'IDENTITY_DOCUMENT', 'MRZ', 'NATIONAL_ID'], HEALTH: ['HEALTH', 'MEDICATION'], MEDICATION: ['HEALTH', 'MEDICATION'],
  CRIMINAL: ['CRIMINAL', 'LEGAL'], LEGAL: ['CRIMINAL', 'LEGAL'], PERSONAL: ['PERSONAL', 'CHILD', 'SPECIAL', 'CRIMINAL', 'LEGAL', 'FINANCIAL', 'HEALTH'],
}

/** Types whose values have a check or a fixed shape: their precision and recall are counted on their own. */
export const IDENTIFIERS: readonly string[] = ['IBAN', 'CARD', 'PASSPORT', 'ID_CARD', 'MRZ', ...NATIONAL]

const isOf = (gold: string, type: string): boolean => (FAMILIES[gold] ?? [gold]).includes(type)

interface Place { readonly type: string, readonly part: string, readonly start: number, readonly end: number }

/** Every place where a gold value stands. */
function places(one: PresendCase): Place[] {
  return one.expect.entities.flatMap(({ type, value }) => partsOf(one).flatMap(({ name, text }) => {
    const found: Place[] = []
    for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + value.length)) {
      found.push({ type, part: name, start, end: start + value.length })
    }
    return found
  }))
}

const overlap = (place: Place, mark: Marked): boolean => place.part === mark.part && place.start < mark.end
  && mark.start < place.end

export interface ValueFound { readonly type: string, readonly value: string, readonly isFound: boolean }

/** For every gold value: whether a mark of its family lies over it somewhere. */
export function valuesFound(one: PresendCase, answer: Answer): ValueFound[] {
  const all = places(one)
  return one.expect.entities.map(({ type, value }) => {
    const here = all.filter((place) => place.type === type && place.end - place.start === value.length
      && partsOf(one).some(({ name, text }) => name === place.part && text.slice(place.start, place.end) === value))
    return { type, value, isFound: answer.entities.some((mark) => isOf(type, mark.type) && here
      .some((place) => overlap(place, mark))) }
  })
}

/** Identifier marks that lie over no gold value of their family: false ones. */
export function wrongIdentifiers(one: PresendCase, answer: Answer): Marked[] {
  const all = places(one)
  return answer.entities.filter((mark) => IDENTIFIERS.includes(mark.type) && !all
    .some((place) => isOf(place.type, mark.type) && overlap(place, mark)))
}

/** Identifier marks that lie over a gold value of their family. */
export function rightIdentifiers(one: PresendCase, answer: Answer): Marked[] {
  const wrong = new Set(wrongIdentifiers(one, answer))
  return answer.entities.filter((mark) => IDENTIFIERS.includes(mark.type) && !wrong.has(mark))
}
