import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSealer } from '../keys/sealer.ts'
import { sql } from '../storage/script.ts'
import { anja, asked, openPortalLab } from '../web-server/portal.testing.ts'
import { guestPass } from './rewrap.ts'

interface Sealed { readonly id: string, readonly sealed_id: string, readonly encapsulation: Uint8Array,
  readonly sealed_box: Uint8Array, readonly sealed_mac: Uint8Array }

test('a sender with a new key still renews what a guest was sent, and the guest reads all the while', async () => {
  const lab = await openPortalLab()
  const sealer = createSealer({ serviceKey: lab.serviceKey, clock: lab.clock })
  try {
    const { store, accounts, open } = lab
    accounts.rotations.add([guestPass({ store, sealer, accounts })])
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const read = (): Promise<Sealed> => store.one<Sealed>(sql`select id, sealed_id, encapsulation, sealed_box, sealed_mac from portal_message`)
    const before = await read()
    assert.equal(await accounts.rotations.begin(open, { reason: 'asked' }), 'begun')
    await accounts.rotations.settled(open)
    const after = await read()
    assert.notEqual(after.sealed_id, before.sealed_id)
    const headOf = (row: Sealed) => ({
      id: row.sealed_id, encapsulation: row.encapsulation, box: row.sealed_box, mac: row.sealed_mac,
    })
    assert.deepEqual([open.isSealedToNewest(headOf(after)), open.isSealedToNewest(headOf(before))], [true, false])
    // What was read before the end may still be on its way: the pair of before opens it for a minute (`keys.test.ts`).
    assert.doesNotThrow(() => open.unseal(headOf(before)))
    await asked(guest.ask('GET', '/api/guest/message'), 200)
    assert.deepEqual(await lab.portal.resend({ open, message: after.id }), { outcome: 'renewed' })
    await lab.settled()
    await asked((await lab.guest(lab.linkFor(anja.address))).ask('GET', '/api/guest/message'), 200)
  } finally {
    sealer.close()
    await lab.close()
  }
})
