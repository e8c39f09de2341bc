import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../base/sizes.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { DEMOTION_SHOWN_MIN } from '../submission/rule-demotions.ts'
import { openGuardHouse, type Client, type WebHouse } from './web-server.testing.ts'

const KNOWN = 'm.jansen@huisarts-linde.example'
/** Another domain each time that is one letter off: an address that was written to is known. */
let mistakes = 0
function alike(): string {
  mistakes += 1
  const at = KNOWN.indexOf('huisarts') + mistakes % 8
  return `${KNOWN.slice(0, at)}${'qxzjkwvy'[Math.floor(mistakes / 8) % 8]}${KNOWN.slice(at + 1)}`
}
const RULE = 'lookalike-address'

describeOnBothEngines('questions that are wrong too often', (engine) => {
  let house: WebHouse
  let anna: Client
  let officer: Client
  before(async () => {
    ({ house, anna, officer } = await openGuardHouse(engine.url === undefined ? {} : { url: engine.url }))
    await send(KNOWN)
  })
  after(() => house.close())

  async function send(to: string, answered: readonly string[] = []) {
    const { list } = await anna.call('Identity/get', { ids: null })
    const { created } = await anna.call('Email/set', { create: { k: {
      mailboxIds: { [await anna.box(to === KNOWN ? 'sent' : 'drafts')]: true }, from: [{ name: 'Anna', email: 'anna@zonnehof.test' }], to: [{ name: null, email: to }],
      subject: 'Dinsdag', bodyValues: { t: { value: 'Zullen we dinsdag lunchen?' } }, textBody: [{ partId: 't', type: 'text/plain' }],
    } } })
    const sent = await anna.call('EmailSubmission/set', { create: { s: { identityId: list[0].id, emailId: created.k.id, answered, shown: [] } } })
    return sent.created?.s ?? assert.fail(JSON.stringify(sent))
  }
  const levelNow = async () => (await anna.call('GuardContext/get')).policy
  const demotions = async () => (await officer.ask('GET', '/api/policy')).json.demotions

  test('asks until it was shown fifty times, then advises; the officer hears of it and may put it back', async () => {
    assert.equal((await levelNow()).warningLevels[RULE], 'block')
    // Asked, answered "it is right", sent: each time the question was wrong.
    for (let count = 1; count < DEMOTION_SHOWN_MIN; count += 1) await send(alike(), [RULE])
    await house.sending.tidy()
    assert.deepEqual(await demotions(), [])
    await send(alike(), [RULE])
    await house.sending.tidy()
    house.clock.at += 2000
    assert.deepEqual((await demotions()).map((one: Record<string, unknown>) => [one['rule'], one['state'], one['shown'], one['followed']]), [[RULE, 'demoted', DEMOTION_SHOWN_MIN, 0]])
    const policy = await levelNow()
    assert.deepEqual([policy.warningLevels[RULE], policy.version], ['advise', `default-1/advise.${RULE}`])
    assert.equal((await send(alike())).protection?.problem ?? null, null, 'it leaves without a question')
    await house.sending.tidy()
    assert.equal((await demotions()).length, 1)

    assert.equal((await anna.ask('POST', `/api/policy/rules/${RULE}/revert`, { body: {} })).status, 403)
    assert.equal((await officer.ask('POST', '/api/policy/rules/bsn/revert', { body: {} })).status, 404)
    const reverted = await officer.ask('POST', `/api/policy/rules/${RULE}/revert`, { body: {} })
    assert.deepEqual([reverted.status, reverted.json.demotions[0].state], [200, 'reverted'])
    assert.equal((await officer.ask('POST', `/api/policy/rules/${RULE}/revert`, { body: {} })).status, 404)
    assert.equal((await levelNow()).warningLevels[RULE], 'block')
    await house.sending.tidy()
    assert.equal((await levelNow()).warningLevels[RULE], 'block', 'what was counted before does not count again')
    await house.ledger.sequence()
    const kinds = (await officer.ask('GET', '/api/ledger?limit=200')).json.entries.map(({ kind }: { kind: string }) => kind)
    assert.deepEqual(kinds.filter((kind: string) => kind.startsWith('guard.rule')), ['guard.rule-reverted', 'guard.rule-demoted'])
  })

  test('what the organisation chose itself goes on asking, and reasons to secure are never lighter', async () => {
    house.clock.at += 100 * day
    for (const client of [anna, officer]) await client.signIn(client === anna ? 'anna@zonnehof.test' : 'fg@zonnehof.test')
    await officer.ask('PUT', '/api/policy', { body: { text: `warningLevels:\n  ${RULE}: block\n` } })
    for (let count = 0; count < DEMOTION_SHOWN_MIN; count += 1) await send(alike(), [RULE])
    await house.sending.tidy()
    house.clock.at += 2000
    const policy = await levelNow()
    assert.equal(policy.warningLevels[RULE], 'block')
    assert.deepEqual([...new Set(Object.values(policy.levels))], ['protect'])
  })
})
