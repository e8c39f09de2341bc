import { setImmediate as nextTurn } from 'node:timers/promises'
import { searchedParts } from '../message/searched-text.ts'
import type { AccountState } from './account.ts'
import { filesReached } from './file-indexing.ts'
import { fileTexts, hasFilesToRead } from './file-texts.ts'
import { headerFieldsOf, lookedFor, type Test } from './filter.ts'
import { placesOf, type Found } from './query-sort.ts'
import type { StoredRecord } from './record.ts'
import { SeenLines } from './sort-keys.ts'
import type { EmailFilter } from './types.ts'

/** Messages whose records are looked at together. */
export const RECORDS_AT_ONCE = 256

/** How long a scan keeps the event loop. */
const TURN_MS = 10

/** Messages of one search whose files are opened once more, to see whether words that are in them stand together. */
export const FILES_LOOKED_MAX = 16

interface FilesBudget { left: number, readonly upTo: number }

/**
 * Those of some messages that fit, of what entries and the index leave open: each is opened only as far as it must be.
 * Memory stays bounded (a few hundred records, one body at a time) and the event loop gets its turn.
 */
export async function scan(
  state: AccountState, filter: EmailFilter, { test, open }: { readonly test: Test, readonly open: readonly Found[] },
): Promise<Found[]> {
  const files = { left: FILES_LOOKED_MAX, upTo: filesReached(await state.index.segments()) }
  // Where no text is asked for, only the fields that are: the rest of a record costs ten times as much.
  const only = headerFieldsOf(filter)
  const seen = only === undefined ? undefined : new SeenLines(only, (header) => header)
  const found: Found[] = []
  let turn = performance.now()
  for (let at = 0; at < open.length; at += RECORDS_AT_ONCE) {
    const some = open.slice(at, at + RECORDS_AT_ONCE)
    const records = await state.records.get(some.map(({ entry }) => entry.message))
    for (const [index, one] of some.entries()) {
      const record = records[index]
      if (record === undefined) continue
      state.facts.learn(record)
      const candidate = { message: one.entry.message, places: placesOf(one) }
      const answer = test(candidate) ?? test({ ...candidate, summary: seen?.of(record) ?? record.summary })
        ?? test({ ...candidate, summary: record.summary, texts: await textsOf(state, record, files) })
      if (answer === true) found.push(one)
      if (performance.now() - turn > TURN_MS) {
        await nextTurn()
        turn = performance.now()
      }
    }
  }
  return found
}

/** What a reader sees, the names of attachments and the texts of those that are in the index, as it is searched. */
async function textsOf(state: AccountState, record: StoredRecord, files: FilesBudget): Promise<readonly string[]> {
  const raw = await state.parts.bodies.read(state.ref, record.bodyId, record.bodyKey)
  if (raw === undefined) return []
  const { readFile } = state.parts
  const { structure } = record.summary
  const isRead = readFile !== undefined && record.message <= files.upTo && files.left > 0 && hasFilesToRead(structure)
  if (isRead) files.left--
  const inside = isRead ? await fileTexts(readFile, structure, raw) : []
  const seen = [...searchedParts(structure, raw)].filter(({ isReadable, isFileName }) => isReadable || isFileName)
  return [...inside, ...seen.map(({ text }) => text)].map(lookedFor)
}
