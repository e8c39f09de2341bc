/**
 * Opens one state with the real program (`openHouse`: storage, keys, mailstore, ledger, queue, portal) and looks
 * whether every promise holds. Gives what is wrong, in words; nothing when all is well.
 */
import { openHouse, type House } from '../../src/app.ts'
import { day } from '../../src/base/sizes.ts'
import { openHome } from '../../src/command-line/home.ts'
import { erasedTables } from '../../src/accounts/erased-tables.ts'
import { verifyReceipt } from '../../src/ledger/receipt.ts'
import type { AccountRef } from '../../src/keys/keys.ts'
import { silentLog } from '../../src/log/log.ts'
import { flagBits, type AccountMail } from '../../src/mailstore/types.ts'
import { sql } from '../../src/storage/script.ts'
import type { Person } from '../../test/service.ts'
import { NOWHERE, placeOf, readMessage, type Expected, type Who } from './marks.ts'
import type { Below } from './random.ts'

/** Problems told of one state. */
const PROBLEMS_MAX = 20
/** Words looked up in each state. */
const SEARCHES = 2
/** In one state of so many the index is brought up to date and asked again. */
const INDEX_ONE_IN = 4
/** Longest wait for internal mail of the queue. */
const DELIVERED_WITHIN_MS = 120_000
/** Later than every age that a sweep waits for. */
const LATER_MS = 2 * day

export interface CheckArgs {
  readonly home: string
  readonly people: Readonly<Record<Who, Person>>
  readonly expected: Expected
  readonly below: Below
}

interface Opened {
  readonly house: House
  readonly mails: Readonly<Record<Reader, AccountMail>>
  readonly args: CheckArgs
  say(problem: string): void
}

/** Whose mail is read whole. */
type Reader = 'marieke' | 'sanne'

