import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Store } from '../storage/store.ts'
import { Keywords } from './flags.ts'
import { noChange, type EntryRow } from './scripts/rows.ts'
import { LiveView } from './view.ts'

const keywords = new Keywords({} as Store, () => { throw new Error('no keyword is asked for') })

function emptyView(): LiveView {
  const counts = { mailbox: 1, uidValidity: 1, uidNext: 1, total: 0, unseen: 0, sizeBytes: 0, highestModseq: 0 }
  return new LiveView({ number: 0, counts, numbers: new Uint8Array(0), keywords: [] }, keywords)
}

const row = (uid: number, receivedAt: number, bits: number): EntryRow => ({
  mailbox: 1, uid, message: 1 + uid % 7, thread: 1, bits, keywords: '', modseq: uid, savedAt: 0, receivedAt, sizeBytes: 1,
})

test('entries by date stay in order while mail comes, changes and goes', () => {
  const step = fc.record({
    what: fc.constantFrom('come', 'come', 'change', 'go', 'look'), at: fc.nat(20), receivedAt: fc.nat(8),
  })
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const view = emptyView()
    const rows = new Map<number, EntryRow>()
    let uid = 0
    let number = 0
    for (const { what, at, receivedAt } of steps) {
      const known = [...rows.values()][at]
      if (what === 'look') assert.equal(view.byDate.length, rows.size)
      else if (what === 'come') {
        // Two messages of one number have one date: they are copies.
        const of = 1 + (uid + 1) % 7
        const copied = [...rows.values()].find(({ message }) => message === of)
        const came = row(++uid, copied?.receivedAt ?? receivedAt, 0)
        rows.set(uid, came)
        view.apply(++number, { ...noChange, appeared: [came] })
      } else if (known !== undefined && what === 'change') {
        const changed = { ...known, bits: receivedAt }
        rows.set(known.uid, changed)
        view.apply(++number, { ...noChange, changed: [changed] })
      } else if (known !== undefined) {
        rows.delete(known.uid)
        view.apply(++number, { ...noChange, expunged: [{ mailbox: 1, uids: [known.uid] }] })
      }
    }
    const wanted = [...rows.values()]
      .sort((a, b) => a.receivedAt - b.receivedAt || a.message - b.message || a.uid - b.uid)
    const dated = view.byDate.map((entry) => [entry.uid, entry.flags.bits])
    assert.deepEqual(dated, wanted.map((one) => [one.uid, one.bits]))
  }), { numRuns: 300 })
})
