import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../random.ts'
import type { DatedMail } from './mails.ts'

/**
 * Sent mail of people who do not exist: a nurse, a clerk, a secretary with some dozens of contacts in fixed groups. The
 * public mails come from large mailboxes, and what is learnt from those alone does not hold where there are twenty sent
 * mails and five contacts. Names and words come from the lists; the same seed makes the same mailboxes.
 */

/** Mailboxes that are made: enough to steady the numbers, few enough for a minute. */
export const SMALL_MAILBOXES = 40
/** Only the newest mails of each become cases; the ones before are its history. */
export const SMALL_CASES_MAX = 12

const CONTACTS = { least: 4, most: 60 } as const
const MAILS = { least: 20, most: 400 } as const
const WORDS_OF_GROUP = 24
const SENT_EVERY_MS = 3_600_000
const SALUTATIONS = ['Beste', 'Hoi', 'Dag', 'Hallo', 'Geachte', 'Dear', 'Hi'] as const

interface Person { readonly address: string, readonly first: string, readonly name: string }
interface Group { readonly people: readonly Person[], readonly words: readonly string[], readonly subject: string }
interface Lists {
  readonly first: readonly string[]
  readonly family: readonly string[]
  readonly words: readonly string[]
}

/** The mails of each made mailbox by its sender, oldest first. */
export function smallMailboxes(seed: number): Map<string, readonly DatedMail[]> {
  const random = new Random(seed)
  const lists = { first: list('first-names-nl'), family: list('family-names-nl-top').slice(0, 400),
    words: list('ordinary-words-nl') }
  return new Map(Array.from({ length: SMALL_MAILBOXES }, (_, index) => mailbox(random, lists, `small${index}`)))
}

function mailbox(random: Random, lists: Lists, name: string): [string, DatedMail[]] {
  const from = `${name}@huis${name}.example`
  const contacts = people(random, lists, from, spread(random, CONTACTS))
  const groups = groupsOf(random, lists, contacts)
  const shared = Array.from({ length: 60 }, () => random.pick(lists.words))
  const habits = { greets: random.next(), quotes: random.next() * 0.5, named: random.next() }
  const mails: DatedMail[] = []
  const length = spread(random, MAILS)
  let group = random.pick(groups)
  for (let index = 0; index < length; index += 1) {
    // Some groups are mailed far more than others, and often twice in a row.
    if (!random.chance(0.25)) group = groups[Math.floor(random.next() ** 2 * groups.length)] ?? group
    const to = recipientsOf(random, group, contacts)
    const belongs = new Set([...group.people, ...to].map(({ address }) => address))
    mails.push({
      id: `${name}-${index}`, date: index * SENT_EVERY_MS, from, recipients: to.map(({ address }) => address), belongs,
      names: new Map(to.filter(() => random.chance(habits.named)).map((one) => [one.address, one.name])),
      subject: subjectOf(random, group), text: textOf(random, { to, from, group, shared, habits }),
    })
  }
  return [from, mails]
}

/** Small more often than large. */
const spread = (random: Random, { least, most }: { readonly least: number, readonly most: number }): number =>
  Math.round(least * (most / least) ** random.next())

/** Colleagues, other houses and private addresses; every fifth shares a first or a family name with one before. */
function people(random: Random, lists: Lists, from: string, count: number): Person[] {
  const home = from.slice(from.indexOf('@') + 1)
  const domains = [home, ...Array.from({ length: random.between(1, 6) }, (_, at) => `plaats${at}.example`)]
  const found = new Map<string, Person>()
  for (let tried = 0; found.size < count && tried < count * 3; tried += 1) {
    const before = found.size === 0 ? undefined : random.pick([...found.values()])
    const isAlike = before !== undefined && random.chance(0.2)
    const first = isAlike && random.chance(0.6) ? before.first : random.pick(lists.first)
    const family = isAlike && before.first !== first ? before.name.slice(before.first.length + 1)
      : random.pick(lists.family)
    const [given, last] = [local(first), local(family)]
    const full = `${given}.${last}`
    const written = random.pick([full, full, `${given.slice(0, 1)}.${last}`, `${given.slice(0, 1)}${last}`, given])
    const address = `${written}@${random.chance(0.5) ? home : random.pick(domains)}`
    found.set(address, { address, first, name: `${first} ${family}` })
  }
  return [...found.values()]
}

/** Everybody stands in one group; some in a second. A group of one is a client or a relative. */
function groupsOf(random: Random, lists: Lists, contacts: readonly Person[]): Group[] {
  const groups: Group[] = []
  const left = random.shuffled(contacts)
  while (left.length > 0) {
    const own = left.splice(0, random.chance(0.45) ? 1 : random.between(2, 7))
    const others = own.length > 1 && random.chance(0.3) ? [random.pick(contacts)] : []
    const words = Array.from({ length: WORDS_OF_GROUP }, () => random.pick(lists.words))
    groups.push({ people: [...new Set([...own, ...others])], words, subject: random.pick(lists.words) })
  }
  return groups
}

/** Mostly all of the group, sometimes some of it, seldom with one from outside who does belong there this once. */
function recipientsOf(random: Random, { people: all }: Group, contacts: readonly Person[]): Person[] {
  const some = random.chance(0.7) ? [...all] : random.shuffled(all).slice(0, random.between(1, all.length))
  return [...new Set(random.chance(0.04) ? [...some, random.pick(contacts)] : some)]
}

function subjectOf(random: Random, { subject, words }: Group): string {
  if (random.chance(0.1)) return ''
  const mark = random.chance(0.3) ? 'Re: ' : ''
  const about = random.chance(0.5) ? subject : random.pick(words)
  return `${mark}${about}${random.chance(0.5) ? ` ${random.between(1, 40)}` : ''}`
}

interface Written {
  readonly to: readonly Person[]
  readonly from: string
  readonly group: Group
  /** Words that stand in mails to everybody. */
  readonly shared: readonly string[]
  readonly habits: { readonly greets: number, readonly quotes: number }
}

function textOf(random: Random, { to, from, group, shared, habits }: Written): string {
  const words = Array.from({ length: random.between(3, 40) }, () =>
    random.pick(random.chance(0.5) ? group.words : shared))
  const greeted = to.length <= 2 ? to : [random.pick(to)]
  const isToAll = to.length > 2 && random.chance(0.6)
  const greeting = random.chance(habits.greets)
    ? `${random.pick(SALUTATIONS)} ${isToAll ? 'allemaal' : greeted.map(({ first }) => first).join(' en ')},\n\n` : ''
  const writer = random.pick(to)
  const others = to.filter((one) => one !== writer).map(({ address }) => address)
  const quote = random.chance(habits.quotes) ? [
    '\n\n-----Oorspronkelijk bericht-----', `Van: ${writer.name} <${writer.address}>`,
    `Aan: ${[from, ...others].join('; ')}`, '', `${random.pick(group.words)} ${random.pick(shared)}`,
  ].join('\n') : ''
  return `${greeting}${words.join(' ')}.${quote}\n`
}

const local = (name: string): string => name.normalize('NFD').toLowerCase().replace(/[^a-z]/g, '')
const list = (name: string): string[] => readFileSync(join(import.meta.dirname, '../lists', `${name}.txt`), 'utf8')
  .split('\n').filter((line) => line !== '' && !line.startsWith('#'))
