import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '../base/sizes.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { anja, asked, openPortalLab } from '../web-server/portal.testing.ts'

test('the same road on PostgreSQL: codes, reading, uploading, answering once, locking, not me, expiry', {
  skip: postgresMissing ?? false,
}, async () => {
  const server = await startPostgres()
  const lab = await openPortalLab({ url: server.url })
  const post = (link: string, path: string, more: Record<string, unknown> = {}) => lab.visitor().ask('POST', `/api/guest/${path}`, { body: { link, ...more } })
  try {
    const outgoing = await lab.send()
    const link = lab.linkFor(anja.address)
    await asked(post(link, 'begin'), 200)
    const code = lab.codeFor('+31612345621')
    const guests = Array.from({ length: 6 }, () => lab.visitor())
    const answers = await Promise.all(guests.map((one) => one.ask('POST', '/api/guest/code', { body: { link, code } })))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, 'a code lets one in')
    const guest = guests[answers.findIndex(({ status }) => status === 200)] ?? assert.fail()
    await asked(guest.ask('GET', '/api/guest/message'), 200)
    const { id } = (await asked(guest.ask('POST', '/api/guest/upload', { body: { name: 'a.txt', type: 'text/plain', sizeBytes: 6 } }), 201)).json
    const pieces = await Promise.all(Array.from({ length: 4 }, () => guest.ask('POST', `/api/guest/upload/${id}?offset=0`, { body: 'abc', type: 'application/octet-stream' })))
    assert.deepEqual(pieces.map(({ status }) => status).toSorted(), [200, 409, 409, 409])
    await asked(guest.ask('POST', `/api/guest/upload/${id}?offset=3`, { body: 'def', type: 'application/octet-stream' }), 200)
    const reply = { text: 'ja', uploads: [id], key: 'sleutel-1' }
    const replies = await Promise.all(Array.from({ length: 3 }, () => guest.ask('POST', '/api/guest/reply', { body: reply })))
    assert.ok(replies.some(({ status }) => status === 200))
    assert.equal((await asked(guest.ask('POST', '/api/guest/reply', { body: reply }), 200)).json.sentAt, lab.clock.at)
    assert.equal((await lab.inbox()).length, 1)
    const [state] = await lab.portal.stateFor({ ...lab.sender, outgoing })
    assert.deepEqual([state?.state, state?.readAt, state?.repliedAt, state?.notice], ['open', lab.clock.at, lab.clock.at, 'delivered'])

    await lab.send()
    const second = lab.linkFor(anja.address)
    await asked(post(second, 'begin'), 200)
    const wrong = lab.codeFor('+31612345621') === '000000' ? '000001' : '000000'
    const tries = await Promise.all(Array.from({ length: 12 }, () => post(second, 'code', { code: wrong })))
    assert.equal(tries.filter(({ status }) => status === 401).length, 4)
    assert.equal(tries.filter(({ status }) => status === 423).length, 8)
    const refused = await Promise.all(Array.from({ length: 4 }, () => post(second, 'not-me')))
    assert.ok(refused.every(({ status }) => status === 200))
    assert.equal((await lab.breaches.list(lab.tenant)).length, 1)

    lab.clock.at += 31 * day
    assert.equal((await lab.portal.sweep()).expired, 1)
    assert.deepEqual((await lab.portal.recall({ ...lab.sender, outgoing })).map(({ outcome }) => outcome), ['ended-already'])
  } finally {
    await lab.close()
    await server.stop()
  }
})
