import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Refusal } from '../base/errors.ts'
import { append, eraseTestAccount, inboxOf, mail, openHouse, text, type House, type HouseOptions, type TestAccount } from './mailstore.testing.ts'
import { flagBits, type AccountMail, type Flags, type MailboxView } from './types.ts'

/** What a mailstore must do on every engine. */
export function mailstoreContract(engine: string, options: () => HouseOptions | Promise<HouseOptions>): void {
  describe(`mailstore on ${engine}`, () => {
    let house: House
    let last = 100
    before(async () => {
      house = await openHouse(await options())
    })
    after(() => house?.close())

    async function newAccount(): Promise<TestAccount> {
      return house.account({ account: ++last })
    }

    async function opened(): Promise<{
      own: AccountMail, owner: TestAccount, inbox: number, view: MailboxView, close: () => void,
    }> {
      const owner = await newAccount()
      const { account, close } = owner.open(house)
      const own = await house.mailstore.open(account)
      const inbox = await inboxOf(own)
      return { own, owner, inbox, close, view: await viewOf(own, inbox) }
    }

    test('what is appended is listed, read and counted', async () => {
      const { own, inbox, view } = await opened()
      const raw = mail({ subject: 'Invoice', body: 'Please pay' })
      const appended = await append(own, raw, { flags: { bits: flagBits['\\Seen'], keywords: ['Work'] } })
      assert.equal(appended.uid, 1)
      assert.deepEqual(view.entries.map(({ uid, message, flags }) => ({ uid, message, flags })), [
        { uid: 1, message: appended.message, flags: { bits: 1, keywords: ['Work'] } },
      ])
      assert.equal(view.uidNext, 2)
      assert.equal(view.highestModseq, appended.modseq)
      const [record] = await own.records([appended.message])
      assert.match(text(record?.envelope), /"Invoice"/)
      assert.match(text(record?.bodyStructure), /^\("text" "plain"/i)
      assert.equal(record?.summary.subject, 'Invoice')
      assert.equal(record?.summary.from[0]?.addresses[0]?.email, 'ann@example.org')
      assert.equal(record?.summary.preview, 'Please pay')
      assert.equal(text(await own.body(appended.message)), text(raw))
      assert.equal(text(await own.bodyRange(appended.message, 6, 9)), 'Ann')
      assert.equal((await own.bodyRange(appended.message, 0, 1_000_000))?.length, raw.length)
      const info = (await own.mailboxes()).find(({ id }) => id === inbox)
      assert.deepEqual(
        [info?.total, info?.unseen, info?.totalThreads, info?.unreadThreads, info?.sizeBytes],
        [1, 0, 1, 0, raw.length],
      )
      assert.equal(await own.append({ mailbox: 999, raw, flags: seen, receivedAt: 1, truth: null }), 'no such mailbox')
    })

    test('an account that was erased meanwhile is refused, not read for ever', async () => {
      const { own, owner, close } = await opened()
      await append(own, mail({ subject: 'Last' }))
      await house.store.write(eraseTestAccount, { tenant: owner.ref.tenant, account: owner.ref.account, heard: 1000 })
      for (let times = 0; times < 2; times++) {
        await assert.rejects(own.mailboxes(), (error) => error instanceof Refusal && error.reason === 'closed')
      }
      close()
    })

    test('sealed mail takes its place when the account opens, with the time of acceptance', async () => {
      const owner = await newAccount()
      const acceptedAt = house.clock.now()
      assert.equal(await house.deliver(owner, mail({ subject: 'While away' })), 'kept')
      assert.equal(await house.deliver(owner, mail({ subject: 'To junk' }), { role: 'junk' }), 'kept')
      house.clock.advance(60_000)
      const own = await house.mailstore.open(owner.open(house).account)
      await own.absorbed()
      assert.deepEqual((await own.mailboxes()).map(({ role, total }) => [role, total]), [
        ['inbox', 1], ['drafts', 0], ['sent', 0], ['archive', 0], ['junk', 1], ['trash', 0],
      ])
      const [entry] = (await viewOf(own, await inboxOf(own))).entries
      assert.equal(entry?.receivedAt, acceptedAt)
      const [record] = await own.records([entry?.message ?? 0])
      assert.equal(record?.summary.subject, 'While away')
      assert.match(text(await own.body(record?.message ?? 0)), /While away/)
    })

    test('mail for an open account is there at once, and listeners hear of it in order', async () => {
      const { own, owner, view } = await opened()
      const heard: number[] = []
      view.subscribe(({ appeared }) => heard.push(...appeared.map(({ uid }) => uid)))
      const before = await own.state()
      const pushed: number[] = []
      own.onChange(({ state }) => pushed.push(state))
      await house.deliver(owner, mail({ subject: 'Now' }))
      assert.deepEqual(heard, [1])
      assert.deepEqual(pushed, [before + 1])
      await house.deliverSealed(owner, mail({ subject: 'Sealed on another node' }))
      await own.absorbed()
      assert.deepEqual(heard, [1, 2])
    })

    test('flags change one entry, conditionally when asked, and nothing when nothing changes', async () => {
      const { own, inbox, view } = await opened()
      for (let index = 0; index < 20; index++) await append(own, mail({ subject: `m${index}` }))
      const flag = (uids: number[], mode: 'add' | 'remove' | 'replace', flags: Flags, unchangedSince?: number) =>
        own.storeFlags({ mailbox: inbox, uids, mode, flags, ...unchangedSince === undefined ? {} : { unchangedSince } })
      const before = view.highestModseq
      const first = await flag([3], 'add', { bits: flagBits['\\Flagged'], keywords: ['Later'] })
      assert.deepEqual(first.changed.map(({ uid, flags }) => [uid, flags.bits, flags.keywords]), [[3, 4, ['Later']]])
      assert.equal(view.entry(3)?.modseq, before + 1)
      assert.equal(view.entry(4)?.modseq, 4 + (view.entry(1)?.modseq ?? 0) - 1)
      assert.deepEqual((await flag([3], 'add', { bits: flagBits['\\Flagged'], keywords: ['LATER'] })).changed, [])
      assert.equal(view.highestModseq, before + 1)
      const all = Array.from({ length: 20 }, (_, index) => index + 1)
      const conditional = await flag(all, 'add', seen, before)
      assert.deepEqual(conditional.modified, [3])
      assert.equal(conditional.changed.length, 19)
      await flag([3], 'remove', { bits: flagBits['\\Flagged'], keywords: ['later'] })
      assert.deepEqual(view.entry(3)?.flags, { bits: 0, keywords: [] })
      await flag([3], 'replace', { bits: 16, keywords: ['b', 'a'] })
      assert.deepEqual(view.entry(3)?.flags, { bits: 16, keywords: ['a', 'b'] })
      assert.equal((await own.mailboxes()).find(({ id }) => id === inbox)?.unseen, 1)
      assert.deepEqual((await flag([99], 'add', seen)).changed, [])
    })

    test('copy keeps flags and dates and shares the message; move takes it out; the last entry takes all with it', async () => {
      const { own, inbox, view } = await opened()
      const trash = await roleOf(own, 'trash')
      const raw = mail({ subject: 'Shared' })
      const one = await append(own, raw, { flags: { bits: 5, keywords: ['Work'] } })
      await append(own, mail({ subject: 'Other' }))
      const copied = await own.copy({ from: inbox, uids: [1, 2, 77], to: trash })
      assert.ok(typeof copied !== 'string')
      assert.deepEqual([copied.from, copied.to], [[1, 2], [1, 2]])
      const trashView = await viewOf(own, trash)
      assert.deepEqual(trashView.entry(1)?.flags, { bits: 5, keywords: ['Work'] })
      assert.equal(trashView.entry(1)?.message, one.message)
      const [meta] = await own.emails([one.message])
      assert.deepEqual(meta?.places.map(({ mailbox, uid }) => [mailbox, uid]), [[inbox, 1], [trash, 1]])
      const moved = await own.move({ from: inbox, uids: [1], to: trash })
      assert.deepEqual(typeof moved === 'string' ? moved : [moved.from, moved.to, moved.uidValidity], [[1], [3], trashView.uidValidity])
      assert.deepEqual(view.entries.map(({ uid }) => uid), [2])
      assert.equal(await own.copy({ from: inbox, uids: [2], to: 12345 }), 'no such mailbox')
      assert.equal(await own.move({ from: 12345, uids: [2], to: trash }), 'no such mailbox')
      await own.storeFlags({ mailbox: trash, uids: [1, 3], mode: 'add', flags: deleted })
      assert.deepEqual(await own.expunge({ mailbox: trash, uids: [1] }), [1])
      assert.equal(text(await own.body(one.message)), text(raw))
      assert.deepEqual(await own.expunge({ mailbox: trash }), [3])
      assert.equal(await own.body(one.message), undefined)
      assert.deepEqual(await own.records([one.message]), [undefined])
      assert.deepEqual(await own.emails([one.message]), [undefined])
    })

    test('a move inside one mailbox gives new UIDs and keeps the counts', async () => {
      const { own, inbox, view } = await opened()
      await append(own, mail({}))
      await append(own, mail({}))
      const moved = await own.move({ from: inbox, uids: [1, 2], to: inbox })
      assert.deepEqual(typeof moved === 'string' ? moved : moved.to, [3, 4])
      assert.deepEqual(view.entries.map(({ uid }) => uid), [3, 4])
      assert.equal((await own.mailboxes()).find(({ id }) => id === inbox)?.total, 2)
    })

    test('mailboxes: parents are made, children follow, names stay unique, the inbox stays', async () => {
      const { own } = await opened()
      const made = await own.createMailbox({ path: 'Clients/Jansen/2026' })
      assert.ok(typeof made !== 'string')
      const paths = async (): Promise<string[]> => (await own.mailboxes()).map(({ path }) => path)
      assert.deepEqual((await paths()).slice(6), ['Clients', 'Clients/Jansen', 'Clients/Jansen/2026'])
      assert.equal(await own.createMailbox({ path: 'Clients' }), 'exists')
      assert.equal(await own.createMailbox({ path: 'inbox' }), 'exists')
      const clients = (await own.mailboxes()).find(({ path }) => path === 'Clients')
      assert.equal(await own.deleteMailbox({ mailbox: clients?.id ?? 0, removeEmails: true }), 'has children')
      const renamed = await own.renameMailbox({ mailbox: clients?.id ?? 0, path: 'Old/Relations' })
      assert.equal(typeof renamed === 'string' ? renamed : renamed.path, 'Old/Relations')
      assert.deepEqual((await paths()).slice(6), ['Old/Relations', 'Old/Relations/Jansen', 'Old/Relations/Jansen/2026', 'Old'])
      assert.equal(await own.renameMailbox({ mailbox: clients?.id ?? 0, path: 'Old/Relations/Below' }), 'name not allowed')
      assert.equal(await own.renameMailbox({ mailbox: await inboxOf(own), path: 'Elsewhere' }), 'inbox stays')
      assert.equal(await own.deleteMailbox({ mailbox: await inboxOf(own), removeEmails: true }), 'inbox stays')
      await append(own, mail({}), { mailbox: made.id })
      assert.equal(await own.deleteMailbox({ mailbox: made.id, removeEmails: false }), 'has email')
      assert.equal(await own.deleteMailbox({ mailbox: made.id, removeEmails: true }), 'deleted')
      assert.equal(await own.deleteMailbox({ mailbox: made.id, removeEmails: true }), 'no such mailbox')
      assert.equal(await own.view(made.id), 'no such mailbox')
      const again = await own.createMailbox({ path: 'Old/Relations/Jansen/2026' })
      assert.ok(typeof again !== 'string' && again.uidValidity > made.uidValidity && again.id !== made.id)
      await own.subscribeMailbox({ mailbox: again.id, subscribed: false })
      assert.equal((await own.mailboxes()).find(({ id }) => id === again.id)?.subscribed, false)
    })

    test('patches of an email reach all its entries', async () => {
      const { own, inbox } = await opened()
      const [archive, trash] = [await roleOf(own, 'archive'), await roleOf(own, 'trash')]
      const { message } = await append(own, mail({}))
      await own.copy({ from: inbox, uids: [1], to: archive })
      const none: Flags = { bits: 0, keywords: [] }
      assert.deepEqual(await own.patchEmails([
        { message, keywords: { add: { bits: 1, keywords: ['Urgent'] }, remove: none } },
        { message: 4711, keywords: { set: none } },
        { message, mailboxes: { set: [] } },
        { message, mailboxes: { add: [999], remove: [] } },
      ]), ['updated', 'not found', 'no mailbox left', 'no such mailbox'])
      let [meta] = await own.emails([message])
      assert.deepEqual(meta?.places.map(({ mailbox, flags }) => [mailbox, flags.bits, flags.keywords]), [
        [inbox, 1, ['Urgent']], [archive, 1, ['Urgent']],
      ])
      await own.patchEmails([{
        message, mailboxes: { set: [trash] },
        keywords: { add: { bits: 4, keywords: [] }, remove: { bits: 1, keywords: [] } },
      }])
      ;[meta] = await own.emails([message])
      assert.deepEqual(meta?.places.map(({ mailbox, flags }) => [mailbox, flags.bits, flags.keywords]), [[trash, 4, ['Urgent']]])
      assert.deepEqual((await viewOf(own, inbox)).entries, [])
      assert.deepEqual((await own.mailboxes()).map(({ total, unseen }) => [total, unseen]).slice(0, 1), [[0, 0]])
      assert.deepEqual(await own.destroyEmails([message, message + 1]), ['destroyed', 'not found'])
      assert.equal(await own.body(message), undefined)
    })

    test('threads follow references while the subject stays', async () => {
      const { own } = await opened()
      const first = await append(own, mail({ id: 'a@x', subject: 'Plan' }))
      const reply = await append(own, mail({ id: 'b@x', references: ['a@x'], subject: 'Re: Plan' }))
      const late = await append(own, mail({ id: 'd@x', references: ['a@x', 'b@x', 'c@x'], subject: 'Antw: Re: plan' }))
      const other = await append(own, mail({ id: 'e@x', references: ['a@x'], subject: 'Something else' }))
      const early = await append(own, mail({ id: 'c@x', subject: 'RE: Plan' }))
      assert.equal(reply.thread, first.thread)
      assert.equal(late.thread, first.thread)
      assert.equal(early.thread, first.thread)
      assert.notEqual(other.thread, first.thread)
      assert.deepEqual(
        await own.threads([first.thread, 999]), [[first.message, reply.message, late.message, early.message], []],
      )
    })

    test('changes tell what came, changed and went', async () => {
      const { own, inbox } = await opened()
      const kept = await append(own, mail({ id: 'k@x' }))
      const gone = await append(own, mail({ id: 'g@x', subject: 'Goes' }))
      const since = await own.state()
      const fresh = await append(own, mail({ id: 'n@x', subject: 'New' }))
      const brief = await append(own, mail({ id: 'z@x', subject: 'Brief' }))
      await own.storeFlags({ mailbox: inbox, uids: [kept.uid], mode: 'add', flags: seen })
      await own.destroyEmails([gone.message, brief.message])
      const changes = await own.emailChanges(since, 100)
      assert.deepEqual(changes, {
        oldState: since, newState: await own.state(), hasMore: false,
        created: [fresh.message], updated: [kept.message], destroyed: [gone.message],
      })
      const threads = await own.threadChanges(since, 100)
      assert.ok(threads !== 'cannot calculate')
      assert.deepEqual([threads.created, threads.updated, threads.destroyed], [[fresh.thread], [], [gone.thread]])
      const cut = await own.emailChanges(since, 2)
      assert.ok(cut !== 'cannot calculate' && cut.hasMore)
      const rest = await own.emailChanges(cut.newState, 2)
      assert.ok(rest !== 'cannot calculate' && !rest.hasMore)
      assert.ok(rest.destroyed.includes(gone.message))
      assert.deepEqual([...cut.created, ...cut.updated, ...cut.destroyed].length, 2)
      assert.equal(await own.emailChanges((await own.state()) + 1, 10), 'cannot calculate')
      assert.equal(await own.emailChanges(since, 1) === 'cannot calculate', false)
      const counts = await own.mailboxChanges(since, 100)
      assert.ok(counts !== 'cannot calculate')
      assert.deepEqual([counts.created, counts.updated, counts.destroyed, counts.onlyCounts], [[], [inbox], [], true])
      const made = await own.createMailbox({ path: 'New one' })
      assert.ok(typeof made !== 'string')
      await own.renameMailbox({ mailbox: await roleOf(own, 'trash'), path: 'Bin' })
      const folders = await own.mailboxChanges(since, 100)
      assert.ok(folders !== 'cannot calculate')
      assert.deepEqual([folders.created, folders.onlyCounts], [[made.id], false])
      await own.deleteMailbox({ mailbox: made.id, removeEmails: true })
      const later = await own.mailboxChanges(folders.newState, 100)
      assert.deepEqual(later === 'cannot calculate' ? later : later.destroyed, [made.id])
    })

    test('queries filter, sort and collapse; text is found in records and bodies', async () => {
      const { own, inbox } = await opened()
      const a = await append(own, mail({ id: '1@x', subject: 'Alpha', from: 'Zed <z@example.org>', body: 'the heron stands' }))
      const b = await append(own, mail({ id: '2@x', subject: 'Beta', from: 'Ann <a@example.org>', body: 'nothing', size: 2000 }))
      const c = await append(own, mail({ id: '3@x', references: ['1@x'], subject: 'Re: Alpha', body: 'Een REIGER' }), { flags: seen })
      const query = (filter: object, by: 'receivedAt' | 'from' | 'subject' | 'size' = 'receivedAt', collapseThreads = false) =>
        own.query({ filter, sort: [{ by, ascending: true }], collapseThreads })
      assert.deepEqual(await query({ inMailbox: inbox }, 'subject'), [c.message, a.message, b.message])
      assert.deepEqual((await query({ inMailbox: inbox }, 'from')).at(-1), a.message)
      assert.deepEqual(await query({ text: 'heron' }), [a.message])
      assert.deepEqual(await query({ body: 'reiger' }), [c.message])
      assert.deepEqual(await query({ from: 'zed' }), [a.message])
      assert.deepEqual(await query({ hasKeyword: '$seen' }), [c.message])
      assert.deepEqual((await query({ notKeyword: '$seen', inMailbox: inbox })).length, 2)
      assert.deepEqual(await query({ minSize: 1000 }), [b.message])
      assert.deepEqual((await query({ noneOf: [{ subject: 'alpha' }] })), [b.message])
      assert.deepEqual((await query({ anyOf: [{ body: 'heron' }, { body: 'reiger' }] })).toSorted((x, y) => x - y), [a.message, c.message])
      assert.equal((await query({ inMailbox: inbox }, 'receivedAt', true)).length, 2)
      assert.deepEqual(await query({ inMailbox: 999 }), [])
      assert.deepEqual(await query({ inMailboxOtherThan: [inbox] }), [])
      assert.deepEqual(await query({ after: Date.UTC(2027, 0, 1) }), [])
    })

    test('the list of a mailbox is the same by the short way and the long', async () => {
      const { own, inbox } = await opened()
      for (let index = 0; index < 30; index++) {
        const raw = mail({ id: `${index}@y`, subject: 'Re: Same', references: index % 3 === 0 ? [] : [`${index - index % 3}@y`] })
        const receivedAt = 1_000_000 * ((index * 7) % 11)
        await own.append({ mailbox: inbox, raw, flags: seen, receivedAt, truth: null })
      }
      await own.copy({ from: inbox, uids: [3, 4, 5], to: inbox })
      for (const ascending of [true, false]) {
        for (const collapseThreads of [true, false]) {
          const sort = [{ by: 'receivedAt' as const, ascending }]
          const short = await own.query({ filter: { inMailbox: inbox }, sort, collapseThreads })
          const long = await own.query({ filter: { allOf: [{ inMailbox: inbox }] }, sort, collapseThreads })
          assert.deepEqual(short, long, `${ascending} ${collapseThreads}`)
          assert.equal(short.length, collapseThreads ? 10 : 30)
        }
      }
      await append(own, mail({}))
      assert.equal((await own.query({ filter: { inMailbox: inbox }, sort: [], collapseThreads: false })).length, 31)
    })

    test('uploads are kept for a day, for their account only', async () => {
      const { own } = await opened()
      const other = await opened()
      const kept = await own.upload({ bytes: new Uint8Array([1, 2, 3]), type: 'image/png' })
      assert.deepEqual(await own.uploaded(kept.id), { bytes: new Uint8Array([1, 2, 3]), type: 'image/png' })
      assert.equal(await other.own.uploaded(kept.id), undefined)
      assert.equal(await own.uploaded('nothing'), undefined)
      house.clock.advance(25 * 3600_000)
      assert.equal(await own.uploaded(kept.id), undefined)
      await house.mailstore.sweep()
    })

    test('a restart keeps everything', async () => {
      const { own, owner, inbox } = await opened()
      const appended = await append(own, mail({ subject: 'Stays' }), { flags: { bits: 1, keywords: ['Kept'] } })
      await own.createMailbox({ path: 'Kept box' })
      const boxes = await own.mailboxes()
      house = await house.restart()
      const again = await house.mailstore.open(owner.open(house).account)
      assert.deepEqual(await again.mailboxes(), boxes)
      const view = await viewOf(again, inbox)
      assert.deepEqual(view.entry(1)?.flags, { bits: 1, keywords: ['Kept'] })
      assert.match(text(await again.body(appended.message)), /Stays/)
    })
  })
}

const seen: Flags = { bits: flagBits['\\Seen'], keywords: [] }
const deleted: Flags = { bits: flagBits['\\Deleted'], keywords: [] }

async function viewOf(own: AccountMail, mailbox: number): Promise<MailboxView> {
  const view = await own.view(mailbox)
  assert.ok(typeof view !== 'string')
  return view
}

async function roleOf(own: AccountMail, role: string): Promise<number> {
  return (await own.mailboxes()).find((mailbox) => mailbox.role === role)?.id ?? 0
}
