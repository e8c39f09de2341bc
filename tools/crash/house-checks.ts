/** What is not mail itself: keys, passwords, closings, the queue, the ledger and the files. */
import type { House } from '../../src/app.ts'
import { erasedTables, keyTables } from '../../src/accounts/erased-tables.ts'
import { verifyReceipt } from '../../src/ledger/receipt.ts'
import type { AccountRef } from '../../src/keys/keys.ts'
import { sql } from '../../src/storage/script.ts'
import { readMessage } from './marks.ts'
import { checkMessages, listedMail } from './mail-checks.ts'
import type { Opened } from './opened.ts'

/** Longest wait for internal mail of the queue. */
const DELIVERED_WITHIN_MS = 120_000
/** In one state of so many the doors are tried with the old password and the new one: each try is meant to be dear. */
const PASSWORD_ONE_IN = 3

/** A rotation that a crash left in the middle is gone on from while the account is read, and then all is as it was. */
export async function checkNewKey(opened: Opened): Promise<void> {
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
export async function checkClosing(
  { house, mails: { marieke: { account: { tenant } } }, args: { expected, people }, say }: Opened,
): Promise<void> {
  const asked = expected.asked.get('close')
  const [begun] = await house.accounts.closings.list(tenant)
  if (begun?.state === 'erasing') await noKeysOf(begun, house, say)
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

const routes = { sanne: 'internal', guest: 'portal', outside: 'ordinary' } as const

/** What was handed in is in the queue once, or where it should go, once. */
export async function checkQueue(opened: Opened): Promise<void> {
  const { house, mails, args: { expected }, say } = opened
  const account = mails.marieke.account
  const listed = await submissions(house, account)
  for (const [id, { to, isAcknowledged }] of expected.submitted) {
    const copies = listed.filter(({ messageId }) => messageId === `${id}@client.example`)
    if (copies.length > 1 || (isAcknowledged && copies.length === 0)) say(`${id} is ${copies.length} times in the queue`)
    const [recipient] = copies.flatMap(({ recipients }) => recipients)
    const route = routes[to]
    if (recipient !== undefined && recipient.route !== route) say(`${id} goes by ${recipient.route}`)
    if (recipient !== undefined && !['waiting', 'trying', 'delivered'].includes(recipient.state)) say(`${id} is ${recipient.state}`)
  }
  await house.queue.start()
  const until = performance.now() + DELIVERED_WITHIN_MS
  const isOpen = (): Promise<boolean> => submissions(house, account)
    .then((all) => all.some(({ recipients }) => recipients.some(({ route, state }) => route !== 'ordinary'
      && (state === 'waiting' || state === 'trying'))))
  while (await isOpen()) {
    if (performance.now() > until) return say('the queue does not get empty')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  // The queue was read from the database, which may know of a commit before its listeners do: a write comes behind it.
  await house.mailstore.sweep()
  const arrived = new Map<string, number>()
  for (const { id, box, message } of await listedMail(opened, 'sanne')) {
    if (box !== 'INBOX' || !expected.submitted.has(id)) continue
    arrived.set(id, (arrived.get(id) ?? 0) + 1)
    const raw = await mails.sanne.body(message)
    if (raw === undefined || !readMessage(raw).isWhole) say(`${id} arrived and is not whole`)
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

/** A closing destroys keys first: whatever else is left, nothing opens it. */
async function noKeysOf({ tenant, account }: AccountRef, { store }: House, say: Opened['say']): Promise<void> {
  for (const table of keyTables) {
    const rows = await store.all({ text: `select 1 as there from ${table} where tenant = ? and account = ? limit 1`, values: [tenant, account] })
    if (rows.length > 0) say(`${table} holds keys of an account that is closing`)
  }
}

/** A password that was changed opens and the one of before does not; while the change was under way, one of the two. */
export async function checkPassword(
  { house, args: { expected, people: { sanne }, below }, say }: Opened,
): Promise<void> {
  const asked = expected.asked.get('password')
  if (asked === undefined || below(PASSWORD_ONE_IN) > 0) return
  const opens = async (password: string): Promise<boolean> =>
    (await house.accounts.signIn({ address: sanne.address, password, door: 'web', ip: '127.0.0.1' })).outcome === 'open'
  const [before, after] = [await opens(sanne.password), await opens(expected.nextPassword)]
  if (before === after || (asked.isAcknowledged && !after)) say(`the old password opens: ${before}, the new one: ${after}`)
}

type Submissions = Awaited<ReturnType<House['queue']['list']>>

function submissions({ queue }: House, { tenant, account }: AccountRef): Promise<Submissions> {
  return queue.list({ tenant, account })
}

export async function checkLedger(
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
export async function checkFiles({ house, say }: Opened): Promise<void> {
  await house.mailstore.sweep()
  const rows = await house.store.all<{ blob: string }>(sql`select blob from body where blob is not null union select blob from upload where blob is not null`)
  const named = rows.map(({ blob }) => blob).sort()
  const files = await Array.fromAsync(house.blobs.list())
  const missing = named.filter((id) => !files.includes(id))
  const orphans = files.filter((id) => !named.includes(id))
  if (missing.length > 0) say(`${missing.length} files are missing`)
  if (orphans.length > 0) say(`${orphans.length} files without a row are left after a sweep`)
}
