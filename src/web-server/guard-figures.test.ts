import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '../base/sizes.ts'
import { WARNINGS } from '../guard/policy.ts'
import { WARNINGS_PER_DAY } from '../guard/warnings/budget.ts'
import { PROTECTION } from '../jmap/session.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { FIGURE_PEOPLE_MIN, FIGURES_KEPT_MS, REPORTS_PER_DAY_MAX } from '../submission/guard-figures.ts'
import { openGuardHouse, USING, type Client, type WebHouse } from './web-server.testing.ts'

const PERSON = 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961.'
const OUTSIDE = 'jan@huis.example'
const REPORT = { kind: 'finding', rule: 'bsn', type: 'BSN', guardVersion: 'guard-1' }

describeOnBothEngines("figures of the guard's rules", (engine) => {
  let house: WebHouse
  let anna: Client
  let officer: Client
  let tenant = 0
  before(async () => {
    ({ house, anna, officer } = await openGuardHouse(engine.url === undefined ? {} : { url: engine.url }))
    tenant = (await house.accounts.findRecipient('anna@zonnehof.test'))?.tenant ?? 0
  })
  after(() => house.close())

  const own = async () => (await anna.ask('GET', '/api/guard-figures/own')).json
  const ofAll = async (query = '') => (await officer.ask('GET', `/api/guard-figures${query}`)).json
  async function send(text: string, more: Readonly<Record<string, unknown>>): Promise<void> {
    const { list } = await anna.call('Identity/get', { ids: null })
    const { created } = await anna.call('Email/set', { create: { k: {
      mailboxIds: { [await anna.box('drafts')]: true }, from: [{ name: 'Anna', email: 'anna@zonnehof.test' }], to: [{ name: null, email: OUTSIDE }],
      subject: 'Over Jan', bodyValues: { t: { value: text } }, textBody: [{ partId: 't', type: 'text/plain' }],
    } } })
    const sent = await anna.call('EmailSubmission/set', { create: { s: { identityId: list[0].id, emailId: created.k.id, ...more } } })
    assert.ok(sent.created?.s, JSON.stringify(sent.notCreated))
  }

  test('a mail that goes secured counts as followed, plainly as overridden, changed as followed', async () => {
    await send(PERSON, { guestFactors: { [OUTSIDE]: { kind: 'sms', phone: '+31612345678' } } })
    await send(PERSON, { overrideGround: '' })
    await send('Tot morgen.', { shown: [{ kind: 'finding', rule: 'bsn' }, { kind: 'warning', rule: 'forgotten-attachment' }] })
    const { figures, days } = await own()
    const of = (rule: string) => figures.find((one: { rule: string }) => one.rule === rule)
    assert.equal(days, 90)
    assert.deepEqual(of('bsn'), { kind: 'finding', rule: 'bsn', shown: 3, followed: 2, overridden: 1, reported: 0 })
    assert.deepEqual(of('forgotten-attachment'), { kind: 'warning', rule: 'forgotten-attachment', shown: 1, followed: 1, overridden: 0, reported: 0 })
  })

  test('held mail counts when its sender lets it go', async () => {
    anna.using = USING
    try {
      await send(PERSON, {})
    } finally {
      anna.using = [...USING, PROTECTION]
    }
    const shown = async () => (await own()).figures.find((one: { rule: string }) => one.rule === 'bsn').shown
    assert.equal(await shown(), 3)
    const { held: [one] } = (await anna.ask('GET', '/api/held')).json
    const body = { guestFactors: { [OUTSIDE]: { kind: 'sms', phone: '+31612345678' } } }
    assert.equal((await anna.ask('POST', `/api/held/${one.id}/release`, { body })).status, 200)
    assert.equal(await shown(), 4)
  })

  test('a report is one click, kept without content or person, and can be taken back by its own person only', async () => {
    const made = await anna.call('GuardReport/set', { create: { r: REPORT } })
    const { id, policyVersion } = made.created.r
    assert.equal(policyVersion, 'default-1')
    assert.equal((await own()).figures.find((one: { rule: string }) => one.rule === 'bsn').reported, 1)
    const [record] = await house.ledger.list({ tenant, limit: 1, kind: 'guard.reported' })
    assert.deepEqual([record?.facts['rule'], record?.facts['guardVersion'], record?.personal], ['bsn', 'guard-1', {}])
    const bob = await house.signedIn('bob')
    bob.using = [...USING, PROTECTION]
    assert.equal((await bob.call('GuardReport/set', { destroy: [id] })).notDestroyed[id].type, 'notFound')
    assert.deepEqual((await anna.call('GuardReport/set', { destroy: [id] })).destroyed, [id])
    assert.equal((await own()).figures.find((one: { rule: string }) => one.rule === 'bsn').reported, 0)
    assert.equal((await house.ledger.list({ tenant, limit: 1, kind: 'guard.report-withdrawn' })).length, 1)
  })

  test('words of a mail cannot come along', async () => {
    for (const wrong of [
      { rule: 'Jan de Vries' }, { rule: '111222333' }, { kind: 'mail' }, { type: 'de heer Jan' },
      { guardVersion: 'x y' }, { guardVersion: 'x'.repeat(61) }, { text: 'meer' },
    ]) {
      const { notCreated } = await anna.call('GuardReport/set', { create: { r: { ...REPORT, ...wrong } } })
      assert.equal(notCreated?.r.type, 'invalidProperties', JSON.stringify(wrong))
    }
    const { notCreated } = await anna.call('EmailSubmission/set', { create: { s: { identityId: 'x', emailId: 'x', shown: [{ kind: 'finding', rule: 'Jan' }] } } })
    assert.equal(notCreated.s.type, 'invalidProperties')
  })

  test('beyond the budget of one person small advice is quiet, for that person alone; what is secured stays', async () => {
    const rules = WARNINGS.filter((rule) => rule !== 'many-external-visible').slice(0, WARNINGS_PER_DAY).map((rule) => ({ kind: 'warning', rule }))
    const judged = async (who: Client, text: string) => (await who.call('ProtectionAssessment/get', { draft: { recipients: [{ address: OUTSIDE }], subject: 'Prijzen', body: text } })).assessment
    const inside = 'Graag intern houden tot vrijdag.'
    const quiet = async (who: Client) => (await judged(who, inside)).warnings
      .filter(({ id }: { id: string }) => id === 'internal-only-to-external').map(({ isQuiet }: { isQuiet?: true }) => isQuiet === true)
    assert.deepEqual(await quiet(anna), [false])
    await send('Tot morgen.', { shown: rules })
    assert.deepEqual(await quiet(anna), [true])
    const { warned } = await anna.call('GuardContext/get', {})
    assert.ok(warned.day >= WARNINGS_PER_DAY && warned.week >= warned.day, JSON.stringify(warned))
    assert.equal((await judged(anna, PERSON)).secure, true)
    const carl = await house.signedIn('carl')
    carl.using = [...USING, PROTECTION]
    assert.deepEqual((await carl.call('GuardContext/get', {})).warned, { day: 0, week: 0 })
  })

  test(`a rule is told from ${FIGURE_PEOPLE_MIN} people up, and of no single person`, async () => {
    const { figures } = house.sending
    const report = { ...REPORT, kind: 'warning' as const, rule: 'many-external-visible', policyVersion: 'default-1' }
    for (let account = 1; account < FIGURE_PEOPLE_MIN; account += 1) {
      await figures.report({ tenant, account: 9000 + account }, report)
    }
    await figures.report({ tenant, account: 9001 }, report)
    await figures.report({ tenant: tenant + 1, account: 9500 }, report)
    const before = await ofAll()
    assert.deepEqual(before.figures, [])
    assert.equal(before.peopleMin, FIGURE_PEOPLE_MIN)
    assert.ok(before.untold >= 1)
    await figures.report({ tenant, account: 9000 + FIGURE_PEOPLE_MIN }, report)
    assert.deepEqual((await ofAll('?days=30')).figures, [{
      kind: 'warning', rule: 'many-external-visible', shown: 0, followed: 0, overridden: 0,
      reported: FIGURE_PEOPLE_MIN + 1, people: FIGURE_PEOPLE_MIN,
    }])
  })

  test('only officers read the figures of the organisation, and only over the spans there are', async () => {
    assert.equal((await anna.ask('GET', '/api/guard-figures')).status, 403)
    assert.equal((await house.visitor().ask('GET', '/api/guard-figures/own')).status, 401)
    for (const days of ['1', '91', '-30', 'x', '30.5']) assert.equal((await officer.ask('GET', `/api/guard-figures?days=${days}`)).status, 400, days)
  })

  test(`at most ${REPORTS_PER_DAY_MAX} reports of one person in a day`, async () => {
    const who = { tenant, account: 9900 }
    const report = { ...REPORT, kind: 'finding' as const, policyVersion: 'default-1' }
    for (let count = 0; count < REPORTS_PER_DAY_MAX; count += 1) assert.notEqual(await house.sending.figures.report(who, report), 'too-many')
    assert.equal(await house.sending.figures.report(who, report), 'too-many')
  })

  test('figures go when their time is over', async () => {
    house.clock.at += FIGURES_KEPT_MS + day
    await house.sending.figures.tidy()
    assert.deepEqual((await house.sending.figures.own({ tenant, account: 9900 }, 0)), [])
    assert.deepEqual(await house.sending.figures.organisation(tenant, 0), { figures: [], untold: 0 })
  })
})
