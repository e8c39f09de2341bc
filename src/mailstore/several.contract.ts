import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { append, inboxOf, mail, openHouse, type House, type HouseOptions } from './mailstore.testing.ts'
import type { AccountMail, NewMail } from './types.ts'

const noFlags = { bits: 0, keywords: [] }
const newMail = (
  subject: string, more: { readonly id?: string, readonly references?: readonly string[] } = {},
): NewMail => ({ raw: mail({ subject, ...more }), flags: noFlags, receivedAt: Date.UTC(2026, 0, 1) })

/** Several messages in one step, a message in the place of another, what went, and what is kept: on both engines. */
export function severalContract(engine: string, options: () => HouseOptions): void {
  describe(`several messages on ${engine}`, () => {
    let house: House
    let own: AccountMail
    let inbox: number
    before(async () => {
      house = await openHouse(options())
      own = await house.mailstore.open((await house.account()).open(house).account)
      inbox = await inboxOf(own)
    })
    after(async () => { await house.close() })

    test('all are kept with one change number, threads among them, and told as one', async () => {
      const view = await own.view(inbox)
      assert.ok(view !== 'no such mailbox')
      const told: number[] = []
      view.subscribe(({ appeared }) => told.push(appeared.length))
      const kept = await own.appendAll({ mailbox: inbox, messages: [newMail('a', { id: 'x1@b' }), newMail('Re: a', { id: 'x2@b', references: ['x1@b'] }), newMail('c')] })
      assert.ok(typeof kept !== 'string')
      assert.deepEqual(kept.uids, [1, 2, 3])
      assert.deepEqual(told, [3])
      assert.equal(new Set(view.entries.map(({ modseq }) => modseq)).size, 1)
      const metas = await own.emails(view.entries.map(({ message }) => message))
      assert.equal(metas[0]?.thread, metas[1]?.thread)
      assert.notEqual(metas[0]?.thread, metas[2]?.thread)
      assert.equal(await own.appendAll({ mailbox: 999, messages: [newMail('d')] }), 'no such mailbox')
      view.close()
    })

    test('a message in the place of another; what went is told and gives its room back', async () => {
      const since = await own.state()
      const before = await own.quota()
      const replaced = await own.replace({ from: inbox, uid: 3, mailbox: inbox, message: newMail('c') })
      assert.ok(typeof replaced !== 'string')
      assert.deepEqual(replaced.uids, [4])
      assert.deepEqual(await own.vanished({ mailbox: inbox, since }), [3])
      assert.deepEqual(await own.vanished({ mailbox: inbox, since: await own.state() }), [])
      assert.deepEqual(await own.quota(), before)
      assert.equal(await own.replace({ from: inbox, uid: 3, mailbox: inbox, message: newMail('e') }), 'gone')
      assert.equal(await own.replace({ from: inbox, uid: 4, mailbox: 999, message: newMail('e') }), 'no such mailbox')
      const figures = (await own.mailboxFigures()).find(({ id }) => id === inbox)
      assert.deepEqual([figures?.total, figures?.uidNext], [3, 5])
      await append(own, mail({}))
      assert.equal((await own.mailboxFigures()).find(({ id }) => id === inbox)?.total, 4)
    })
  })
}
