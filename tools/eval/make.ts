import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compose } from './compose.ts'
import { readCores, type Core } from './cores.ts'
import { composeHuman, readHumanCores } from './human.ts'
import { casesFolder } from './sets.ts'

/**
 * Makes the open cases from their hearts. The frozen ones are not made anew: they were written once with the composer of
 * that hour, and their bytes are what counts.
 */
const SEED = 'open 2026-11'

/** Three of each, in languages with fewer hearts some once more: half Dutch, a fifth English, the rest shared. */
const timesOf = ({ lang, id }: Core): number => {
  const last = Number(id.at(-1))
  return lang === 'nl' ? 3 : lang === 'en' ? last % 5 === 0 ? 4 : 3 : last % 2 === 0 ? 4 : 3
}

const lines = (cases: readonly unknown[]): string => `${cases.map((one) => JSON.stringify(one)).join('\n')}\n`

/** The open files' names and bytes. */
export const openFiles = (): Readonly<Record<string, string>> => ({
  'open-presend.jsonl': lines(compose(readCores('open'), SEED, timesOf)),
  'open-human-error.jsonl': lines(composeHuman(readHumanCores('open'), SEED, 2)),
})

/** Writes them into the folder of the cases. */
export function writeOpenCases(): void {
  for (const [name, text] of Object.entries(openFiles())) writeFileSync(join(casesFolder, name), text)
}
