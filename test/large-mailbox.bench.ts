/**
 * A real service with one account whose inbox holds `ZEGEL_BENCH_MESSAGES` messages (100,000 for the figures in
 * docs/performance.md): what the webmail and mail programs ask of it, over HTTP and over IMAP with TLS. Between any two
 * questions a flag changes, so no answer is one that was remembered. Milliseconds, median and 95th percentile.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LeanImap, fillLargeMailbox, rareWord, vocabularyWord } from './large-mailbox.ts'
import { startService, type Person, type Service } from './service.ts'
import { eventually } from './wire.ts'
import { Visitor } from './web.ts'

const messages = Number(process.env['ZEGEL_BENCH_MESSAGES'] ?? 5000)
/** Questions of each kind, after those for the compiler. */
const ROUNDS = 40
const WARM_ROUNDS = 6
const PAGE = 50
const INDEXED_WITHIN_MS = 1_800_000
const LIST = ['id', 'threadId', 'from', 'to', 'subject', 'preview', 'receivedAt', 'keywords', 'mailboxIds', 'hasAttachment']

type Json = Readonly<Record<string, unknown>>

const NEWEST = { sort: [{ property: 'receivedAt', isAscending: false }] }
const middle = new Date(Date.UTC(2022, 0, 3) + messages * 10 * 60_000).toISOString().replace(/\.\d+/, '')

/** What is asked, differently each turn where that is possible. */
function questions(inbox: string, archive: string): readonly (readonly [name: string, ask: (turn: number) => Json])[] {
  const inInbox = (filter: Json, more: Json = NEWEST): Json => ({ filter: { inMailbox: inbox, ...filter }, ...more })
  const by = (property: string): Json => ({ sort: [{ property, isAscending: true }] })
  const far = Math.min(499 * PAGE, Math.max(0, messages - PAGE))
  return [
    ['by date, page 1', () => inInbox({})],
    ['by date, page 500', () => inInbox({}, { ...NEWEST, position: far })],
    ['by date, threads collapsed, page 1', () => inInbox({}, { ...NEWEST, collapseThreads: true })],
    ['by date, all mailboxes', () => ({ ...NEWEST })],
    ['text: rare word', (turn) => inInbox({ text: rareWord(turn) })],
    ['text: word of 1 in 100', (turn) => inInbox({ text: vocabularyWord(1500 + turn) })],
    ['text: common word', (turn) => inInbox({ text: vocabularyWord(turn % 20) })],
    ['text: common word, threads collapsed', (turn) => inInbox({ text: vocabularyWord(20 + turn % 20) }, { ...NEWEST, collapseThreads: true })],
    ['text: part of words', (turn) => inInbox({ text: `lome${['n', 'na', 'om'][turn % 3] ?? ''}` })],
    ['text: two words', (turn) => inInbox({ text: `${vocabularyWord(200 + turn)} ${vocabularyWord(turn)}` })],
    ['text, all mailboxes', (turn) => ({ filter: { text: vocabularyWord(1600 + turn) }, ...NEWEST })],
    ['text, best first', (turn) => inInbox({ text: vocabularyWord(100 + turn) }, { sort: [{ property: 'relevance', isAscending: false }] })],
    ['from', (turn) => inInbox({ from: `m${turn}@` })],
    ['from: name', (turn) => inInbox({ from: vocabularyWord(turn) })],
    ['subject: one word', (turn) => inInbox({ subject: vocabularyWord(300 + turn) })],
    ['hasKeyword', () => inInbox({ hasKeyword: '$flagged' })],
    ['notKeyword', () => inInbox({ notKeyword: '$seen' })],
    ['hasAttachment', () => inInbox({ hasAttachment: true })],
    ['before', () => inInbox({ before: middle })],
    ['after and minSize', () => inInbox({ after: middle, minSize: 2000 })],
    ['inMailboxOtherThan', () => ({ filter: { inMailboxOtherThan: [archive] }, ...NEWEST })],
    ['nested OR and NOT', (turn) => ({
      filter: { operator: 'AND', conditions: [{ inMailbox: inbox }, { operator: 'OR', conditions: [
        { from: `m${turn}@` }, { subject: vocabularyWord(400 + turn) }] }, { operator: 'NOT', conditions: [{ hasKeyword: '$seen' }] }] }, ...NEWEST,
    })],
    ['header', (turn) => inInbox({ after: new Date(Date.parse(middle) + messages * 9 * 60_000).toISOString().replace(/\.\d+/, ''), header: ['From', `m${turn}@`] })],
    ['sort by from', () => inInbox({}, by('from'))],
    ['sort by subject', () => inInbox({}, by('subject'))],
    ['sort by size', () => inInbox({}, by('size'))],
    ['sort by sentAt', () => inInbox({}, by('sentAt'))],
  ]
}

