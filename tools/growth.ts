/**
 * npm run bench:growth: what a mailbox costs as it grows. One account, filled through the mailstore's own code,
 * encryption and index on, every write synced; at 1,000, 10,000 and 100,000 messages (with `--long` 1,000,000) the
 * same operations are measured, list pages from the database and not from memory. Prints one JSON line a figure,
 * and draws `docs/growth.svg` with `--draw`.
 *
 * What counts is processor time of all threads for one operation (`cpuUs`, the median of some rounds): seconds of a
 * busy machine say little. Between the smallest and the largest mailbox it may differ by `BAR`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { noFlags } from '../src/mailstore/flags.ts'
import { PAGE_RECORDS_MAX } from '../src/mailstore/limits.ts'
import { bytes, inboxOf, openHouse, type House, type TestAccount } from '../src/mailstore/mailstore.testing.ts'
import type { AccountMail, MailboxView } from '../src/mailstore/types.ts'
import { drawGrowth, type Line } from './growth-picture.ts'

/** A cost may be so much larger or smaller in the largest mailbox than in the smallest. */
const BAR = 0.3
const SIZES = [1000, 10_000, 100_000] as const
const SIZE_LONG = 1_000_000
/** Messages kept in one step while filling, and such steps side by side: the rows are those of as many single ones. */
const KEPT_AT_ONCE = 100
const SIDE_BY_SIDE = 4
/** Shown on one page. */
const PAGE = 50
/** Has no divisor in common with the records of a page, so every place comes. */
const PAGE_STEP = 37
/** Messages that hold the words that are looked for: the same number in every mailbox. */
const HITS = 20
const ROUNDS = 7
/** Messages of another account, in which every operation is done before anything is measured: for the compiler. */
const WARM_MESSAGES = 600
const WARM_ROUNDS = 16

const { values } = parseArgs({ options: { long: { type: 'boolean', default: false }, draw: { type: 'boolean', default: false }, most: { type: 'string' } } })
const most = Number(values.most ?? Infinity)

interface Mailbox {
  readonly house: House
  readonly owner: TestAccount
  readonly own: AccountMail
  readonly mailbox: number
  readonly view: MailboxView
}

/** The word of one search: each is asked once, so that no answer is remembered. */
const rareWord = (turn: number): string => `zonnebloempit${String(turn).padStart(4, '0')}`
const RARE_WORDS = 1000
const rareText = Array.from({ length: RARE_WORDS }, (_, turn) => rareWord(turn)).join(' ')

const WORDS = ['afspraak', 'verslag', 'rooster', 'overleg', 'cliënt', 'factuur', 'dossier', 'planning', 'vergadering', 'notitie', 'besluit',
  'aanvraag', 'betaling', 'contract', 'bijlage', 'herinnering', 'afwezig', 'vakantie', 'levering', 'onderhoud']

function message(index: number): Uint8Array {
  const word = (salt: number): string => `${WORDS[Math.imul(index + salt, 0x9e3779b1) >>> 27] ?? 'tekst'}${(index * 31 + salt * 7) % 997}`
  const line = (row: number): string => Array.from({ length: 10 }, (_, place) => word(row * 10 + place)).join(' ')
  const reply = index % 3 === 0 ? '' : `In-Reply-To: <${index - index % 3}@growth.test>\n`
  return bytes(`From: Collega ${index % 40} <c${index % 40}@example.org>\nTo: eigenaar@example.org\nSubject: ${word(1)} ${word(2)}\n`
    + `Message-ID: <${index}@growth.test>\n${reply}Date: Fri, 20 Nov 2026 10:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n`
    + `${index < HITS ? `${rareText}\n` : ''}${[0, 1, 2].map(line).join('\n')}\n`)
}

async function fill({ own, mailbox, house }: Mailbox, from: number, to: number): Promise<void> {
  const started = performance.now()
  let next = from
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => {
    while (next < to) {
      const first = next
      next = Math.min(to, first + KEPT_AT_ONCE)
      await own.appendAll({ mailbox, messages: Array.from({ length: next - first }, (_, place) => ({
        raw: message(first + place), flags: noFlags, receivedAt: Date.UTC(2020, 0, 1) + (first + place) * 60_000,
      })) })
    }
  }))
  const filled = performance.now()
  await house.mailstore.tidy(own.account)
  print({ what: 'fill', messages: to, appendedPerSecond: Math.round((to - from) / (filled - started) * 1000), indexSeconds: Math.round((performance.now() - filled) / 1000) })
}

const print = (figures: object): void => { process.stdout.write(`${JSON.stringify(figures)}\n`) }

/** An operation, done `times` times a round. */
interface Measured {
  readonly name: string
  readonly times: number
  readonly work: (box: Mailbox, turn: number) => Promise<unknown>
}

/** Sets it, and at the next turn takes it away. */
async function flag({ own, mailbox, view }: Mailbox, turn: number, place: number): Promise<void> {
  const uid = view.entries[place]?.uid ?? 1
  await own.storeFlags({ mailbox, uids: [uid], mode: turn % 2 === 0 ? 'add' : 'remove', flags: { bits: 4, keywords: [] } })
}

