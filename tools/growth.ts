/**
 * npm run bench:growth: what a mailbox costs as it grows. One account, filled through the mailstore's own code,
 * encryption and index on, every write synced; at 1,000, 10,000 and 100,000 messages (with `--long` 1,000,000) the
 * same operations are measured, list pages from the database and not from memory. Prints one JSON line a figure,
 * and draws `docs/growth.svg` with `--draw`.
 *
 * A second house, with a database of its own, keeps a mailbox of the smallest size, and each round is measured in both: what
 * else the machine does in that moment is the same for the two. What counts is processor time of all threads for one
 * operation, the least of the rounds (`cpuUs`): what comes on top of it is the collector and other work's. The large mailbox may
 * cost `BAR` more or less than the small one beside it.
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
/** Each in both mailboxes. An even number with the one before them that is not counted. */
const ROUNDS = 15
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
  { name: 'deliver', times: 2 * PAGE_RECORDS_MAX / (ROUNDS + 1), work: ({ house, owner }, turn) => house.deliver(owner, message(5_000_000 + turn)) },
  { name: 'search for a rare word', times: 20, async work({ own }, turn) {
    const text = rareWord(turn % RARE_WORDS)
    const found = await own.query({ filter: { text }, sort: [{ by: 'receivedAt', ascending: false }], collapseThreads: false })
    if (found.length !== HITS) throw new Error(`the search found ${found.length} and not ${HITS}`)
  } },
]

interface Round {
  /** Microseconds of one operation: processor time of all threads, that of the event loop, and time on the clock. */
  readonly cpu: number
  readonly main: number
  readonly wall: number
}

async function oneRound(box: Mailbox, { times, work }: Measured): Promise<Round> {
  const [cpu, main, started] = [process.cpuUsage(), process.threadCpuUsage(), performance.now()]
  for (let turn = 0; turn < times; turn++) await work(box, turns++)
  const { user, system } = process.cpuUsage(cpu)
  const own = process.threadCpuUsage(main)
  return {
    cpu: (user + system) / times, main: (own.user + own.system) / times,
    wall: (performance.now() - started) * 1000 / times,
  }
}

/** What came in before is folded and indexed: background work of its own is not counted, and list pages are full. */
const settle = ({ house, own }: Mailbox): Promise<void> => house.mailstore.tidy(own.account)

/** How often as much the operation costs in the large mailbox as in the small one. */
async function measure(
  boxes: { readonly small: Mailbox, readonly large: Mailbox }, operation: Measured, messages: number,
): Promise<number> {
  const rounds: { readonly small: Round, readonly large: Round }[] = []
  for (let round = -1; round < ROUNDS; round++) {
    // Halfway a list page of deliveries is full.
    if (round === -1 || round === (ROUNDS - 1) / 2) {
      await settle(boxes.small)
      await settle(boxes.large)
    }
    const isLargeFirst = round % 2 === 0
    const first = await oneRound(isLargeFirst ? boxes.large : boxes.small, operation)
    const second = await oneRound(isLargeFirst ? boxes.small : boxes.large, operation)
    // The first is for the compiler.
    if (round >= 0) rounds.push(isLargeFirst ? { large: first, small: second } : { large: second, small: first })
  }
  const sorted = (of: (round: typeof rounds[number]) => number): readonly number[] =>
    rounds.map(of).toSorted((a, b) => a - b)
  const least = (of: (round: typeof rounds[number]) => number): number => Math.round(sorted(of)[0] ?? 0)
  const middle = (of: (round: typeof rounds[number]) => number): number => Math.round(sorted(of)[ROUNDS >> 1] ?? 0)
  const [cpuUs, smallUs] = [least(({ large }) => large.cpu), least(({ small }) => small.cpu)]
  const times = Number((cpuUs / smallUs).toFixed(2))
  print({
    what: operation.name, messages, cpuUs, smallUs, times, mainThreadUs: least(({ large }) => large.main),
    smallMainThreadUs: least(({ small }) => small.main), wallUs: least(({ large }) => large.wall),
    medianUs: middle(({ large }) => large.cpu), smallMedianUs: middle(({ small }) => small.cpu),
  })
  return times
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

/** A house with its compiler warm, and a mailbox in it. */
async function openGrown(house: House): Promise<Mailbox> {
  await warmUp(await openMailbox(house, 1))
  return openMailbox(house, 2)
}

async function grow(boxes: { readonly small: Mailbox, readonly large: Mailbox }): Promise<readonly Line[]> {
  const lines: Line[] = operations.map(({ name }) => ({ name, points: [] }))
  await fill(boxes.small, 0, aligned(SIZES[0]))
  let filled = 0
  for (const messages of [...SIZES, ...values.long ? [SIZE_LONG] : []].filter((size) => size <= most)) {
    const to = aligned(messages)
    await fill(boxes.large, filled, to)
    filled = to
    for (const [index, operation] of operations.entries()) {
      const points = [...lines[index]?.points ?? [], { messages, times: await measure(boxes, operation, messages) }]
      lines[index] = { name: operation.name, points }
    }
  }
  return lines
}

/** Nothing decrypted stays, so that every page is read and opened each time. */
const limits = { pageCacheBytes: 0 }
const houses = [await openHouse({ limits }), await openHouse({ limits })] as const
try {
  const lines = await grow({ small: await openGrown(houses[0]), large: await openGrown(houses[1]) })
  for (const { name, points } of lines) {
    const times = points.at(-1)?.times ?? 0
    print({ what: name, from: SIZES[0], to: points.at(-1)?.messages, times, withinBar: Math.abs(times - 1) <= BAR })
  }
  if (values.draw) {
    const caption = 'Processor time of one operation as the mailbox grows (grey: within 30 %)'
    writeFileSync(join(import.meta.dirname, '..', 'docs', 'growth.svg'), drawGrowth({ lines, bar: BAR, caption }))
  }
} finally {
  for (const house of houses) await house.close()
}
