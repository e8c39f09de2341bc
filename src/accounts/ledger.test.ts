import { describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../base/assert.ts'
import { createLedger } from '../ledger/ledger.ts'
import { silentLog } from '../log/log.ts'
import { at, generous, openAccountsHouse, opened, withFactor } from './accounts.testing.ts'

describe('the ledger', () => {
  test('holds what happened to an account, in the transaction of the fact, and verifies', async () => {
    const heads = await mkdtemp(join(tmpdir(), 'zegel-heads-'))
    const house = await openAccountsHouse({
      limits: generous(),
      makeLedger: ({ store, serviceKey, clock }) =>
        createLedger({ store, serviceKey, clock, log: silentLog, headsFile: join(heads, 'heads.jsonl') }),
    })
    try {
      const { ledger } = house
      assert.ok(ledger !== undefined)
      const { account } = await house.person('anna', { name: 'Anna' })
      const open = opened(await at(house, 'web', 'anna'))
      assert.equal((await at(house, 'web', 'anna', 'wrong password')).outcome, 'refused')
      const { cookie } = await house.accounts.startSession({ open, userAgent: '' })
      await house.accounts.endSession(account, present(cookie.split('.')[0], 'id'))
      const { id } = await house.accounts.addAppPassword({ open, label: '' })
      await house.accounts.removeAppPassword(account, id)
      await house.accounts.removeAppPassword(account, id)
      await withFactor(house, open)
      await house.accounts.block(account)
      await ledger.sequence()
      const entries = await ledger.list({ tenant: house.tenant, limit: 100 })
      assert.deepEqual(entries.map(({ kind }) => kind).sort(), [
        'account.blocked', 'account.created', 'app-password.added', 'app-password.removed', 'second-factor.on',
        'session.ended', 'session.started', 'sign-in.refused',
      ])
      const created = entries.find(({ kind }) => kind === 'account.created')
      assert.deepEqual(created?.personal, { address: 'anna@zonnehof.test', name: 'Anna' })
      assert.equal((await ledger.verify(house.tenant)).ok, true)
    } finally {
      await house.close()
      await rm(heads, { recursive: true })
    }
  })
})
