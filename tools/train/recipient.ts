/**
 * Learns the numbers of the recipient model and prints how well it does on senders it has not seen:
 * `node tools/run.mjs tools/train/recipient.ts FOLDER [--write]`. FOLDER holds `mails.jsonl` and `recipient-check.jsonl`.
 * No text of it comes into the weights: they are two dozen numbers. The same folder gives the same numbers.
 *
 * Who is meant is learnt from the public mails only; what makes a slip, also from small mailboxes that are made
 * (`small-mailboxes.ts`), because the public ones are large and their weights raised false alarms in small ones.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FITS } from '../../src/guard/recipients/fit.ts'
import { MEASURES, measures, slipScore, type RecipientWeights } from '../../src/guard/recipients/odds.ts'
import { checkCases, madeCases, type Case } from './recipient/cases.ts'
import { fit, type Row } from './recipient/logistic.ts'
import { readChecks, readMails } from './recipient/mails.ts'
import { smallMailboxes, SMALL_CASES_MAX } from './recipient/small-mailboxes.ts'

const FIT_ROWS = { total: 400, ridge: 8 } as const
const SLIP_ROWS = { total: 1500, ridge: 0.2 } as const
/** What all made mailboxes weigh in what makes a slip, beside 1 for all public ones: these are real. */
const SMALL_SHARE = 0.3
const SMALL_SEED = 7
/** Shares of right recipients that may be flagged. */
const FLAGGED = [0.001, 0.005, 0.01, 0.02, 0.05] as const

interface Scored { readonly score: number, readonly isLeak: boolean }

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false } } })
const [folder] = positionals
if (folder === undefined) throw new Error('usage: tools/train/recipient.ts FOLDER [--write]')
const bySender = readMails(folder)
const made = madeCases(bySender)
const small = madeCases(smallMailboxes(SMALL_SEED), SMALL_CASES_MAX)
const checks = checkCases(bySender, readChecks(folder))

const crossChecks: Scored[] = []
const crossMade: Scored[] = []
for (const sender of new Set([...made, ...checks].map((one) => one.sender))) {
  const weights = train(made.filter((one) => one.sender !== sender), small)
  crossChecks.push(...scored(checks.filter((one) => one.sender === sender), weights))
  crossMade.push(...scored(made.filter((one) => one.sender === sender), weights))
}
const crossSmall: Scored[] = []
const boxes = [...new Set(small.map((one) => one.sender))]
for (const half of [0, 1]) {
  const left = new Set(boxes.filter((_, index) => index % 2 === half))
  const weights = train(made, small.filter((one) => !left.has(one.sender)))
  crossSmall.push(...scored(small.filter((one) => left.has(one.sender)), weights))
}
const weights = train(made, small)
print('given cases, sender left out', crossChecks)
print('made slips, sender left out', crossMade)
print('made slips in made small mailboxes, half of them left out', crossSmall)
print('given cases, all senders learnt', scored(checks, weights))
console.log(`thresholds over made slips: ${thresholds(crossMade)}`)
console.log(`thresholds over small mailboxes: ${thresholds(crossSmall)}`)
console.log(JSON.stringify(weights))
if (values.write) {
  writeFileSync(join(import.meta.dirname, '../../src/guard/recipients/weights.ts'), asModule(weights))
}

/** Both steps; the made mailboxes take part in the second only. */
function train(cases: readonly Case[], fromSmall: readonly Case[]): RecipientWeights {
  const share = shares(cases, 1)
  const smallShare = shares(fromSmall, SMALL_SHARE)
  const first = fit(cases.flatMap((one) => one.kind === 'right' ? fitRows(one, share(one)) : []), FIT_ROWS)
  const fits = Object.fromEntries(FITS.map((name, at) => [name, first.weights[at] ?? 0])) as RecipientWeights['fits']
  const learnt = { fits, fitBias: first.bias }
  const second = fit([...cases.flatMap((one) => slipRows(one, learnt, share(one))),
    ...fromSmall.flatMap((one) => slipRows(one, learnt, smallShare(one)))], SLIP_ROWS)
  const slips = Object.fromEntries(MEASURES.map((name, at) => [name,
    second.weights[at] ?? 0])) as Pick<RecipientWeights, typeof MEASURES[number]>
  return { ...learnt, ...slips, bias: second.bias }
}

