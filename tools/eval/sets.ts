import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PresendCase } from './compose.ts'
import type { HumanCase } from './human.ts'

/** Where the cases lie. */
export const casesFolder = join(import.meta.dirname, 'cases')

/**
 * The parts of the set: `frozen` was hashed before any model was trained, `open` came after that and its misses may be read,
 * `sealed` was written when the first models were there, is hashed too and read by nobody who trains.
 */
export const PARTS = ['frozen', 'open', 'sealed'] as const
export type PartName = typeof PARTS[number]

/**
 * Hearts of hashed parts that turned out to be labelled wrongly. The files stay as they are; figures leave these out. Each
 * with the reason; only a label that a careful reader would not give counts, never a miss.
 */
const ERRATA: Readonly<Record<string, string>> = {
  'frozen-nl-021': 'nothing says that the number is a citizen service number and not that of the application',
}

/** The pre-send cases of a part without errata; none when the file is not there. */
export const presendCases = (part: PartName): PresendCase[] =>
  read<PresendCase>(`${part}-presend.jsonl`).filter(({ core }) => !(core in ERRATA))

/** The human-error cases of a part. */
export const humanCases = (part: PartName): HumanCase[] => read<HumanCase>(`${part}-human-error.jsonl`)

function read<T>(name: string): T[] {
  const path = join(casesFolder, name)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T)
}