let turns = 0
/** Fifty in a row at the new end, at every place within a list page in turn: some lie in one page and some in two. */
function newest({ view }: Mailbox, turn: number): number[] {
  const end = view.entries.length - Math.imul(turn, PAGE_STEP) % PAGE_RECORDS_MAX
  return view.entries.slice(end - PAGE, end).map(({ message: one }) => one)
}
const operations: readonly Measured[] = [
  { name: 'FETCH of the 50 newest', times: 128, work: (box, turn) => box.own.records(newest(box, turn)) },
  { name: 'flag change, 50 newest', times: 100, work: (box, turn) => flag(box, turn, box.view.entries.length - 1 - (turn >> 1) % PAGE) },
  { name: 'flag change, anywhere', times: 100, work: (box, turn) => flag(box, turn, (Math.imul((turn >> 1) + 1, 0x9e3779b1) >>> 0) % box.view.entries.length) },
  { name: 'deliver', times: PAGE_RECORDS_MAX / (ROUNDS + 1), work: ({ house, owner }, turn) => house.deliver(owner, message(5_000_000 + turn)) },
  { name: 'search for a rare word', times: 20, async work({ own }, turn) {
    const text = rareWord(turn % RARE_WORDS)
    const found = await own.query({ filter: { text }, sort: [{ by: 'receivedAt', ascending: false }], collapseThreads: false })
    if (found.length !== HITS) throw new Error(`the search found ${found.length} and not ${HITS}`)
  } },
]

/** Median of the rounds, microseconds for one. */
async function measure(box: Mailbox, { name, times, work }: Measured, messages: number): Promise<number> {
  // What came in before is folded and indexed: background work of its own is not counted here.
  await box.house.mailstore.tidy(box.own.account)
  const rounds: { readonly cpu: number, readonly main: number, readonly wall: number }[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const [cpu, main, started] = [process.cpuUsage(), process.threadCpuUsage(), performance.now()]
    for (let turn = 0; turn < times; turn++) await work(box, turns++)
    const { user, system } = process.cpuUsage(cpu)
    const own = process.threadCpuUsage(main)
    // The first is for the compiler.
    if (round >= 0) {
      rounds.push({
        cpu: (user + system) / times, main: (own.user + own.system) / times,
        wall: (performance.now() - started) * 1000 / times,
      })
    }
  }
  const median = (list: readonly number[]): number => Math.round(list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0)
  const cpuUs = median(rounds.map(({ cpu }) => cpu))
  print({
    what: name, messages, cpuUs, mainThreadUs: median(rounds.map(({ main }) => main)),
    wallUs: median(rounds.map(({ wall }) => wall)),
  })
  return cpuUs
}

/** A mailbox of its own, with its view open as a client has it. */
async function openMailbox(house: House, account: number): Promise<Mailbox> {
  const owner = await house.account({ account })
  const { account: open } = owner.open(house)
  const own = await house.mailstore.open(open)
  const mailbox = await inboxOf(own)
  const view = await own.view(mailbox)
  if (view === 'no such mailbox') throw new Error(view)
  return { house, owner, own, mailbox, view }
}

async function warmUp(box: Mailbox): Promise<void> {
  await fill(box, 0, WARM_MESSAGES)
  for (let round = 0; round < WARM_ROUNDS; round++) {
    for (const { times, work } of operations) for (let turn = 0; turn < times; turn++) await work(box, turns++)
  }
}

/** So many newest messages stand outside full list pages in every mailbox, for each of those is a page of its own. */
const LOOSE = PAGE_RECORDS_MAX / 2

function aligned(messages: number): number {
  return messages - messages % PAGE_RECORDS_MAX + LOOSE
}

async function grow(box: Mailbox): Promise<readonly Line[]> {
  const lines: Line[] = operations.map(({ name }) => ({ name, points: [] }))
  let filled = 0
  for (const messages of [...SIZES, ...values.long ? [SIZE_LONG] : []].filter((size) => size <= most)) {
    const to = aligned(messages)
    await fill(box, filled, to)
    filled = to
    for (const [index, operation] of operations.entries()) {
      const points = [...lines[index]?.points ?? [], { messages, cost: await measure(box, operation, messages) }]
      lines[index] = { name: operation.name, points }
    }
  }
  return lines
}

/** Nothing decrypted stays, so that every page is read and opened each time. */
const house = await openHouse({ limits: { pageCacheBytes: 0 } })
try {
  await warmUp(await openMailbox(house, 1))
  const lines = await grow(await openMailbox(house, 2))
  for (const { name, points } of lines) {
    const times = (points.at(-1)?.cost ?? 0) / (points[0]?.cost ?? 1)
    print({
      what: name, from: points[0]?.messages, to: points.at(-1)?.messages, times: Number(times.toFixed(2)),
      withinBar: Math.abs(times - 1) <= BAR,
    })
  }
  if (values.draw) {
    const caption = 'Processor time of one operation as the mailbox grows (grey: within 30 %)'
    writeFileSync(join(import.meta.dirname, '..', 'docs', 'growth.svg'), drawGrowth({ lines, bar: BAR, caption }))
  }
} finally {
  await house.close()
}