/** What each case weighs: every sender by the root of its mails, all together `total`. */
function shares(cases: readonly Case[], total: number): (one: Case) => number {
  const count = new Map<string, number>()
  for (const { sender } of cases) count.set(sender, (count.get(sender) ?? 0) + 1)
  const sum = [...count.values()].reduce((all, of) => all + Math.sqrt(of), 0)
  return ({ sender }) => total / Math.sqrt(count.get(sender) ?? 1) / sum
}

/** Each right recipient against its rivals, which together weigh as much. */
function fitRows({ slots }: Case, share: number): Row[] {
  const judged = slots.filter(({ fit: own, rivals }) => own !== undefined && rivals.length > 0)
  const weight = share / Math.sqrt(judged.length)
  return judged.flatMap(({ fit: own, rivals }) => [
    { columns: FITS.map((name) => own?.[name] ?? 0), isTrue: true, weight },
    ...rivals.map((rival) => ({ columns: FITS.map((name) => rival.fit[name]), isTrue: false,
      weight: weight / rivals.length })),
  ])
}

function slipRows({ slots, leak }: Case, weights: Pick<RecipientWeights, 'fits' | 'fitBias'>, share: number): Row[] {
  const weight = share * Math.min(1, 4 / slots.length)
  return measures(slots, weights).flatMap((measure, at) => measure === undefined ? []
    : [{ columns: MEASURES.map((name) => measure[name]), isTrue: slots[at]?.address === leak, weight }])
}

function scored(cases: readonly Case[], learnt: RecipientWeights): Scored[] {
  return cases.flatMap(({ slots, leak }) => measures(slots, learnt).map((measure, at) =>
    ({ score: measure === undefined ? 0 : slipScore(measure, learnt), isLeak: slots[at]?.address === leak })))
}

/** The score above which at most this share of right recipients stands. */
function threshold(list: readonly Scored[], share: number): number {
  const right = list.filter(({ isLeak }) => !isLeak).map(({ score }) => score).toSorted((a, b) => b - a)
  return right[Math.floor(share * right.length)] ?? 1
}

function thresholds(list: readonly Scored[]): string {
  return FLAGGED.map((share) => `${share}: ${threshold(list, share).toFixed(4)}`).join('  ')
}

function print(what: string, list: readonly Scored[]): void {
  const leaks = list.filter(({ isLeak }) => isLeak)
  const found = FLAGGED.map((share) => {
    const least = threshold(list, share)
    return `${(leaks.filter(({ score }) => score > least).length / leaks.length).toFixed(3)} at ${share * 100} %`
  })
  const right = list.length - leaks.length
  console.log(`${what}: ${leaks.length} slips, ${right} right recipients; found ${found.join(', ')}`)
}

function asModule({ fits, ...rest }: RecipientWeights): string {
  const number = (value: number): string => String(Math.round(value * 1e4) / 1e4)
  return `import type { RecipientWeights } from './odds.ts'

/**
 * Learnt numbers. Made by \`node tools/run.mjs tools/train/recipient.ts FOLDER --write\` from a folder of public mails
 * (Enron, released by the US energy regulator) and from mailboxes that are made; nothing of their text is in here.
 * Do not edit.
 */
export const weights: RecipientWeights = {
  fits: {
${FITS.map((name) => `    ${name}: ${number(fits[name])},`).join('\n')}
  },
${Object.entries(rest).map(([name, value]) => `  ${name}: ${number(value)},`).join('\n')}
}
`
}
