/** The portal when something it needs is away or full. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SmsOutcome } from '../sms/sms.ts'
import { anja, asked, openPortalLab, post, told } from './portal.testing.ts'

describe('when something is away or full', () => {
  test('a gateway that is down: the guest hears it, the sender once, and an agreed code is another way', async () => {
    const answers: SmsOutcome[] = [{ outcome: 'failed', reason: 'gateway-down' }, { outcome: 'failed', reason: 'gateway-refused' }]
    const lab = await openPortalLab({ driver: { kind: 'http', send: () => Promise.resolve(answers.shift() ?? { outcome: 'sent' }) } })
    try {
      const outgoing = await lab.send()
      const link = lab.linkFor(anja.address)
      assert.equal(await told(lab.visitor(), 'begin', { link }), '503 code-not-sent')
      assert.equal(await told(lab.visitor(), 'code', { link, code: '123456' }), '409 code-expired')
      assert.equal(await told(lab.visitor(), 'begin', { link }), '503 code-not-sent')
      assert.equal(await told(lab.visitor(), 'begin', { link }), '200 ok')
      await lab.settled()
      assert.deepEqual((await lab.inbox()).map(({ subject }) => subject), [`De sms-code kwam niet aan: Anja Bakker (${anja.address})`])
      const { message } = (await lab.portal.stateFor({ ...lab.sender, outgoing }))[0] ?? assert.fail()
      await lab.portal.setFactor({ open: lab.open, message, factor: { kind: 'agreed-code', code: 'Blauwe-Fiets 7', question: 'De kleur en het ding' } })
      await lab.settled()
      const fresh = lab.linkFor(anja.address)
      const guest = lab.visitor()
      const look = (await post(guest, 'look', { link: fresh })).json
      assert.deepEqual(look.factor, { kind: 'agreed-code', question: 'De kleur en het ding' })
      assert.deepEqual((await post(guest, 'begin', { link: fresh })).json, { sent: false, waitSeconds: 0 })
      assert.deepEqual((await post(guest, 'code', { link: fresh, code: 'rode auto 7' })).json, { problem: 'wrong-code', triesLeft: 4 })
      assert.equal(await told(guest, 'code', { link: fresh, code: 'blauwefiets7' }), '200 ok')
      assert.equal((await guest.ask('GET', '/api/guest/message')).status, 200)
    } finally {
      await lab.close()
    }
  })

  test('a full mailbox takes no answer, and the guest hears that', async () => {
    const lab = await openPortalLab({ quotaBytes: 20_000 })
    try {
      await lab.send()
      const guest = await lab.guest(lab.linkFor(anja.address))
      const answer = await post(guest, 'reply', { text: 'y'.repeat(50_000), uploads: [], key: 'sleutel-1' })
      assert.deepEqual([answer.status, answer.json.problem], [503, 'mailbox-full'])
      await asked(post(guest, 'reply', { text: 'kort', uploads: [], key: 'sleutel-1' }), 200)
      assert.equal((await lab.inbox()).length, 1)
    } finally {
      await lab.close()
    }
  })
})
