import { emailId } from '../jmap/ids.ts'
import type { SearchKey } from '../imap/search.ts'
import { resolveRanges, type SequenceSet } from '../imap/sequence-set.ts'
import { day } from '../base/sizes.ts'
import { hasFlag } from './flags.ts'
import type { LookUp, SearchedWhere } from '../mailstore/search-index.ts'
import { searchedText } from '../message/searched-text.ts'
import type { Candidate } from './search-candidate.ts'
import type { Pace } from './pace.ts'
import type { Selected } from './selected.ts'

/**
 * A search key made ready. `quick` answers from what is known of the message now, undefined when that is not enough.
 */
export interface SearchTest {
  quick(message: Candidate): boolean | undefined
  /** Reads what it needs. The record is there by then. */
  deep(message: Candidate, pace: Pace): Promise<boolean>
}

interface Surroundings {
  readonly selected: Selected
  /** Now, ms: for OLDER and YOUNGER. */
  readonly now: number
  /** Messages of each thread that the search names by THREADID. */
  readonly threads: ReadonlyMap<string, ReadonlySet<number>>
  /** What the search index says of each text, by `lookUpName`. */
  readonly lookUps: ReadonlyMap<string, LookUp>
}

/** THREADIDs named anywhere in the key. Depth is bounded by the grammar. */
export function threadIdsIn(key: SearchKey): readonly string[] {
  switch (key.key) {
    case 'THREADID': return [key.id]
    case 'NOT': return threadIdsIn(key.not)
    case 'AND':
    case 'OR': return key.keys.flatMap(threadIdsIn)
    default: return []
  }
}

type IndexedWhere = Extract<SearchedWhere, 'imap-text' | 'imap-body' | 'header'>

/** Texts anywhere in the key, and where each is searched. Depth is bounded by the grammar. */
export function textsIn(key: SearchKey): readonly { readonly where: IndexedWhere, readonly text: string }[] {
  switch (key.key) {
    case 'TEXT': return [{ where: 'imap-text', text: key.text }]
    case 'BODY': return [{ where: 'imap-body', text: key.text }]
    case 'ADDRESS':
    case 'SUBJECT':
    case 'HEADER': return [{ where: 'header', text: key.text }]
    case 'NOT': return textsIn(key.not)
    case 'AND':
    case 'OR': return key.keys.flatMap(textsIn)
    default: return []
  }
}

/** Under which name the answer of the index to a text is kept. */
export const lookUpName = (where: IndexedWhere, text: string): string => `${where}/${text}`

/** RFC 9051 §6.4.4. Depth is bounded by the grammar. */
export function compileSearch(key: SearchKey, around: Surroundings): SearchTest {
  switch (key.key) {
    case 'AND': return allOf(key.keys.map((inner) => compileSearch(inner, around)))
    case 'OR': return anyOf(key.keys.map((inner) => compileSearch(inner, around)))
    case 'NOT': return not(compileSearch(key.not, around))
    case 'BEFORE':
    case 'ON':
    case 'SINCE': return key.of === 'sent' ? sentTest(key) : byEntry((message) => dayFits(key, dayOf(message, key.of)))
    case 'ADDRESS': return fieldTest(key.field.toLowerCase(), key.text, around)
    case 'SUBJECT': return fieldTest('subject', key.text, around)
    case 'HEADER': return fieldTest(key.field.toLowerCase(), key.text, around)
    case 'BODY': return textTest(key.text, { header: false }, around)
    case 'TEXT': return textTest(key.text, { header: true }, around)
    default: return byEntry(entryTest(key, around))
  }
}

type EntryKey = Exclude<SearchKey,
  { key: 'AND' | 'OR' | 'NOT' | 'BEFORE' | 'ON' | 'SINCE' | 'ADDRESS' | 'SUBJECT' | 'HEADER' | 'BODY' | 'TEXT' }>

/** Keys that flags, dates and sizes decide. */
function entryTest(key: EntryKey, { selected, now, threads }: Surroundings): (message: Candidate) => boolean {
  switch (key.key) {
    case 'ALL': return () => true
    case 'RECENT': return () => false
    case 'FLAG': return ({ entry }) => hasFlag(entry.flags, key.flag)
    case 'LARGER': return ({ entry }) => entry.sizeBytes > key.sizeBytes
    case 'SMALLER': return ({ entry }) => entry.sizeBytes < key.sizeBytes
    case 'OLDER': return ({ entry }) => entry.receivedAt <= now - key.seconds * 1000
    case 'YOUNGER': return ({ entry }) => entry.receivedAt >= now - key.seconds * 1000
    case 'MODSEQ': return ({ entry }) => entry.modseq >= key.modseq
    case 'EMAILID': return ({ entry }) => emailId(entry.message) === key.id
    case 'THREADID': {
      const members = threads.get(key.id)
      return ({ entry }) => members?.has(entry.message) ?? false
    }
    case 'UID': {
      const fits = inSet(key.set, selected, selected.uidAt(selected.exists))
      return ({ entry }) => fits(entry.uid)
    }
    case 'SEQUENCE': {
      if (key.set.saved) {
        const fits = inSet(key.set, selected, 0)
        return ({ entry }) => fits(entry.uid)
      }
      const fits = inSet(key.set, selected, selected.exists)
      return ({ seq }) => fits(seq)
    }
  }
}

