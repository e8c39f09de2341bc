import { foldedWords } from '../fold.ts'
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
    if (names.length > 0 && !people.some((one) => one.names.some((name) => names.includes(name)))) people.push({ id,
      names })
  }
  const untold = people.filter(({ names }) => !names.some((name) => told.has(name)))
  if (people.length < 2 || untold.length === 0 || attachmentMismatch(situation).length > 0) return []
  return [{ id: 'several-clients', score: 0.7, attachments: people.map(({ id }) => id), rules: ['files-of-different-people'] }]
}