const COMMANDS: readonly (readonly [name: string, command: (turn: number) => string])[] = [
  ['SELECT', () => 'SELECT INBOX'],
  ['SEARCH FLAGGED', () => 'SEARCH FLAGGED'],
  ['SEARCH UNSEEN', () => 'SEARCH UNSEEN'],
  ['SEARCH RETURN (COUNT) UNSEEN', () => 'SEARCH RETURN (COUNT) UNSEEN'],
  ['UID SEARCH UNDELETED', () => 'UID SEARCH RETURN (ALL) UNDELETED'],
  ['SEARCH SINCE LARGER', () => 'SEARCH SINCE 1-Jan-2023 LARGER 2000'],
  ['SEARCH TEXT, rare word', (turn) => `SEARCH TEXT ${rareWord(turn + 100)}`],
  ['SEARCH TEXT, common word', (turn) => `SEARCH TEXT ${vocabularyWord(turn % 20)}`],
  ['SEARCH FROM', (turn) => `SEARCH FROM m${turn}@`],
  ['SEARCH SUBJECT', (turn) => `SEARCH SUBJECT ${vocabularyWord(300 + turn)}`],
  ['SORT (ARRIVAL)', () => 'UID SORT RETURN (PARTIAL 1:50) (REVERSE ARRIVAL) UTF-8 ALL'],
  ['SORT (DATE)', () => 'UID SORT (REVERSE DATE) UTF-8 ALL'],
  ['SORT (FROM)', () => 'UID SORT (FROM) UTF-8 ALL'],
  ['SORT (SUBJECT)', () => 'UID SORT (SUBJECT) UTF-8 ALL'],
  ['THREAD REFERENCES', () => 'UID THREAD REFERENCES UTF-8 ALL'],
  ['FETCH FLAGS of all', () => 'FETCH 1:* (UID FLAGS)'],
  ['FETCH of the 50 newest', () => `FETCH ${Math.max(1, messages - 49)}:* (UID FLAGS ENVELOPE BODYSTRUCTURE)`],
  ['STATUS', () => 'STATUS Archief (MESSAGES UNSEEN)'],
]

