import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turnEpochs } from './epoch.ts'
import { append, inboxOf, mail, openHouse, type HouseOptions } from './mailstore.testing.ts'
import type { AccountMail, MailboxInfo } from './types.ts'

async function inbox(own: AccountMail): Promise<MailboxInfo> {
  const id = await inboxOf(own)
  return (await own.mailboxes()).find((one) => one.id === id) ?? assert.fail()
}

/** What clients know is void after a database was put back from a copy, and no number comes twice. */
export function epochContract(engine: string, options: () => HouseOptions): void {
  test(`${engine}: after a restore no state, UID, MODSEQ or id of before says anything`, async () => {
    let house = await openHouse(options())
    try {
      const owner = await house.account({ account: 8000 })
      const own = await house.mailstore.open(owner.open(house).account)
      const old = await append(own, mail({ id: 'a@x', body: 'stays' }))
      const before = await inbox(own)
      const states = [0, 1, await own.state()]
      // What a lost life may have given: as many states and messages more as it had time for.
      const lost = { state: (await own.state()) + 1_000_000, message: old.message + 1_000_000 }
      const lives: { readonly uidValidity: number, readonly state: number }[] = []
      for (const _ of [1, 2]) {
        house.clock.advance(1000)
        assert.ok(await turnEpochs({ store: house.store, clock: house.clock }) >= 1)
        house = await house.restart()
        const again = await house.mailstore.open(owner.open(house).account)
        const now = await inbox(again)
        const state = await again.state()
        for (const since of [...states, lost.state]) {
          assert.equal(await again.emailChanges(since, 100), 'cannot calculate')
          assert.equal(await again.threadChanges(since, 100), 'cannot calculate')
          assert.equal(await again.mailboxChanges(since, 100), 'cannot calculate')
        }
        assert.deepEqual(await again.emailChanges(state, 100), {
          oldState: state, newState: state, hasMore: false, created: [], updated: [], destroyed: [],
        })
        assert.ok(now.uidValidity > before.uidValidity)
        assert.ok(now.highestModseq > Math.max(before.highestModseq, lost.state))
        assert.equal(await again.vanished({ mailbox: now.id, since: before.highestModseq }), 'forgotten')
        const validities = (await again.mailboxes()).map(({ uidValidity }) => uidValidity)
        assert.equal(new Set(validities).size, validities.length)
        assert.equal(new TextDecoder().decode(await again.body(old.message)).includes('stays'), true, 'the mail is there')
        const fresh = await append(again, mail({ id: `${state}@x` }))
        assert.ok(fresh.message > lost.message)
        const changes = await again.emailChanges(state, 100)
        assert.deepEqual(changes !== 'cannot calculate' && changes.created, [fresh.message])
        assert.ok(Number.isSafeInteger(fresh.modseq) && String(fresh.modseq).length <= 16)
        lives.push({ uidValidity: now.uidValidity, state })
        states.push(state, await again.state())
      }
      assert.ok((lives[1]?.state ?? 0) > (lives[0]?.state ?? 0) + 1)
      assert.ok((lives[1]?.uidValidity ?? 0) > (lives[0]?.uidValidity ?? 0))
    } finally {
      await house.close()
    }
  })
}
