import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { PROTECTION } from '../jmap/session.ts'
import { openGuardHouse, USING, type Client, type WebHouse } from './web-server.testing.ts'

const PERSON = 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961.'
const OUTSIDE = 'jan@huis.example'

describeOnBothEngines('the extension for protection', (engine) => {
  let house: WebHouse
  let anna: Client
  let officer: Client
  let identityId: string
  let drafts: string
  before(async () => {
    ({ house, anna, officer } = await openGuardHouse(engine.url === undefined ? {} : { url: engine.url }))
    await house.person('bob')
    identityId = (await anna.call('Identity/get', { ids: null })).list[0].id
    drafts = await anna.box('drafts')
  })
  after(() => house.close())

  async function draft(text: string, to: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { created, notCreated } = await anna.call('Email/set', {
      create: { k: {
        mailboxIds: { [drafts]: true }, from: [{ name: 'Anna', email: 'anna@zonnehof.test' }], to: [{ name: null, email: to }], subject: 'Over Jan',
        bodyValues: { t: { value: text } }, textBody: [{ partId: 't', type: 'text/plain' }], ...more,
      } },
    })
    assert.ok(created, JSON.stringify(notCreated))
    return created.k.id
  }
  const send = (emailId: string, more: Readonly<Record<string, unknown>> = {}, creation = 'k') =>
    anna.call('EmailSubmission/set', { create: { [creation]: { identityId, emailId, ...more } } })
  const sms = { [OUTSIDE]: { kind: 'sms', phone: '+31612345678' } }

  test('stands in the session with its limits', async () => {
    const { json } = await anna.ask('GET', '/jmap/session')
    assert.deepEqual(json.capabilities[PROTECTION], {})
    const limits = json.accounts[anna.accountId].accountCapabilities[PROTECTION]
    assert.deepEqual([limits.maxRecipients, limits.factors], [1000, ['sms', 'agreed-code']])
  })

  test('without it in `using` nothing of it is there', async () => {
    anna.using = USING
    try {
      assert.equal((await anna.call('GuardContext/get')).error, 'unknownMethod')
      assert.equal((await anna.call('Email/get', { ids: [], properties: ['protection'] })).error, 'invalidArguments')
      const { notCreated } = await send(await draft('Hoi', 'bob@zonnehof.test'), { overrideGround: 'zomaar' })
      assert.deepEqual([notCreated.k.type, notCreated.k.properties], ['invalidProperties', ['overrideGround']])
    } finally {
      anna.using = [...USING, PROTECTION]
    }
  })

  test('GuardContext gives what the guard needs in the browser', async () => {
    const context = await anna.call('GuardContext/get')
    assert.deepEqual([context.policy.mode, context.internalDomains, context.session.network, context.language], ['active', ['zonnehof.test'], 'known', 'nl'])
    assert.ok(Array.isArray(context.contacts) && typeof context.guardVersion === 'string')
  })

  test('RecipientAbility says in values and words what is known, also of what is no address', async () => {
    const { list, notFound } = await anna.call('RecipientAbility/get', { addresses: ['bob@zonnehof.test', 'wie@zonnehof.test', OUTSIDE, 'geen adres'] })
    assert.deepEqual(list.map((one: { isInternal: boolean, isUnknownHere: boolean,
      ability: { verifiedTls: string } }) => [one.isInternal, one.isUnknownHere, one.ability.verifiedTls]),
      [[true, false, 'pinned'], [true, true, 'pinned'], [false, false, 'unknown']])
    assert.deepEqual(notFound, ['geen adres'])
    assert.equal(list[0].text, 'Een collega: het bericht blijft in huis.')
    const past = await anna.call('RecipientAbility/get', { addresses: Array.from({ length: 501 }, (_, index) => `a${index}@x.example`) })
    assert.equal(past.error, 'requestTooLarge')
  })

  test('an assessment of a draft, of an email, and what does not fit', async () => {
    const emailId = await draft(PERSON, OUTSIDE)
    const byEmail = await anna.call('ProtectionAssessment/get', { emailId })
    const byDraft = await anna.call('ProtectionAssessment/get', { draft: { recipients: [{ address: OUTSIDE }], subject: 'Over Jan', body: PERSON } })
    for (const judged of [byEmail, byDraft]) {
      assert.deepEqual([judged.action, judged.factorNeeded, judged.mayOverride, judged.recipients[0].route], ['protect', [OUTSIDE], 'with-ground', 'portal'])
      assert.match(judged.explanation.heading, /BSN/)
      assert.ok(!JSON.stringify(judged.sentences).includes('111222333'))
    }
    const blobId = await anna.upload(PERSON, 'text/plain')
    const attached = await anna.call('ProtectionAssessment/get', {
      draft: { recipients: [{ address: OUTSIDE }], subject: 'x', body: 'Zie bijlage', attachments: [{ blobId, name: 'a.txt', type: 'text/plain' }] },
    })
    assert.equal(attached.action, 'protect')
    const to = await anna.call('ProtectionAssessment/get', { emailId, recipients: ['bob@zonnehof.test'] })
    assert.equal(to.action, 'send')
    for (const args of [
      {}, { emailId, draft: {} }, { emailId: 'M0' }, { draft: { recipients: 'x' } }, { draft: { recipients: [{}] } },
      { draft: { recipients: [], attachments: [{ blobId: 'Unee' }] } }, { draft: { recipients: [], body: 3 } },
    ]) {
      assert.equal((await anna.call('ProtectionAssessment/get', args)).error, 'invalidArguments', JSON.stringify(args))
    }
  })

  test('Send asks for what is missing, sends once it is there, and shows how it stands', async () => {
    const emailId = await draft(PERSON, OUTSIDE)
    const { notCreated } = await send(emailId)
    assert.deepEqual([notCreated.k.type, notCreated.k.protection.problem], ['forbiddenToSend', 'factor-needed'])
    const { created } = await send(emailId, { guestFactors: sms,
      holdUntil: new Date(house.clock.now() + 3_600_000).toISOString() })
    assert.deepEqual([created.k.undoStatus, created.k.protection.recipients[OUTSIDE].route, created.k.protection.recipients[OUTSIDE].state], ['pending', 'portal', 'waiting'])
    const { list } = await anna.call('EmailSubmission/get', { ids: [created.k.id], properties: ['protection', 'undoStatus'] })
    assert.deepEqual([list[0].protection.reasons.includes('national-id'), list[0].protection.held], [true, null])
    const email = await anna.call('Email/get', { ids: [emailId], properties: ['protection'] })
    assert.equal(email.list[0].protection.by, 'us')
    assert.deepEqual(email.list[0].protection.routes, { [OUTSIDE]: 'portal' })
    const { recalled, notRecalled } = await anna.call('EmailSubmission/recall', { ids: [created.k.id, 'Snee'] })
    assert.deepEqual([recalled[created.k.id].recipients[OUTSIDE].result, notRecalled.Snee.type], ['never-left', 'notFound'])
  })

  test('an ordinary mail has no protection', async () => {
    const email = await anna.call('Email/get', { ids: [await draft('Hoi', 'bob@zonnehof.test')], properties: ['protection'] })
    assert.equal(email.list[0].protection, null)
  })

  test('what a client may not say is refused by name', async () => {
    const emailId = await draft(PERSON, OUTSIDE)
    const wrong: Readonly<Record<string, unknown>> = {
      overrideGround: 'x'.repeat(501), answered: 'ja', guestFactors: { [OUTSIDE]: { kind: 'duif' } }, holdUntil: '2999-01-01T00:00:00Z',
      portalExpires: '2001-01-01T00:00:00Z',
    }
    for (const [property, value] of Object.entries(wrong)) {
      const { notCreated } = await send(emailId, { [property]: value })
      assert.deepEqual([notCreated.k.type, notCreated.k.properties], ['invalidProperties', [property]], property)
    }
  })

  test('a double click sends once', async () => {
    const emailId = await draft('Tot morgen', 'bob@zonnehof.test')
    const sent = await Promise.all([1, 2, 3].map(() => send(emailId, {}, 'dubbelklik-0123456789')))
    assert.equal(new Set(sent.map(({ created }) => created['dubbelklik-0123456789'].id)).size, 1)
  })

  test('held mail: shown to its sender only, released with what was missing, corrected, stopped', async () => {
    anna.using = USING
    const hold = async () => (await send(await draft(PERSON, OUTSIDE))).created.k.id.slice(1) as string
    const [one, two, three] = [await hold(), await hold(), await hold()]
    anna.using = [...USING, PROTECTION]
    const { json } = await anna.ask('GET', '/api/held')
    assert.equal(json.held.length, 3)
    assert.deepEqual([json.held[0].problem, json.held[0].subject, json.held[0].factorNeeded], ['factor-needed', 'Over Jan', [OUTSIDE]])
    assert.deepEqual((await officer.ask('GET', '/api/held')).json.held, [])
    assert.equal((await officer.ask('POST', `/api/held/${one}/release`, { body: { guestFactors: sms } })).status, 404)

    const refused = await anna.ask('POST', `/api/held/${one}/release`, { body: {} })
    assert.deepEqual([refused.status, refused.json.problem], [409, 'factor-needed'])
    assert.equal((await anna.ask('POST', `/api/held/${one}/release`, { body: { guestFactors: 3 } })).status, 400)
    assert.equal((await anna.ask('POST', `/api/held/${one}/release`, { body: { guestFactors: sms } })).status, 200)
    assert.equal((await anna.ask('POST', `/api/held/${one}/release`, { body: { guestFactors: sms } })).status, 404)

    const corrected = await anna.ask('POST', `/api/held/${two}/correct`, { body: {} })
    const { list } = await anna.call('Email/get', { ids: [corrected.json.emailId], properties: ['subject', 'keywords', 'mailboxIds'] })
    assert.deepEqual([list[0].subject, list[0].keywords.$draft, list[0].mailboxIds[drafts]], ['Over Jan', true, true])
    assert.equal((await anna.ask('POST', `/api/held/${three}/discard`, { body: {} })).status, 204)
    assert.deepEqual((await anna.ask('GET', '/api/held')).json.held, [])
  })

  test('release over JMAP says what is still missing', async () => {
    anna.using = USING
    const { created } = await send(await draft(PERSON, OUTSIDE))
    anna.using = [...USING, PROTECTION]
    const missing = await anna.call('EmailSubmission/release', { id: created.k.id })
    assert.deepEqual([missing.sendAt, missing.notReleased.protection.problem], [null, 'factor-needed'])
    const released = await anna.call('EmailSubmission/release', { id: created.k.id, guestFactors: sms })
    assert.deepEqual([released.notReleased, released.protection.recipients[OUTSIDE].state], [null, 'waiting'])
    assert.equal((await anna.call('EmailSubmission/release', { id: created.k.id })).error, 'invalidArguments')
  })

  test('the officer reads and changes the policy, and sees assessments without content', async () => {
    const { json: before } = await officer.ask('GET', '/api/policy')
    assert.deepEqual([before.state, before.text, before.mode], ['default', '', 'active'])
    assert.ok(before.sentences.length > 5)
    const wrong = await officer.ask('PUT', '/api/policy', { body: { text: 'levels:\n  health: blok\n' } })
    assert.deepEqual([wrong.status, wrong.json.problem, wrong.json.errors[0].line], [422, 'policy-not-valid', 2])
    const looked = await officer.ask('POST', '/api/policy/check', { body: { text: 'mode: shadow\n' } })
    assert.deepEqual([looked.status, looked.json.mode], [200, 'shadow'])
    assert.equal((await officer.ask('POST', '/api/policy/check', { body: { text: 'modus: shadow\n' } })).status, 422)
    assert.equal((await officer.ask('GET', '/api/policy')).json.mode, 'active', 'looking changes nothing')
    house.clock.at += 5000
    const taken = await officer.ask('PUT', '/api/policy', { body: { text: 'mode: shadow\n' } })
    assert.deepEqual([taken.json.state, taken.json.mode], ['in-force', 'shadow'])
    assert.equal((await send(await draft(PERSON, OUTSIDE))).created.k.protection.recipients[OUTSIDE].route, 'ordinary')
    await officer.ask('PUT', '/api/policy', { body: { text: '' } })
    await house.ledger.sequence()
    const { json, text } = await officer.ask('GET', '/api/assessments?limit=5')
    assert.equal(json.assessments.length, 5)
    assert.deepEqual([json.assessments[0].mode, json.assessments[0].outcome], ['shadow', 'queued'])
    // Those before stand at one moment of the test's clock, so in any order.
    assert.ok(json.assessments.slice(1).some((one: { reasons: string[] }) => one.reasons.includes('national-id')))
    assert.ok(!/111222333|Vries|@|Over Jan/.test(text))
    const next = await officer.ask('GET', `/api/assessments?limit=5&before=${json.next}`)
    assert.ok(next.json.assessments[0].sequence < json.next)
    assert.equal((await officer.ask('GET', '/api/assessments?before=x')).status, 400)
  })

  test('what became of a sent email is found by its Message-ID, with the words for its sender', async () => {
    const emailId = await draft(PERSON, OUTSIDE)
    const { created, notCreated } = await send(emailId, { guestFactors: sms })
    assert.ok(created, JSON.stringify(notCreated))
    const { list, notFound } = await anna.call('SentState/get', { emailIds: [emailId, 'Mffff'] })
    assert.deepEqual(notFound, ['Mffff'])
    const [{ submissions }] = list
    assert.deepEqual(submissions.map(({ id, undoStatus }: Record<string, unknown>) => [id, undoStatus]), [[created.k.id, 'pending']])
    const { text, portal, finishedAt } = submissions[0].protection.recipients[OUTSIDE]
    assert.deepEqual([text, portal, finishedAt], ['Nog niet verstuurd.', null, null])
    const [email] = (await anna.call('Email/get', { ids: [emailId], properties: ['protection'] })).list
    assert.deepEqual([email.protection.isProtected, email.protection.by], [true, 'us'])
    // An ordinary answer from outside that names it stands in the conversation, and was not secured itself.
    const [{ messageId }] = (await anna.call('Email/get', { ids: [emailId], properties: ['messageId'] })).list
    const answer = await draft('Dank u.', OUTSIDE, { inReplyTo: messageId, references: messageId })
    const [plain] = (await anna.call('Email/get', { ids: [answer], properties: ['protection'] })).list
    assert.deepEqual([plain.protection.isProtected, plain.protection.reasons.includes('national-id')], [false, true])
    const ids = async (filter: unknown, more: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> =>
      (await anna.call('Email/query', { filter, ...more })).ids
    assert.ok((await ids({ isProtected: true })).includes(emailId))
    assert.ok(!(await ids({ isProtected: true })).includes(answer))
    assert.ok((await ids({ isProtected: false })).includes(answer))
    assert.deepEqual(await ids({ operator: 'AND', conditions: [{ text: 'Dank u' }, { isProtected: true }] }), [])
    assert.ok((await ids({ operator: 'AND', conditions: [{ text: 'Jan' }, { isProtected: true }] }, { collapseThreads: true })).includes(emailId))
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ isProtected: 'ja' }, 'invalidArguments'], [{ operator: 'OR', conditions: [{ isProtected: true }] }, 'unsupportedFilter'],
      [{ operator: 'AND', conditions: [{ isProtected: true }, { isProtected: false }] }, 'unsupportedFilter'],
    ]
    for (const [filter, type] of wrong) assert.equal((await anna.call('Email/query', { filter })).error, type, JSON.stringify(filter))
    const { queryState, canCalculateChanges } = await anna.call('Email/query', { filter: { isProtected: true } })
    assert.equal(canCalculateChanges, false)
    assert.equal((await anna.call('Email/queryChanges', { filter: { isProtected: true }, sinceQueryState: queryState })).error, 'cannotCalculateChanges')
    anna.using = USING
    assert.equal((await anna.call('Email/query', { filter: { isProtected: true } })).error, 'unsupportedFilter')
    anna.using = [...USING, PROTECTION]
    const { recalled } = await anna.call('EmailSubmission/recall', { ids: [submissions[0].id] })
    assert.equal(recalled[created.k.id].recipients[OUTSIDE].result, 'never-left')
    const after = (await anna.call('SentState/get', { emailIds: [emailId] })).list[0].submissions[0]
    assert.equal(after.protection.recipients[OUTSIDE].text, 'Ingetrokken voordat het aankwam.')
  })
})