/** Of `ROUNDS` turns; what takes long gets fewer. */
async function measure(
  name: string, ask: (turn: number) => Promise<unknown>, between: (turn: number) => Promise<unknown>,
): Promise<void> {
  const times: number[] = []
  const first = await timed(() => ask(1000))
  const warm = first > 400 ? 1 : WARM_ROUNDS
  const rounds = first > 400 ? 5 : ROUNDS
  for (let turn = 0; turn < warm + rounds; turn++) {
    await between(turn)
    const ms = await timed(() => ask(turn))
    if (turn >= warm) times.push(ms)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1))
  process.stdout.write(`${JSON.stringify({ what: name, messages, p50: at(0.5), p95: at(0.95), first: Number(first.toFixed(1)) })}\n`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Asks everything once it is filled and indexed. Only names that hold `only`. */
export async function measureLargeMailbox(service: Service, person: Person, only = ''): Promise<void> {
  const visitor = new Visitor(service)
  await visitor.useAppPassword(person)
  const [, { list: boxes }] = (await visitor.jmap(['Mailbox/get', {}]))[0] as unknown as [string, { list: { id: string, name: string, role: string | null }[] }]
  const inbox = boxes.find(({ role }) => role === 'inbox')?.id ?? ''
  const archive = boxes.find(({ name }) => name === 'Archief')?.id ?? ''
  const newest = (await visitor.jmap(['Email/query', { filter: { inMailbox: inbox }, ...NEWEST, limit: PAGE }]))[0]?.[1]['ids'] as readonly string[]
  const flag = async (turn: number): Promise<void> => {
    await visitor.jmap(['Email/set', { update: { [newest[(turn >> 1) % PAGE] ?? '']: { 'keywords/$answered': turn % 2 === 0 ? true : null } } }])
  }
  const page = (query: Json): Promise<unknown> => visitor.jmap(['Email/query', { limit: PAGE, ...query }],
    ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: LIST }])
  for (const [name, ask] of questions(inbox, archive)) {
    if (`JMAP ${name}`.includes(only)) await measure(`JMAP ${name}`, (turn) => page(ask(turn)), flag)
  }
  if ('JMAP queryChanges'.includes(only)) await measureQueryChanges(visitor, { inbox, flag })
  const imap = await LeanImap.open(service, person)
  await imap.say('SELECT INBOX')
  for (const [name, command] of COMMANDS) {
    if (`IMAP ${name}`.includes(only)) await measure(`IMAP ${name}`, (turn) => imap.say(command(turn)), flag)
  }
  imap.close()
}

async function measureQueryChanges(visitor: Visitor, { inbox, flag }: {
  readonly inbox: string, readonly flag: (turn: number) => Promise<void>,
}): Promise<void> {
  for (const [name, more] of [['queryChanges', {}], ['queryChanges, threads collapsed', { collapseThreads: true }], ['queryChanges, unread', { unread: true }]] as const) {
    const wanted = {
      filter: { inMailbox: inbox, ...('unread' in more ? { notKeyword: '$seen' } : {}) }, ...NEWEST, ...('collapseThreads' in more ? more : {}),
    }
    let state = (await visitor.jmap(['Email/query', { ...wanted, limit: PAGE }]))[0]?.[1]['queryState']
    await measure(`JMAP ${name}`, async () => {
      state = (await visitor.jmap(['Email/queryChanges', { ...wanted, sinceQueryState: state }]))[0]?.[1]['newQueryState']
    }, flag)
  }
}

/** Fills it and waits until everything is indexed. */
export async function prepareLargeMailbox(service: Service, person: Person): Promise<void> {
  const began = performance.now()
  await fillLargeMailbox(service, person, { from: 0, to: messages })
  const imap = await LeanImap.open(service, person)
  await imap.say('CREATE Archief')
  await imap.say('SELECT INBOX')
  await imap.say(`COPY 1:${Math.min(2000, messages)} Archief`)
  const filledMs = performance.now() - began
  const database = new DatabaseSync(join(service.home, 'zegel.db'), { readOnly: true })
  const waiting = database.prepare(`select count(*) as waiting from message where message > (select coalesce(max(last_message), 0) from search_segment)`)
  await eventually(() => Promise.resolve(Number(waiting.get()?.['waiting'])), (count) => count === 0, INDEXED_WITHIN_MS)
  database.close()
  // An account is indexed while it is open.
  imap.close()
  const indexedMs = performance.now() - began
  process.stdout.write(`${JSON.stringify({ what: 'filled', messages, perSecond: Math.round(messages / filledMs * 1000), seconds: Math.round(filledMs / 1000), indexedSeconds: Math.round(indexedMs / 1000) })}\n`)
}

if (import.meta.main) {
  const service = await startService({ domain: 'groot.test', sets: ['log.level=warn'] })
  try {
    const person = service.addAccount('anna@groot.test')
    await prepareLargeMailbox(service, person)
    await measureLargeMailbox(service, person, process.argv[2] ?? '')
  } finally {
    await service.remove()
  }
}