export async function checkState(args: CheckArgs): Promise<readonly string[]> {
  const problems: string[] = []
  const say = (problem: string): void => { if (problems.length < PROBLEMS_MAX) problems.push(problem) }
  const log = { ...silentLog, with: () => log,
    // A try that outlasts the stop on a busy machine comes back at the next start: that is no loss.
    error: (event: string, error: unknown) => isOver ? undefined : say(`log: ${event}: ${String(error)}`) }
  let isOver = false
  let shift = 0
  const sets = ['dns.servers=[]', 'account.closingDays=0', 'delivery.routes={"home.example":"127.0.0.1:9"}', 'hold.submissionSeconds=0']
  let house: House | undefined
  try {
    house = await openHouse({ home: openHome({ folder: args.home, sets }), log, clock: { now: () => Date.now()
      + shift } })
    const mails = { marieke: await signIn(house, args.people.marieke), sanne: await signIn(house, args.people.sanne) }
    const opened: Opened = { house, mails, args, say }
    await checkMessages(opened)
    await checkNewKey(opened)
    await checkClosing(opened)
    await checkSearch(opened)
    await checkQueue(opened)
    await checkLedger(opened)
    shift = LATER_MS
    await checkFiles(opened)
  } catch (error) {
    say(`thrown: ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
  } finally {
    isOver = true
    await house?.queue.stop()
    await house?.close()
  }
  return problems
}

async function signIn(house: House, person: Person): Promise<AccountMail> {
  const signedIn = await house.accounts.signIn({ address: person.address, password: person.appPassword, door: 'imap', ip: '127.0.0.1' })
  if (signedIn.outcome !== 'open') throw new Error(`${person.address} cannot sign in: ${signedIn.outcome}`)
  house.keyring.hold(signedIn.open)
  const mail = await house.mailstore.open(signedIn.open)
  await mail.absorbed()
  return mail
}

interface Found { readonly place: string, readonly box: string, readonly who: Who, readonly id: string,
  readonly message: number }

/** Every message of an account, read whole. */
async function* inventory({ mails, say }: Opened, who: Reader): AsyncGenerator<Found> {
  const mail = mails[who]
  for (const { id: mailbox, path, role, total } of await mail.mailboxes()) {
    const view = await mail.view(mailbox)
    if (view === 'no such mailbox') {
      say(`${who}: ${path} is listed and cannot be opened`)
      continue
    }
    const { entries } = view
    if (entries.length !== total) say(`${who}: ${path} counts ${total} and holds ${entries.length}`)
    const records = await mail.records(entries.map(({ message }) => message))
    for (const [index, { message, flags, uid }] of entries.entries()) {
      const raw = await mail.body(message)
      if (raw === undefined || records[index] === undefined) {
        say(`${who}: UID ${uid} of ${path} has no ${raw === undefined ? 'body' : 'list record'}`)
        continue
      }
      const { id, isWhole } = readMessage(raw)
      if (!isWhole && !id.startsWith('safe')) say(`${who}: ${id} is torn`)
      if (records[index].summary.subject !== id) say(`${who}: the list says ${records[index].summary.subject} and the message ${id}`)
      const words = Object.entries(flagBits).filter(([, bit]) => (flags.bits & bit) !== 0).map(([word]) => word)
      const box = role === 'sent' ? 'Sent' : role === 'drafts' ? 'Drafts' : path
      yield { place: placeOf(who, box, words), box, who, id, message }
    }
    view.close()
  }
}

async function checkMessages(opened: Opened): Promise<void> {
  const { args: { expected }, say } = opened
  const found = new Map<string, string[]>()
  const sent = new Map<string, number>()
  for (const who of ['marieke', 'sanne'] as const) {
    for await (const { id, place, box } of inventory(opened, who)) {
      if (box === 'Sent') sent.set(id, (sent.get(id) ?? 0) + 1)
      else if (!expected.submitted.has(id)) found.set(id, [...found.get(id) ?? [], place])
    }
  }
  for (const [id, places] of expected.places()) {
    if ([...places].some((place) => place.startsWith('joost '))) continue
    const [there = NOWHERE, ...more] = found.get(id) ?? []
    if (more.length > 0) say(`${id} is there ${more.length + 1} times: ${[there, ...more].join(', ')}`)
    if (!places.has(there)) say(`${id} is at "${there}", expected "${[...places].join('" or "')}"`)
  }
  for (const id of found.keys()) if (!expected.places().has(id)) say(`${id} was never handed in`)
  for (const [id, { to, isAcknowledged }] of expected.submitted) {
    const copies = sent.get(id) ?? 0
    if (copies > 1 || (to === 'sanne' && isAcknowledged && copies === 0)) say(`${id} has ${copies} copies in Sent`)
  }
}

/** A rotation that a crash left in the middle is gone on from while the account is read, and then all is as it was. */
async function checkNewKey(opened: Opened): Promise<void> {
  const { house, mails: { marieke: { account } }, args: { expected }, say } = opened
  const asked = expected.asked.get('rotate')
  const before = await house.accounts.rotations.state(account)
  if (before === undefined) {
    if (asked?.isAcknowledged === true) say('the new key that was acknowledged is not there')
    return
  }
  if (asked === undefined) say('a new key that nobody asked for')
  await house.accounts.rotations.settled(account)
  const after = await house.accounts.rotations.state(account)
  if (after?.state !== 'done') say(`the rotation is ${after?.state ?? 'gone'}`)
  const former = await house.store.all(sql`select version from former_key`)
  const references = await house.store.all(sql`select thread from thread_reference where tenant = ${account.tenant}
    and account = ${account.account} and key_version < 2 limit 1`)
  if (former.length > 0 || references.length > 0) say('keys of before are still there')
  if (before.state !== 'done') await checkMessages(opened)
}

/** A closing that began comes to its end, whatever was left of it. */
async function checkClosing(
  { house, mails: { marieke: { account: { tenant } } }, args: { expected, people }, say }: Opened,
): Promise<void> {
  const asked = expected.asked.get('close')
  await house.accounts.closings.runDue()
  const [closing] = await house.accounts.closings.list(tenant)
  if (closing === undefined) {
    if (asked?.isAcknowledged === true) say('the closing that was acknowledged did not happen')
    if (await house.accounts.findRecipient(people.joost.address) === undefined) say('joost is gone without a closing')
    return
  }
  if (closing.state !== 'closed') return say(`the closing is ${closing.state}`)
  for (const { table } of erasedTables) {
    const rows = await house.store.all({ text: `select 1 as there from ${table} where tenant = ? and account = ? limit 1`, values: [tenant, closing.account] })
    if (rows.length > 0) say(`${table} still holds something of the closed account`)
  }
  if (await house.accounts.findRecipient(people.joost.address) !== undefined) say('the closed account gets mail')
  const check = verifyReceipt(await house.accounts.closings.receipt(closing) ?? '')
  if (!check.ok || check.personal['address'] !== people.joost.address) say(`receipt: ${check.ok ? 'of another' : check.problem}`)
}

/** The index and the list say the same: before the index is brought up to date, and after it. */
async function checkSearch({ mails: { marieke }, house, args: { expected, below }, say }: Opened): Promise<void> {
  const ids = [...expected.places()].filter(([, places]) => places.size === 1 && !places.has(NOWHERE)
    && [...places][0]?.startsWith('marieke ') === true).map(([id]) => id)
  if (ids.length === 0) return
  const chosen = Array.from({ length: SEARCHES }, () => ids[below(ids.length)] ?? '')
  const look = async (when: string): Promise<void> => {
    for (const id of chosen) {
      const messages = await marieke.query({ filter: { body: `word${id}` }, sort: [], collapseThreads: false })
      const subjects = (await marieke.records(messages)).map((record) => record?.summary.subject ?? 'no record')
      // `word1` stands in `word12` too.
      if (!subjects.includes(id) || subjects.some((subject) => !subject.startsWith(id))) say(`search ${when}: word${id} gives ${subjects.join(', ')}`)
    }
  }
  await look('after the crash')
  if (below(INDEX_ONE_IN) > 0) return
  await house.mailstore.tidy(marieke.account)
  const { waiting } = await marieke.indexed()
  if (waiting > 0) say(`${waiting} messages are still not indexed`)
  await look('after indexing')
}

/** What was handed in is in the queue once, or where it should go, once. */
async function checkQueue(opened: Opened): Promise<void> {
  const { house, mails, args: { expected }, say } = opened
  const account = mails.marieke.account
  const listed = await submissions(house, account)
  for (const [id, { to, isAcknowledged }] of expected.submitted) {
    const copies = listed.filter(({ messageId }) => messageId === `${id}@client.example`)
    if (copies.length > 1 || (isAcknowledged && copies.length === 0)) say(`${id} is ${copies.length} times in the queue`)
    const [recipient] = copies.flatMap(({ recipients }) => recipients)
    const route = to === 'sanne' ? 'internal' : 'portal'
    if (recipient !== undefined && recipient.route !== route) say(`${id} goes by ${recipient.route}`)
    if (recipient !== undefined && !['waiting', 'trying', 'delivered'].includes(recipient.state)) say(`${id} is ${recipient.state}`)
  }
  await house.queue.start()
  const until = performance.now() + DELIVERED_WITHIN_MS
  const isOpen = (): Promise<boolean> => submissions(house, account)
    .then((all) => all.some(({ recipients }) => recipients.some(({ state }) => state === 'waiting' || state === 'trying')))
  while (await isOpen()) {
    if (performance.now() > until) return say('the queue does not get empty')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  // The queue was read from the database, which may know of a commit before its listeners do: a write comes behind it.
  await house.mailstore.sweep()
  const arrived = new Map<string, number>()
  for await (const { id, who, box } of inventory(opened, 'sanne')) {
    if (who === 'sanne' && box === 'INBOX') arrived.set(id, (arrived.get(id) ?? 0) + 1)
  }
  const now = await submissions(house, account)
  for (const [id, { to }] of expected.submitted) {
    const copies = now.filter(({ messageId }) => messageId === `${id}@client.example`).length
    if (to === 'sanne' && (arrived.get(id) ?? 0) !== copies) say(`${id} arrived ${arrived.get(id) ?? 0} times and was handed in ${copies} times`)
  }
  const [{ portal } = { portal: -1 }] = await house.store.all<{ portal: number }>(sql`select count(*) as portal from portal_message`)
  const guests = now.filter(({ recipients }) => recipients.some(({ route }) => route === 'portal')).length
  if (portal !== guests) say(`${guests} mails went to the portal and ${portal} are there`)
}

type Submissions = Awaited<ReturnType<House['queue']['list']>>

function submissions({ queue }: House, { tenant, account }: AccountRef): Promise<Submissions> {
  return queue.list({ tenant, account })
}

async function checkLedger(
  { house, mails: { marieke: { account: { tenant } } }, args: { expected }, say }: Opened,
): Promise<void> {
  await house.ledger.sequence()
  const check = await house.ledger.verify(tenant)
  if (!check.ok) say(`ledger: ${check.problem} (record ${check.sequence ?? 'without place'})`)
  const [{ received } = { received: -1 }] = await house.store.all<{ received: number }>(
    sql`select count(*) as received from ledger_record where tenant = ${tenant} and kind = ${'mail.received'}`)
  const { least, most } = expected.received
  if (received < least || received > most) say(`ledger: ${received} mails received, and between ${least} and ${most} were`)
}

/** A sweep leaves exactly the files that rows name, and every one opens (the inventory read them). */
async function checkFiles({ house, say }: Opened): Promise<void> {
  await house.mailstore.sweep()
  const rows = await house.store.all<{ blob: string }>(sql`select blob from body where blob is not null union select blob from upload where blob is not null`)
  const named = rows.map(({ blob }) => blob).sort()
  const files = await Array.fromAsync(house.blobs.list())
  const missing = named.filter((id) => !files.includes(id))
  const orphans = files.filter((id) => !named.includes(id))
  if (missing.length > 0) say(`${missing.length} files are missing`)
  if (orphans.length > 0) say(`${orphans.length} files without a row are left after a sweep`)
}
