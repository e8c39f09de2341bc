import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../base/sizes.ts'
import { sql } from '../storage/script.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { PAST_KEPT_MS } from '../submission/past-assessments.ts'
import { openGuardHouse, type Client, type WebHouse } from './web-server.testing.ts'

const PERSON = 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961.'
const OUTSIDE = 'jan@huis.example'

describeOnBothEngines('trying a policy on past mail', (engine) => {
  let house: WebHouse
  let anna: Client
  let officer: Client
  before(async () => {
    ({ house, anna, officer } = await openGuardHouse(engine.url === undefined ? {} : { url: engine.url }))
    const person = await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
    await house.accounts.update({ ...person, department: 'Thuiszorg' })
    for (const text of [PERSON, 'Zullen we dinsdag lunchen?', PERSON]) await send(text)
  })
  after(() => house.close())

  async function send(text: string): Promise<void> {
    const { list } = await anna.call('Identity/get', { ids: null })
    const { created } = await anna.call('Email/set', { create: { k: {
      mailboxIds: { [await anna.box('drafts')]: true }, from: [{ name: 'Anna', email: 'anna@zonnehof.test' }], to: [{ name: null, email: OUTSIDE }],
      subject: 'Over Jan', bodyValues: { t: { value: text } }, textBody: [{ partId: 't', type: 'text/plain' }],
    } } })
    const guestFactors = { [OUTSIDE]: { kind: 'sms', phone: '+31612345678' } }
    const sent = await anna.call('EmailSubmission/set', { create: { s: { identityId: list[0].id, emailId: created.k.id, guestFactors } } })
    assert.ok(sent.created.s, JSON.stringify(sent))
  }
  const tried = async (text: string) => (await officer.ask('POST', '/api/policy/simulate', { body: { text } })).json

  test('says how many mails would go another way, and changes nothing', async () => {
    const same = await tried('')
    assert.deepEqual([same.mails, same.isCut, same.newlySecured, same.noLongerSecured, same.before], [
      3, false, 0, 0, same.after,
    ])
    assert.equal(same.before.secured, 2)
    const loose = await tried('levels:\n  national-id: advise\n  personal-data: advise\n')
    assert.deepEqual([loose.noLongerSecured, loose.after.secured, loose.after.routes], [2, 0, { ordinary: 3 }])
    const strict = await tried('levels:\n  national-id: block\n')
    assert.deepEqual([strict.newlyBlocked, strict.after.levels.block], [2, 2])
    assert.equal((await officer.ask('GET', '/api/policy')).json.state, 'default')
  })

  test('a policy of one department counts for its mail only; one that looks on is tried as if it acted', async () => {
    assert.equal((await tried('for:\n  - department: thuiszorg\n    levels:\n      national-id: block\n')).newlyBlocked, 2)
    assert.equal((await tried('for:\n  - department: Keuken\n    levels:\n      national-id: block\n')).newlyBlocked, 0)
    assert.equal((await tried('mode: shadow\nlevels:\n  national-id: block\n')).newlyBlocked, 2)
  })

  test('a mistake is named; nobody but officers may ask', async () => {
    assert.deepEqual((await tried('levels:\n  health: blok\n')).errors[0].line, 2)
    assert.equal((await anna.ask('POST', '/api/policy/simulate', { body: { text: '' } })).status, 403)
  })

  test('what is kept opens with the service key only, and goes after 90 days', async () => {
    const rows = await house.store.all<{ box: Uint8Array }>(sql`select box from past_assessment`)
    assert.equal(rows.length, 3)
    for (const { box } of rows) assert.doesNotMatch(Buffer.from(box).toString('latin1'), /Thuiszorg|national-id|huis/)
    house.clock.at += 31 * day
    await officer.signIn('fg@zonnehof.test')
    assert.equal((await tried('')).mails, 0)
    house.clock.at += PAST_KEPT_MS - 31 * day + 1
    await house.sending.tidy()
    assert.deepEqual(await house.store.all(sql`select id from past_assessment`), [])
  })
})
