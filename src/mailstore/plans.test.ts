import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Connection } from '../storage/sqlite/connection.ts'
import { runScript } from '../storage/sqlite/run-script.ts'
import { tx, type ReadScript, type Sql, type WriteScript } from '../storage/script.ts'
import { append, inboxOf, mail, openHouse, type House } from './mailstore.testing.ts'
import { mailboxChanges, messageChanges, readMessages, threadMessages } from './scripts/changes.ts'
import { copyEntries, moveEntries } from './scripts/copy.ts'
import { tallyChanged } from './scripts/counting.ts'
import { destroyMessages, expungeEntries } from './scripts/expunge.ts'
import { changeFlags } from './scripts/flags.ts'
import { catchUp } from './scripts/load.ts'
import { dirtyPages, liveRecords, loosePages, recordPlaces } from './scripts/pages.ts'
import { patchMessages } from './scripts/patch.ts'
import { nextMessages } from './scripts/search.ts'
import type { AccountMail } from './types.ts'
import { uidSet } from './uid-set.ts'

/** Tables with a row for each message or more: to go through one of them costs as much as the mailbox is large. */
const LARGE = ['entry', 'message', 'thread_reference', 'body', 'record_page']

/** A connection that asks of every statement how it will be carried out. */
class ExplainingConnection extends Connection {
  readonly plans: { readonly plan: string, readonly text: string }[] = []

  override all(statement: Sql): unknown[] {
    this.#explain(statement)
    return super.all(statement)
  }

  override run(statement: Sql): number {
    this.#explain(statement)
    return super.run(statement)
  }

  #explain({ text, values }: Sql): void {
    for (const row of super.all({ text: `explain query plan ${text}`, values })) {
      this.plans.push({ plan: (row as { detail: string }).detail, text })
    }
  }
}

let house: House
let own: AccountMail
let inbox: number
let other: number
let connection: ExplainingConnection
before(async () => {
  house = await openHouse()
  own = await house.mailstore.open((await house.account()).open(house).account)
  inbox = await inboxOf(own)
  const made = await own.createMailbox({ path: 'Ander' })
  assert.ok(typeof made !== 'string')
  other = made.id
  for (let index = 0; index < 6; index++) {
    await append(own, mail({ id: `${index}@x`, references: index % 2 === 0 ? [] : [`${index - 1}@x`] }))
  }
  connection = new ExplainingConnection(join(house.folder, 'zegel.db'), { readOnly: false })
})
after(async () => {
  connection.close()
  await house.close()
})

/** Runs a script that is taken back, and gives those of its statements that go through all of an account. */
function throughAll<Args>(
  { body }: WriteScript<Args, unknown> | ReadScript<Args, unknown>, args: Args,
): readonly string[] {
  connection.plans.length = 0
  connection.exec('begin immediate')
  try {
    runScript(connection, body(tx, args), [])
  } finally {
    connection.exec('rollback')
  }
  assert.ok(connection.plans.length > 0)
  const tables = LARGE.join('|')
  const all = new RegExp(`^SCAN (${tables})\\b|^SEARCH (${tables}) USING [A-Z a-z_0-9]+ \\(tenant=\\?( AND account=\\?)?\\)$`)
  return connection.plans.filter(({ plan }) => all.test(plan)).map(({ plan, text }) => `${plan}: ${text}`)
}

test('what touches a few messages goes through no account as a whole', () => {
  const owner = { tenant: 1, account: 1 }
  const flags = { mode: 'add', bits: 4, keywords: '' } as const
  assert.deepEqual(throughAll(readMessages, { ...owner, messages: [1, 2, 3] }), [])
  assert.deepEqual(throughAll(threadMessages, { ...owner, threads: [1, 3] }), [])
  assert.deepEqual(throughAll(messageChanges, { ...owner, since: 3, limit: 10 }), [])
  assert.deepEqual(throughAll(catchUp, { ...owner, mailbox: inbox, since: 3 }), [])
  assert.deepEqual(throughAll(recordPlaces, { ...owner, messages: [1, 2] }), [])
  assert.deepEqual(throughAll(liveRecords, { ...owner, spans: [{ page: 1, first: 1, last: 3 }] }), [])
  assert.deepEqual(throughAll(loosePages, { ...owner, limit: 10 }), [])
  assert.deepEqual(throughAll(nextMessages, { ...owner, after: 2, limit: 10 }), [])
  assert.deepEqual(throughAll(mailboxChanges, { ...owner, since: 3, limit: 10 }), [])
  assert.deepEqual(throughAll(tallyChanged, { ...owner, since: 3, most: 10, trash: null }), [])
  const some = { mailbox: inbox, uids: uidSet([2, 5]), unchangedSince: null }
  assert.deepEqual(throughAll(changeFlags, { ...owner, ...flags, ...some }), [])
  const patch = { message: 1, mailboxes: { add: [other], remove: [inbox] }, flags: [flags] }
  assert.deepEqual(throughAll(patchMessages, { ...owner, savedAt: 1, patches: [patch] }), [])
  assert.deepEqual(throughAll(copyEntries, { ...owner, from: inbox, to: other, uids: uidSet([1]), savedAt: 1 }), [])
  assert.deepEqual(throughAll(moveEntries, { ...owner, from: inbox, to: other, uids: uidSet([1]), savedAt: 1 }), [])
  assert.deepEqual(throughAll(destroyMessages, { ...owner, messages: [1, 2] }), [])
  assert.deepEqual(throughAll(expungeEntries, { ...owner, mailbox: inbox, uids: uidSet([3]), onlyDeleted: false }), [])
})

test('a statement that goes through an account would be seen', () => {
  const all = { name: 'all', module: '', * body() {
    yield* tx.all({ text: 'select bits from entry where tenant = ? and account = ? and message = ?', values: [1, 1, 3] })
  } }
  assert.equal(throughAll(all, {}).length, 1)
  // Pages that lost records stand in an index of their own: going through it is going through those alone.
  assert.match(throughAll(dirtyPages, { tenant: 1, account: 1, limit: 10 }).join(), /record_page_gone/)
})
