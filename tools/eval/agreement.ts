import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assess } from '../../src/guard/assess.ts'
import { casePolicy, CASE_NOW, readCase } from '../../src/guard/cases.ts'
import { readWeights } from '../../src/guard/models/weights.ts'
import type { PresendCase } from './compose.ts'
import { share } from './counting.ts'
import type { Run } from './figures.ts'
import { shareCell, type Table } from './tables.ts'

/**
 * Whether the guard in the browser, with its pruned weights, decides as the server does. A mail that only the server secures
 * is advice that came late; one that only the browser secures is an alarm that the server takes back.
 */
const weightsFile = join(import.meta.dirname, '..', '..', 'src', 'guard', 'weights', 'browser.bin')

/** Ids of the mails that the browser secures. */
function securedInBrowser(cases: readonly PresendCase[]): Set<string> {
  const weights = readWeights(readFileSync(weightsFile))
  if (weights === null) throw new Error('the weights of the browser cannot be read')
  return new Set(cases.filter((one) => {
    const read = readCase(one, CASE_NOW)
    return read !== undefined && assess(read.draft, read.knowledge, casePolicy, weights).secure
  }).map(({ id }) => id))
}

/** Agreement for each part, how many mails only one of both secures, and which: the server's answer counts at Send. */
export function agreementTable(parts: Readonly<Record<string, Run<PresendCase>>>): Table {
  const foot = ['Bar: the same decision in at least 0.98 of the cases. The server decides again at Send, so that what only it secures is secured.']
  const rows = Object.entries(parts).map(([part, { cases, answers }]) => {
    const browser = securedInBrowser(cases)
    const judged = cases.map(({ id, core }) =>
      ({ id, core, wanted: answers.get(id)?.secure ?? false, got: browser.has(id) }))
    const only = (wanted: boolean): string[] =>
      judged.filter((one) => one.wanted === wanted && one.got !== wanted).map(({ id }) => id)
    const [server, alone] = [only(true), only(false)]
    foot.push(`${part}: only the server ${server.join(', ') || 'none'}; only the browser ${alone.join(', ') || 'none'}.`)
    return [part, shareCell(share(judged)), String(server.length), String(alone.length)]
  })
  return {
    title: 'Browser beside server', head: ['part', 'same decision', 'only the server secures', 'only the browser secures'],
    rows, foot,
  }
}
