import assert from 'node:assert/strict'
import http from 'node:http'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { day, hour, minute } from '../base/sizes.ts'
import type { SmsOutcome } from '../sms/sms.ts'
import { sql } from '../storage/script.ts'
import { anja, asked, openPortalLab, wish, type PortalLab } from './portal.testing.ts'
import type { Client } from './web-server.testing.ts'

const post = (client: Client, path: string, body: unknown) => client.ask('POST', `/api/guest/${path}`, { body })
const told = async (client: Client, path: string, body: unknown): Promise<string> => {
  const { status, json } = await post(client, path, body)
  return `${status} ${json?.problem ?? json?.state ?? 'ok'}`
}

describe('guests and strangers', () => {
  let lab: PortalLab
  beforeEach(async () => { lab = await openPortalLab() })
  afterEach(() => lab.close())

  const messages = () => lab.store.all<Record<string, unknown>>(sql`select * from portal_message order by created_at, id`)
  const inboxSubjects = async (): Promise<readonly string[]> => {
    await lab.settled()
    return (await lab.inbox()).map(({ subject }) => subject)
  }
  const stateOf = async (outgoing: string) => {
    const [state] = await lab.portal.stateFor({ ...lab.sender, outgoing })
    return state ?? assert.fail()
  }

  test('a scanner that follows every link opens, burns and sends nothing', async () => {
    await lab.send()
    const link = lab.linkFor(anja.address)
    const before = await messages()
    const scanner = lab.visitor()
    for (const path of ['/p', `/p/${link}`, `/p?${link}`, '/api/guest/look', '/api/guest/begin', '/api/guest/code', '/api/guest/not-me', '/api/guest/message', '/api/guest/copy.eml']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await scanner.ask(method, path)
    }
    // Even one that runs the page sees only what the page shows first.
    for (let look = 0; look < 3; look++) assert.equal(await told(scanner, 'look', { link }), '200 open')
    assert.deepEqual(await messages(), before)
    assert.deepEqual(lab.localSms.messages(), [])
    assert.deepEqual(await lab.store.all(sql`select kind from portal_event where kind <> 'noticed'`), [])
  })

  test('what asks from another page, or without our header, is refused', async () => {
    await lab.send()
    const link = lab.linkFor(anja.address)
    const client = lab.visitor()
    for (const path of ['look', 'begin', 'code', 'not-me']) {
      for (const headers of [{ 'x-zegel': '0' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.test' }]) {
        const { status } = await client.ask('POST', `/api/guest/${path}`, { body: { link, code: '000000' }, headers })
        assert.equal(status, 403, path)
      }
    }
  })

  test('guessed, broken and foreign links get one answer, and soon none', async () => {
    await lab.send()
    const right = lab.linkFor(anja.address)
    const client = lab.visitor()
    const wrong = ['', 'x', 'A'.repeat(22), `${right.slice(0, 21)}${right.endsWith('A') ? 'Q' : 'A'}`, right.slice(1), `${right}A`, '../../etc', "' or 1=1 --"]
    for (const link of wrong) for (const path of ['look', 'begin', 'code', 'not-me']) assert.equal(await told(client, path, { link, code: '123456' }), '404 unknown-link', path)
    assert.equal(await told(client, 'look', { link: 'x'.repeat(65) }), '400 not-valid')
    assert.equal(await told(client, 'look', { link: 5 }), '400 not-valid')
    let tries = 0
    while (await told(client, 'look', { link: `guess${tries}`.padEnd(22, 'B') }) !== '429 too-many-tries') assert.ok(tries++ < 200)
    lab.clock.at += 5 * minute
    assert.equal(await told(client, 'look', { link: right }), '200 open')
  })

  test('five wrong codes lock it; the sender hears of it and a new link opens', async () => {
    const outgoing = await lab.send()
    const link = lab.linkFor(anja.address)
    const inside = await lab.guest(link)
    assert.equal((await inside.ask('GET', '/api/guest/message')).status, 200)
    const client = lab.visitor()
    assert.equal(await told(client, 'code', { link, code: '000000' }), '409 code-expired', 'the code was used')
    lab.clock.at += minute
    await asked(post(client, 'begin', { link }), 200)
    const right = lab.codeFor('+31612345621')
    const wrong = right === '000000' ? '000001' : '000000'
    for (let left = 4; left >= 1; left--) assert.deepEqual((await post(client, 'code', { link, code: wrong })).json, { problem: 'wrong-code', triesLeft: left })
    assert.equal(await told(client, 'code', { link, code: wrong }), '423 locked')
    assert.equal(await told(client, 'code', { link, code: right }), '423 locked')
    assert.equal(await told(client, 'begin', { link }), '423 locked')
    assert.equal(await told(client, 'look', { link }), '200 locked')
    assert.equal((await inside.ask('GET', '/api/guest/message')).status, 401)
    assert.equal((await stateOf(outgoing)).state, 'locked')
    assert.deepEqual(await inboxSubjects(), [`Beveiligd bericht op slot: Anja Bakker (${anja.address})`])
    assert.ok((await lab.kinds()).includes('portal.locked'))

    const { message } = await stateOf(outgoing)
    assert.deepEqual(await lab.portal.resend({ open: lab.open, message }), { outcome: 'renewed' })
    await lab.settled()
    assert.equal(await told(client, 'look', { link }), '404 unknown-link')
    const fresh = lab.linkFor(anja.address)
    assert.notEqual(fresh, link)
    lab.clock.at += hour
    assert.equal((await (await lab.guest(fresh)).ask('GET', '/api/guest/message')).status, 200)
  })

  test('twenty wrong codes at the same time are five tries', async () => {
    await lab.send()
    const link = lab.linkFor(anja.address)
    await asked(post(lab.visitor(), 'begin', { link }), 200)
    const right = lab.codeFor('+31612345621')
    const wrong = right === '000000' ? '000001' : '000000'
    const answers = await Promise.all(Array.from({ length: 20 }, () => told(lab.visitor(), 'code', { link, code: wrong })))
    assert.deepEqual(answers.toSorted().slice(0, 4), ['401 wrong-code', '401 wrong-code', '401 wrong-code', '401 wrong-code'])
    assert.ok(answers.toSorted().slice(4).every((answer) => answer === '423 locked'), String(answers))
    assert.equal((await inboxSubjects()).length, 1)
  })

  test('a link opened twice at once: one message, and its code lets one in', async () => {
    await lab.send()
    const link = lab.linkFor(anja.address)
    const pages = Array.from({ length: 4 }, () => lab.visitor())
    const begun = await Promise.all(pages.map((page) => asked(post(page, 'begin', { link }), 200)))
    assert.ok(begun.every(({ json }) => json.sent === true && json.waitSeconds <= 60))
    assert.equal(lab.localSms.messages().length, 1)
    const code = lab.codeFor('+31612345621')
    const answers = await Promise.all(pages.map((page) => told(page, 'code', { link, code })))
    assert.deepEqual(answers.toSorted(), ['200 ok', '409 code-expired', '409 code-expired', '409 code-expired'])
    assert.equal(await told(lab.visitor(), 'code', { link, code }), '409 code-expired')
  })

  test('a code works for ten minutes, and only for its own message', async () => {
    await lab.send()
    const first = lab.linkFor(anja.address)
    await lab.send()
    const second = lab.linkFor(anja.address)
    await asked(post(lab.visitor(), 'begin', { link: first }), 200)
    const code = lab.codeFor('+31612345621')
    await asked(post(lab.visitor(), 'begin', { link: second }), 200)
    if (lab.codeFor('+31612345621') !== code) assert.equal(await told(lab.visitor(), 'code', { link: second, code }), '401 wrong-code')
    lab.clock.at += 10 * minute
    assert.equal(await told(lab.visitor(), 'code', { link: first, code }), '409 code-expired')
  })

  test('a guest who does nothing for half an hour is out; one who reads stays in', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    for (let step = 0; step < 4; step++) {
      lab.clock.at += 20 * minute
      await asked(guest.ask('GET', '/api/guest/message'), 200)
    }
    lab.clock.at += 30 * minute
    assert.equal((await guest.ask('GET', '/api/guest/message')).status, 401)
    for (const cookie of ['zegel-guest=', 'zegel-guest=a.b', `zegel-guest=${'A'.repeat(22)}.${'A'.repeat(43)}`, 'zegel=x']) {
      guest.cookie = cookie
      assert.equal((await guest.ask('GET', '/api/guest/message')).status, 401, cookie)
    }
  })

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
    const [row] = await messages()
    for (const name of ['body', 'body_blob', 'link_wrap', 'short_code_wrap', 'sealed_box', 'factor_box', 'code_digest']) assert.equal(row?.[name], null, name)
    assert.deepEqual(await inboxSubjects(), [`Niet gelezen en verlopen: Anja Bakker (${anja.address})`])
    const { message } = await stateOf(outgoing)
    assert.deepEqual(await lab.portal.resend({ open: lab.open, message }), { outcome: 'ended' })
    assert.equal(await lab.portal.extend({ ...lab.sender, message, expiresAt: lab.clock.at + day }), 'ended')
    lab.clock.at += 366 * day
    await lab.portal.sweep()
    assert.deepEqual(await messages(), [])
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
    assert.deepEqual((await stateOf(read)).state, 'recalled')
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
    assert.equal((await stateOf(outgoing)).state, 'refused')
    assert.deepEqual(await inboxSubjects(), [`Uw bericht kwam bij de verkeerde: Anja Bakker (${anja.address})`])
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

  test('a number gets five messages in an hour and no more, whatever the messages', async () => {
    const links: string[] = []
    for (let mail = 0; mail < 6; mail++) {
      await lab.send()
      links.push(lab.linkFor(anja.address))
    }
    for (const link of links.slice(0, 5)) assert.equal(await told(lab.visitor(), 'begin', { link }), '200 ok')
    const last = await post(lab.visitor(), 'begin', { link: links[5] })
    assert.deepEqual([last.status, last.json.problem], [429, 'too-many-codes'])
    assert.ok(last.json.retryAfterSeconds > 3000)
    assert.equal(lab.localSms.messages().length, 5)
    lab.clock.at += hour
    assert.equal(await told(lab.visitor(), 'begin', { link: links[5] }), '200 ok')
  })

  test('a link gets eight codes; then the sender must make a new one', async () => {
    await lab.send()
    const link = lab.linkFor(anja.address)
    for (let code = 0; code < 8; code++) {
      assert.equal(await told(lab.visitor(), 'begin', { link }), '200 ok')
      lab.clock.at += 20 * minute
    }
    assert.equal(await told(lab.visitor(), 'begin', { link }), '429 too-many-codes')
    assert.equal(lab.localSms.messages().length, 8)
  })

  test('numbers that may not be called, and mail without any factor, wait for the sender', async () => {
    for (const portal of [{}, { factor: { kind: 'sms', phone: '+44 7700 900123' } }, { factor: { kind: 'sms', phone: 'geen' } }, { factor: { kind: 'agreed-code', code: '12345' } }] as const) {
      const outgoing = await lab.send({ guests: [{ address: 'peter@post.test', portal }] })
      const state = await stateOf(outgoing)
      assert.deepEqual([state.state, state.notice, state.factor], ['factor-needed', null, null])
    }
    assert.deepEqual(lab.left, [])
    assert.deepEqual(await inboxSubjects(), Array.from({ length: 4 }, () => 'Uw bericht wacht op u: peter@post.test'))
    const outgoing = await lab.send({ guests: [{ address: 'peter@post.test' }] })
    const { message } = await stateOf(outgoing)
    await assert.rejects(lab.portal.setFactor({ open: lab.open, message, factor: { kind: 'sms', phone: '+441234567890' } }), { reason: 'phone-not-valid' })
    assert.deepEqual(await lab.portal.resend({ open: lab.open, message }), { outcome: 'factor-needed' })
    assert.deepEqual(await lab.portal.setFactor({ open: lab.open, message, factor: { kind: 'sms', phone: '06-98765432' } }), { outcome: 'renewed' })
    await lab.settled()
    const guest = await lab.guest(lab.linkFor('peter@post.test'), '+31698765432')
    assert.equal((await guest.ask('GET', '/api/guest/message')).json.subject, 'Uitslag van het onderzoek')
    // The number was proved, so it is remembered for this contact, and for this sender only.
    assert.equal(await lab.portal.knownNumber(lab.sender, 'Peter@post.test'), '06 •• •• •• 32')
    assert.equal(await lab.portal.knownNumber({ ...lab.sender, account: 1 }, 'peter@post.test'), null)
    assert.equal((await stateOf(await lab.send({ guests: [{ address: 'peter@post.test' }] }))).factor?.hint, '06 •• •• •• 32')
  })

  test('a page that speaks of another message than the cookie is signed out', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const { id } = (await asked(guest.ask('GET', '/api/guest/message'), 200)).json
    assert.equal((await guest.ask('GET', '/api/guest/message', { headers: { 'x-zegel-message': id } })).status, 200)
    const answer = { body: { text: 'ja', uploads: [], key: 'sleutel-1' }, headers: { 'x-zegel-message': 'A'.repeat(22) } }
    assert.equal((await guest.ask('POST', '/api/guest/reply', answer)).status, 401)
    assert.deepEqual(await lab.inbox(), [])
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
    const { message } = await stateOf(outgoing)
    await lab.person('sanne')
    const signedIn = await lab.accounts.signIn({ address: 'sanne@zonnehof.test', password: 'correct horse', door: 'web', ip: '127.0.0.1' })
    assert.ok(signedIn.outcome === 'open')
    const { account, open } = signedIn
    assert.deepEqual(await lab.portal.stateFor({ ...account, outgoing }), [])
    assert.deepEqual(await lab.portal.recall({ ...account, outgoing }), [])
    assert.deepEqual(await lab.portal.resend({ open, message }), { outcome: 'not-found' })
    assert.deepEqual(await lab.portal.extend({ ...account, message, expiresAt: 1 }), 'not-found')
    assert.equal((await stateOf(outgoing)).state, 'open')
  })

  test('the typed code opens like a link, and guessing at it ends after five', async () => {
    await lab.send()
    const code12 = / {2}([0-9A-Z-]{14})\n/.exec(lab.left[0]?.text ?? '')?.[1] ?? assert.fail()
    const guest = lab.visitor()
    assert.equal(await told(guest, 'look', { code12 }), '200 open')
    assert.equal(await told(guest, 'look', { code12: code12.toLowerCase().replaceAll('-', ' ') }), '200 open')
    assert.equal(await told(guest, 'begin', { code12 }), '200 ok')
    assert.equal(await told(guest, 'code', { code12, code: lab.codeFor('+31612345621') }), '200 ok')
    assert.equal((await guest.ask('GET', '/api/guest/message')).status, 200)
    for (let guess = 0; guess < 5; guess++) assert.equal(await told(guest, 'look', { code12: `0000-0000-000${guess}` }), '404 unknown-link')
    assert.equal(await told(guest, 'look', { code12 }), '429 too-many-tries')
  })

  test('a notice that cannot arrive comes back to its sender, without anything of the message', async () => {
    lab.unknown.add('niemand@post.test')
    const outgoing = await lab.send({ guests: [{ address: 'niemand@post.test', portal: wish }] })
    assert.equal((await stateOf(outgoing)).notice, 'failed')
    assert.deepEqual(await inboxSubjects(), ['Uw bericht is niet aangekomen'])
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
    assert.deepEqual(await inboxSubjects(), [`Nog niet gelezen: Anja Bakker (${anja.address})`])
    const { message } = await stateOf(unread)
    assert.deepEqual((await lab.portal.events({ ...lab.sender, message })).map(({ kind }) => kind), ['noticed', 'unread-told'])
  })

  test('a blob without a row goes, a young one and one with a row stay', async () => {
    await lab.send({ message: { text: 'x'.repeat(300_000) } })
    const [kept] = await Array.fromAsync(lab.portalBlobs.list())
    const idAt = (at: number): string => `${'B'.repeat(22)}-${at.toString(36)}`
    const [old, young] = [idAt(lab.clock.at), idAt(lab.clock.at + 2 * hour)]
    for (const id of [old, young]) await lab.portalBlobs.put(id, new Uint8Array(3))
    lab.clock.at += 2 * hour
    assert.equal((await lab.portal.sweep()).orphans, 1)
    assert.deepEqual((await Array.fromAsync(lab.portalBlobs.list())).toSorted(), [kept, young].toSorted())
  })

  test('an upload that nobody finishes goes after a day', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const { id } = (await asked(post(guest, 'upload', { name: 'a', type: 'text/plain', sizeBytes: 400_000 }), 201)).json
    await asked(guest.ask('POST', `/api/guest/upload/${id}?offset=0`, { body: Buffer.alloc(300_000, 1), type: 'text/plain' }), 200)
    lab.clock.at += day + 1
    await lab.portal.sweep()
    assert.deepEqual(await lab.store.all(sql`select id from portal_upload`), [])
    assert.deepEqual(await lab.store.all(sql`select start from portal_upload_piece`), [])
    assert.deepEqual(await Array.fromAsync(lab.portalBlobs.list()), [])
  })

  test('a longer or shorter time, and a message past its old one', async () => {
    const outgoing = await lab.send()
    const { message } = await stateOf(outgoing)
    assert.equal(await lab.portal.extend({ ...lab.sender, message, expiresAt: lab.clock.at + 1000 * day }), 'extended')
    assert.equal((await stateOf(outgoing)).expiresAt, lab.clock.at + 365 * day)
    lab.clock.at += 100 * day
    assert.equal(await told(lab.visitor(), 'look', { link: lab.linkFor(anja.address) }), '200 open')
  })

  test('an upload that was cut off goes on where it was', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const bytes = Buffer.alloc(500_000, 'zorgpas ')
    const { id } = (await asked(post(guest, 'upload', { name: 'a.bin', type: 'application/octet-stream', sizeBytes: bytes.length }), 201)).json
    const piece = (offset: number, part: Uint8Array) => guest.ask('POST', `/api/guest/upload/${id}?offset=${offset}`, { body: part, type: 'application/octet-stream' })
    await asked(piece(0, bytes.subarray(0, 200_000)), 200)
    await cutOff(lab.at, guest, `/api/guest/upload/${id}?offset=200000`, bytes.subarray(200_000))
    assert.deepEqual((await asked(guest.ask('GET', `/api/guest/upload/${id}`), 200)).json.received, 200_000)
    const next = bytes.subarray(200_000, 300_000)
    const twice = await Promise.all([piece(200_000, next), piece(200_000, next)])
    assert.deepEqual(twice.map(({ status }) => status).toSorted(), [200, 409])
    assert.deepEqual((await piece(0, bytes.subarray(0, 10))).json, { problem: 'wrong-offset', received: 300_000 })
    assert.equal((await piece(300_000, bytes)).status, 413)
    const early = await post(guest, 'reply', { text: '', uploads: [id], key: 'te-vroeg-1' })
    assert.deepEqual([early.status, early.json], [422, { problem: 'upload-missing', upload: id }])
    await asked(piece(300_000, bytes.subarray(300_000)), 200)
    await asked(post(guest, 'reply', { text: '', uploads: [id, id], key: 'nu-goed-1' }), 200)
    assert.equal((await lab.inbox()).length, 1)
    assert.deepEqual(await Array.fromAsync(lab.portalBlobs.list()), [])
    assert.equal((await guest.ask('GET', `/api/guest/upload/${id}`)).status, 404)
  })

  test('files have limits, and names are only names', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const begin = (name: string, sizeBytes: unknown) => post(guest, 'upload', { name, type: 'text/plain', sizeBytes })
    const limit = 2 * 1024 * 1024
    assert.equal((await begin('a', limit + 1)).status, 413)
    for (const size of [-1, 1.5, '5', null]) assert.equal((await begin('a', size)).status, 400)
    const whole = (await asked(begin('a', limit), 201)).json
    assert.equal((await begin('b', 1)).status, 413)
    assert.equal((await guest.ask('DELETE', `/api/guest/upload/${whole.id}`)).status, 204)
    const { id, name } = (await asked(begin('../../x\r\nBcc: evil@post.test\r\n\u202Egpj.exe', 3), 201)).json
    assert.equal(name, 'xBcc: evil@post.testgpj.exe')
    assert.equal((await guest.ask('POST', `/api/guest/upload/${id}?offset=-1`, { body: 'abc' })).status, 400)
    assert.equal((await guest.ask('POST', `/api/guest/upload/${'x'.repeat(300)}?offset=0`, { body: 'abc' })).status, 404)
    await asked(guest.ask('POST', `/api/guest/upload/${id}?offset=0`, { body: 'abc', type: 'application/octet-stream' }), 200)
    await asked(post(guest, 'reply', { text: 'ja', uploads: [id], key: 'sleutel-1' }), 200)
    const raw = new TextDecoder().decode((await lab.inbox())[0]?.raw)
    assert.doesNotMatch(raw, /^bcc:/im)
    for (const [body, status] of [
      [{ text: '', uploads: [], key: 'sleutel-2' }, 422], [{ text: 'x', uploads: ['nee'], key: 'sleutel-3' }, 422], [{ text: 'x', uploads: 'a', key: 'sleutel-4' }, 400],
      [{ text: 'x', uploads: [], key: 'kort' }, 400], [{ text: 'x'.repeat(100_001), uploads: [], key: 'sleutel-5' }, 400],
    ] as const) assert.equal((await post(guest, 'reply', body)).status, status, JSON.stringify(body).slice(0, 60))
    const key = 'dubbel-1'
    const both = await Promise.all([post(guest, 'reply', { text: 'een keer', uploads: [], key }), post(guest, 'reply', { text: 'een keer', uploads: [], key })])
    assert.deepEqual(both.map(({ status }) => status), [200, 200])
    assert.equal((await lab.inbox()).length, 2)
  })

  test('names of 4,096 characters and with line ends change no header', async () => {
    const name = `Anja\r\nBcc: evil@post.test\r\n\r\n<script>${'é'.repeat(4096)}`
    await lab.send({ guests: [{ address: anja.address, portal: { ...wish, name } }], message: { to: [{ name: null, email: anja.address }], subject: `${'x'.repeat(4096)}` } })
    const [notice] = lab.left
    const raw = new TextDecoder().decode(notice?.raw)
    const header = raw.slice(0, raw.indexOf('\r\n\r\n'))
    assert.doesNotMatch(header, /^bcc:/im)
    assert.ok(header.length < 2000)
    assert.ok(!notice?.html.includes('<script'))
    const guest = await lab.guest(lab.linkFor(anja.address))
    await asked(post(guest, 'reply', { text: 'ja', uploads: [], key: 'sleutel-9' }), 200)
    assert.doesNotMatch(new TextDecoder().decode((await lab.inbox())[0]?.raw), /^bcc:/im)
  })

  test('attachments come as downloads that run nothing', async () => {
    await lab.send({ message: { attachments: [{ name: 'x.html', type: 'text/html', bytes: new TextEncoder().encode('<script>alert(1)</script>') }] } })
    const guest = await lab.guest(lab.linkFor(anja.address))
    const { json } = await asked(guest.ask('GET', '/api/guest/message'), 200)
    const file = await asked(guest.ask('GET', `/api/guest/attachment/${json.attachments[0].id}`), 200)
    assert.equal(file.headers.get('content-type'), 'application/octet-stream')
    assert.match(file.headers.get('content-security-policy') ?? '', /sandbox/)
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment;/)
    for (const [name, value] of [['cache-control', 'no-store'], ['referrer-policy', 'no-referrer'], ['x-content-type-options', 'nosniff']]) assert.equal(file.headers.get(name ?? ''), value)
  })
})

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

/** Sends half of a body and breaks the line. */
async function cutOff(at: string, client: Client, path: string, bytes: Uint8Array): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const request = http.request(`http://${at}${path}`, {
    method: 'POST', agent: false, headers: { cookie: client.cookie, 'x-zegel': '1', 'content-type': 'application/octet-stream', 'content-length': bytes.length },
  })
  request.on('error', () => undefined).on('close', () => resolve(undefined))
  request.write(bytes.subarray(0, bytes.length / 2), () => request.destroy())
  await promise
}
