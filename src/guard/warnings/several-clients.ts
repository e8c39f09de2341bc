import { foldedWords } from '../fold.ts'
import { numberPlaces } from '../person-numbers.ts'
import { identityOf } from './file-identity.ts'
import { attachmentMismatch } from './attachments.ts'
import type { Alarm, Situation } from './warning.ts'

/** Files whose own fields are read. */
const FILES_MAX = 20

/** Files about different people go outside in one mail that names them not all. */
export function severalClients(situation: Situation): Alarm[] {
  const { draft, newText, setting } = situation
  if (setting.outside.length === 0 || draft.attachments.length < 2) return []
  const told = new Set(foldedWords(`${draft.subject} ${newText.slice(0, 20_000)}`))
  const people: { id: string, names: string[] }[] = []
  for (const { id, text } of draft.attachments.slice(0, FILES_MAX)) {
    const names = text === undefined ? [] : identityOf(text)
    if (names.length > 0 && !people.some((one) => one.names.some((name) => names.includes(name)))) people.push({
      id, names,
    })
  }
  const untold = people.filter(({ names }) => !names.some((name) => told.has(name)))
  const isUntold = people.length >= 2 && untold.length > 0
  const numbered = isUntold ? [] : filesOfDifferentNumbers(situation, told)
  if ((!isUntold && numbered.length < 2) || attachmentMismatch(situation).length > 0) return []
  return isUntold ? [{ id: 'several-clients', score: 0.7, attachments: people.map(({ id }) => id), rules: ['files-of-different-people'] }]
    : [{ id: 'several-clients', score: 0.7, attachments: numbered, rules: ['files-with-different-numbers'] }]
}

/** A number is one from this confidence on. */
const SURE_NUMBER = 0.5
/** Numbers of one kind that a file may hold and still be about one person and those next to them. */
const NUMBERS_OF_ONE_MAX = 2

/**
 * Files with different people's numbers of one kind, while the text names nobody of whom the numbers are: by the number, or by
 * the names in the file.
 */
function filesOfDifferentNumbers({ draft, policy }: Situation, told: ReadonlySet<string>): string[] {
  const kinds = new Map<string, Map<string, Set<string>>>()
  const written = new Set<string>()
  for (const { key, type, confidence, attachment } of numberPlaces(draft, policy)) {
    if (confidence < SURE_NUMBER) continue
    if (attachment === undefined) written.add(key)
    else {
      const files = kinds.get(type) ?? new Map<string, Set<string>>()
      kinds.set(type, files.set(attachment, (files.get(attachment) ?? new Set()).add(key)))
    }
  }
  const namesOf = new Map(draft.attachments.map(({ id, text }) => [id, text === undefined ? [] : identityOf(text)]))
  for (const files of kinds.values()) {
    const few = [...files].filter(([, keys]) => keys.size <= NUMBERS_OF_ONE_MAX)
    const apart = few.filter(([id, keys]) => few.some(([other, others]) => other !== id && keys.isDisjointFrom(others)))
    const untold = apart.filter(([id, keys]) => written.isDisjointFrom(keys)
      && !(namesOf.get(id) ?? []).some((name) => told.has(name)))
    if (apart.length >= 2 && untold.length > 0) return apart.map(([id]) => id)
  }
  return []
}