function inSet(set: SequenceSet, selected: Selected, largest: number): (number: number) => boolean {
  if (set.saved) {
    const saved = new Set(selected.saved)
    return (uid) => saved.has(uid)
  }
  const ranges = resolveRanges(set, largest)
  return (number) => {
    let low = 0
    let high = ranges.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const [from, to] = ranges[middle] as readonly [number, number]
      if (number < from) high = middle - 1
      else if (number > to) low = middle + 1
      else return true
    }
    return false
  }
}

function byEntry(fits: (message: Candidate) => boolean): SearchTest {
  return { quick: fits, deep: (message) => Promise.resolve(fits(message)) }
}

type DayKey = Extract<SearchKey, { readonly day: number }>

function dayFits(key: DayKey, of: number): boolean {
  return key.key === 'BEFORE' ? of < key.day : key.key === 'ON' ? of === key.day : of >= key.day
}

/** The day that INTERNALDATE and SAVEDATE show: both are given in UTC. */
function dayOf({ entry }: Candidate, of: DayKey['of']): number {
  return Math.floor((of === 'saved' ? entry.savedAt : entry.receivedAt) / day)
}

/** The day in the sender's own zone, as the Date field reads. A message without a date fits nothing. */
function sentTest(key: DayKey): SearchTest {
  const fits = ({ record }: Candidate): boolean => {
    const sentAt = record?.summary.sentAt
    return sentAt ? dayFits(key, Math.floor((sentAt.ms + sentAt.offsetMinutes * 60_000) / day)) : false
  }
  return { quick: (message) => message.record ? fits(message) : undefined,
    deep: (message) => Promise.resolve(fits(message)) }
}

function fieldTest(name: string, text: string, { lookUps }: Surroundings): SearchTest {
  const wanted = searchedText(text)
  const lookUp = lookUps.get(lookUpName('header', text))
  const fits = (fields: readonly { readonly name: string, readonly value: string }[]): boolean =>
    fields.some((field) => field.name === name && field.value.includes(wanted))
  return {
    quick(message) {
      if (lookUp?.(message.entry.message) === false) return false
      const listed = message.listedFields(name)
      return listed ? fits(listed) : undefined
    },
    deep: async (message) => fits(message.listedFields(name) ?? await message.header()),
  }
}

function textTest(text: string, where: { readonly header: boolean }, { lookUps }: Surroundings): SearchTest {
  const wanted = searchedText(text)
  const lookUp = lookUps.get(lookUpName(where.header ? 'imap-text' : 'imap-body', text))
  return {
    quick: (message) => wanted === '' ? true : lookUp?.(message.entry.message),
    async deep(message, pace) {
      await pace.breathe()
      const fields = where.header ? await message.header() : []
      if (fields.some(({ name, value }) => `${name}: ${value}`.includes(wanted))) return true
      return (await message.texts()).some((one) => one.includes(wanted))
    },
  }
}

function allOf(tests: readonly SearchTest[]): SearchTest {
  return {
    quick(message) {
      let known = true
      for (const test of tests) {
        const verdict = test.quick(message)
        if (verdict === false) return false
        known &&= verdict === true
      }
      return known ? true : undefined
    },
    async deep(message, pace) {
      for (const test of tests) if (!(test.quick(message) ?? await test.deep(message, pace))) return false
      return true
    },
  }
}

function anyOf(tests: readonly SearchTest[]): SearchTest {
  return {
    quick(message) {
      let known = true
      for (const test of tests) {
        const verdict = test.quick(message)
        if (verdict === true) return true
        known &&= verdict === false
      }
      return known ? false : undefined
    },
    async deep(message, pace) {
      for (const test of tests) if (test.quick(message) ?? await test.deep(message, pace)) return true
      return false
    },
  }
}

function not(test: SearchTest): SearchTest {
  return {
    quick(message) {
      const verdict = test.quick(message)
      return verdict === undefined ? undefined : !verdict
    },
    deep: async (message, pace) => !(await test.deep(message, pace)),
  }
}
