/** What the sender of a portal message sees and does: recall, expiry, "not me", other numbers, notices that come back. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { day, hour } from '../base/sizes.ts'
import { sql } from '../storage/script.ts'
import { anja, asked, openPortalLab, told, wish, type PortalLab } from './portal.testing.ts'

describe('the sender of a portal message', () => {
  let lab: PortalLab
  beforeEach(async () => { lab = await openPortalLab() })
  afterEach(() => lab.close())

  test('an expired message is gone, body and keys, and a sender hears that nobody read it', async () => {
    const outgoing = await lab.send({ message: { text: 'x'.repeat(300_000) } })
    const link = lab.linkFor(anja.address)
    assert.equal((await Array.fromAsync(lab.portalBlobs.list())).length, 1)
    lab.clock.at += 30 * day
    assert.equal(await told(lab.visitor(), 'look', { link }), '200 expired')
    assert.equal(await told(lab.visitor(), 'begin', { link }), '410 expired')
    assert.equal((await lab.portal.sweep()).expired, 1)
    assert.equal((await lab.portal.sweep()).expired, 0)
    assert.equal(await told(lab.visitor(), 'look', { link }), '200 expired')
    assert.deepEqual(await Array.fromAsync(lab.portalBlobs.list()), [])
    const [row] = await lab.messages()
    for (const name of ['body', 'body_blob', 'link_wrap', 'short_code_wrap', 'sealed_box', 'factor_box', 'code_digest']) assert.equal(row?.[name], null, name)
    assert.deepEqual(await lab.inboxSubjects(), [`Niet gelezen en verlopen: Anja Bakker (${anja.address})`])
    const { message } = await lab.stateOf(outgoing)
    assert.deepEqual(await lab.portal.resend({ open: lab.open, message }), { outcome: 'ended' })
    assert.equal(await lab.portal.extend({ ...lab.sender, message, expiresAt: lab.clock.at + day }), 'ended')
    lab.clock.at += 366 * day
    await lab.portal.sweep()
    assert.deepEqual(await lab.messages(), [])
    assert.equal(await told(lab.visitor(), 'look', { link }), '404 unknown-link')
  })

  test('recall says honestly whether it was opened', async () => {
    const unread = await lab.send()
    const link = lab.linkFor(anja.address)
    assert.deepEqual((await lab.portal.recall({ ...lab.sender, outgoing: unread })).map(({ outcome, readAt }) => [outcome, readAt]), [['removed', null]])
    for (const path of ['begin', 'code']) assert.equal(await told(lab.visitor(), path, { link, code: '123456' }), '410 recalled')
    assert.equal(await told(lab.visitor(), 'look', { link }), '200 recalled')
    assert.deepEqual((await lab.portal.recall({ ...lab.sender, outgoing: unread })).map(({ outcome }) => outcome), ['ended-already'])

    const read = await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    await asked(guest.ask('GET', '/api/guest/message'), 200)
    const readAt = lab.clock.at
    lab.clock.at += hour
    assert.deepEqual((await lab.portal.recall({ ...lab.sender, outgoing: read })).map((one) => [one.outcome, one.readAt]), [['closed', readAt]])
    assert.equal((await guest.ask('GET', '/api/guest/message')).status, 401)
    assert.deepEqual((await lab.stateOf(read)).state, 'recalled')
    assert.deepEqual(await lab.portal.recall({ ...lab.sender, account: 1, outgoing: read }), [])
  })

  test('recall and reading at the same moment never both win: what was shown counts as read', async () => {
    for (let round = 0; round < 8; round++) {
      lab.clock.at += hour
      const outgoing = await lab.send({ message: { text: 'x'.repeat(200_000) } })
      const guest = await lab.guest(lab.linkFor(anja.address))
      const [shown, [recalled]] = await Promise.all([
        guest.ask('GET', '/api/guest/message'), lab.portal.recall({ ...lab.sender, outgoing }),
      ])
      const wasShown = shown.status === 200
      assert.ok(wasShown || shown.status === 401, String(shown.status))
      if (wasShown) assert.equal(recalled?.outcome, 'closed', `round ${round}`)
      else assert.equal(recalled?.outcome === 'removed' || recalled?.outcome === 'closed', true)
    }
  })

  test('"not me" closes it, tells the sender and drafts a breach, at once and once', async () => {
    const outgoing = await lab.send()
    const link = lab.linkFor(anja.address)
    const guest = await lab.guest(link)
    await asked(guest.ask('GET', '/api/guest/message'), 200)
    const stranger = lab.visitor()
    const knownAt = lab.clock.at
    const answers = await Promise.all(Array.from({ length: 5 }, () => told(stranger, 'not-me', { link })))
    assert.deepEqual([...new Set(answers)], ['200 ok'])
    assert.equal((await guest.ask('GET', '/api/guest/message')).status, 401)
    assert.equal(await told(stranger, 'look', { link }), '200 refused')
    assert.equal((await lab.stateOf(outgoing)).state, 'refused')
    assert.deepEqual(await lab.inboxSubjects(), [`Uw bericht kwam bij de verkeerde: Anja Bakker (${anja.address})`])
    assert.match(new TextDecoder().decode((await lab.inbox())[0]?.raw), /al geopend en gelezen/)

    await lab.person('fg', { roles: ['privacy-officer'] })
    const officer = lab.visitor()
    await officer.signIn('fg@zonnehof.test')
    const { breaches } = (await asked(officer.ask('GET', '/api/breaches'), 200)).json
    assert.equal(breaches.length, 1)
    const [breach] = breaches
    assert.deepEqual(
      [breach.number, breach.state, breach.knownAt, breach.dueAt, breach.fields.readAt,
        breach.fields.recipient.address, breach.fields.sender.name],
      ['2026-001', 'draft', knownAt, knownAt + 72 * hour, knownAt, anja.address, 'Marieke Hofstra'],
    )
    assert.deepEqual((await asked(officer.ask('GET', `/api/breaches/${breach.id}`), 200)).json, breach)
    assert.equal((await officer.ask('GET', '/api/breaches/nobody')).status, 404)
    assert.equal((await officer.ask('GET', '/api/guest/message')).status, 401)
    const [row] = await lab.store.all<{ box: Uint8Array }>(sql`select box from compliance_record`)
    assert.doesNotMatch(Buffer.from(row?.box ?? []).toString('latin1'), /anja|marieke/i)
    const kinds = await lab.kinds()
    assert.deepEqual([kinds.filter((kind) => kind === 'portal.not-me').length, kinds.filter((kind) => kind === 'breach.drafted').length], [1, 1])
  })

  test('numbers that may not be called, and mail without any factor, wait for the sender', async () => {
    for (const portal of [{}, { factor: { kind: 'sms', phone: '+44 7700 900123' } }, { factor: { kind: 'sms', phone: 'geen' } }, { factor: { kind: 'agreed-code', code: '12345' } }] as const) {
      const outgoing = await lab.send({ guests: [{ address: 'peter@post.test', portal }] })
      const state = await lab.stateOf(outgoing)
      assert.deepEqual([state.state, state.notice, state.factor], ['factor-needed', null, null])
    }
    assert.deepEqual(lab.left, [])
    assert.deepEqual(await lab.inboxSubjects(), Array.from({ length: 4 }, () => 'Uw bericht wacht op u: peter@post.test'))
    const outgoing = await lab.send({ guests: [{ address: 'peter@post.test' }] })
    const { message } = await lab.stateOf(outgoing)
    await assert.rejects(lab.portal.setFactor({ open: lab.open, message, factor: { kind: 'sms', phone: '+441234567890' } }), { reason: 'phone-not-valid' })
    assert.deepEqual(await lab.portal.resend({ open: lab.open, message }), { outcome: 'factor-needed' })
    assert.deepEqual(await lab.portal.setFactor({ open: lab.open, message, factor: { kind: 'sms', phone: '06-98765432' } }), { outcome: 'renewed' })
    await lab.settled()
    const guest = await lab.guest(lab.linkFor('peter@post.test'), '+31698765432')
    assert.equal((await guest.ask('GET', '/api/guest/message')).json.subject, 'Uitslag van het onderzoek')
    // The number was proved, so it is remembered for this contact, and for this sender only.
    assert.equal(await lab.portal.knownNumber(lab.sender, 'Peter@post.test'), '06 •• •• •• 32')
    assert.equal(await lab.portal.knownNumber({ ...lab.sender, account: 1 }, 'peter@post.test'), null)
    assert.equal((await lab.stateOf(await lab.send({ guests: [{ address: 'peter@post.test' }] }))).factor?.hint, '06 •• •• •• 32')
  })

  test('a sender renews, changes, extends and takes back over HTTP; another finds nothing', async () => {
    const outgoing = await lab.send()
    const marieke = lab.visitor()
    await marieke.signIn('marieke@zonnehof.test')
    await lab.person('sanne')
    const sanne = lab.visitor()
    await sanne.signIn('sanne@zonnehof.test')
    const { messages: [first] } = (await asked(marieke.ask('GET', `/api/portal-messages?submission=S${outgoing}`), 200)).json
    assert.deepEqual([first.state, first.factor.hint, first.notice], ['open', '06 •• •• •• 21', 'delivered'])
    assert.deepEqual((await sanne.ask('GET', `/api/portal-messages?submission=S${outgoing}`)).json, { messages: [] })
    const at = `/api/portal-messages/${first.message}`
    for (const path of ['resend', 'factor', 'extend', 'recall']) assert.equal((await sanne.ask('POST', `${at}/${path}`, { body: {} })).status, 404, path)
    assert.equal((await sanne.ask('GET', at)).status, 404)
    const link = lab.linkFor(anja.address)
    assert.equal((await marieke.ask('POST', `${at}/resend`, { body: {} })).status, 204)
    await lab.settled()
    assert.equal(await told(lab.visitor(), 'look', { link }), '404 unknown-link')
    for (const factor of [{ kind: 'sms', phone: 'x' }, { kind: 'agreed-code', code: 'kort' }, { kind: 'duif' }, 'sms']) {
      assert.equal((await marieke.ask('POST', `${at}/factor`, { body: { factor } })).status, 400, JSON.stringify(factor))
    }
    assert.equal((await marieke.ask('POST', `${at}/factor`, { body: { factor: { kind: 'agreed-code', code: 'blauwe fiets' } } })).status, 204)
    for (const expiresAt of ['morgen', 1.5, null]) assert.equal((await marieke.ask('POST', `${at}/extend`, { body: { expiresAt } })).status, 400)
    const expiresAt = lab.clock.at + 50 * day
    assert.equal((await marieke.ask('POST', `${at}/extend`, { body: { expiresAt } })).status, 204)
    const state = (await asked(marieke.ask('GET', at), 200)).json
    assert.deepEqual([state.expiresAt, state.factor.kind], [expiresAt, 'agreed-code'])
    assert.deepEqual(state.events.map(({ kind }: { kind: string }) => kind), ['noticed', 'resent', 'resent', 'extended'])
    assert.deepEqual((await asked(marieke.ask('POST', `${at}/recall`, { body: {} }), 200)).json, { outcome: 'removed', readAt: null })
    assert.equal((await marieke.ask('POST', `${at}/resend`, { body: {} })).status, 410)
    assert.equal((await marieke.ask('POST', `${at}/extend`, { body: { expiresAt } })).status, 410)
    for (const submission of ['', 'S', outgoing, `S${outgoing}x`]) assert.equal((await marieke.ask('GET', `/api/portal-messages?submission=${submission}`)).status, 400)
  })

  test('another account opens, recalls and renews nothing of this one', async () => {
    const outgoing = await lab.send()
    const { message } = await lab.stateOf(outgoing)
    await lab.person('sanne')
    const signedIn = await lab.accounts.signIn({ address: 'sanne@zonnehof.test', password: 'correct horse', door: 'web', ip: '127.0.0.1' })
    assert.ok(signedIn.outcome === 'open')
    const { account, open } = signedIn
    assert.deepEqual(await lab.portal.stateFor({ ...account, outgoing }), [])
    assert.deepEqual(await lab.portal.recall({ ...account, outgoing }), [])
    assert.deepEqual(await lab.portal.resend({ open, message }), { outcome: 'not-found' })
    assert.deepEqual(await lab.portal.extend({ ...account, message, expiresAt: 1 }), 'not-found')
    assert.equal((await lab.stateOf(outgoing)).state, 'open')
  })

  test('a notice that cannot arrive comes back to its sender, without anything of the message', async () => {
    lab.unknown.add('niemand@post.test')
    const outgoing = await lab.send({ guests: [{ address: 'niemand@post.test', portal: wish }] })
    assert.equal((await lab.stateOf(outgoing)).notice, 'failed')
    assert.deepEqual(await lab.inboxSubjects(), ['Uw bericht is niet aangekomen'])
    const raw = new TextDecoder().decode((await lab.inbox())[0]?.raw)
    assert.match(raw, /niemand@post\.test/)
    assert.match(raw, /In-Reply-To: <uitslag-1@zonnehof\.test>/)
    assert.doesNotMatch(raw, /Uitslag|BSN|\/p#/)
  })

  test('unread mail is told once after some days; read mail never', async () => {
    const unread = await lab.send()
    await lab.send()
    await asked((await lab.guest(lab.linkFor(anja.address))).ask('GET', '/api/guest/message'), 200)
    lab.clock.at += 3 * day - 1
    assert.equal((await lab.portal.sweep()).unreadTold, 0)
    lab.clock.at += 1
    assert.equal((await lab.portal.sweep()).unreadTold, 1)
    assert.equal((await lab.portal.sweep()).unreadTold, 0)
    assert.deepEqual(await lab.inboxSubjects(), [`Nog niet gelezen: Anja Bakker (${anja.address})`])
    const { message } = await lab.stateOf(unread)
    assert.deepEqual((await lab.portal.events({ ...lab.sender, message })).map(({ kind }) => kind), ['noticed', 'unread-told'])
  })

  test('a longer or shorter time, and a message past its old one', async () => {
    const outgoing = await lab.send()
    const { message } = await lab.stateOf(outgoing)
    assert.equal(await lab.portal.extend({ ...lab.sender, message, expiresAt: lab.clock.at + 1000 * day }), 'extended')
    assert.equal((await lab.stateOf(outgoing)).expiresAt, lab.clock.at + 365 * day)
    lab.clock.at += 100 * day
    assert.equal(await told(lab.visitor(), 'look', { link: lab.linkFor(anja.address) }), '200 open')
  })
})
