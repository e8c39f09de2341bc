/** Guests and strangers at the portal: links that are followed, guessed and shared, codes that are tried. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { hour, minute } from '../base/sizes.ts'
import { sql } from '../storage/script.ts'
import { anja, asked, openPortalLab, post, told, type PortalLab } from './portal.testing.ts'

describe('guests and strangers', () => {
  let lab: PortalLab
  beforeEach(async () => { lab = await openPortalLab() })
  afterEach(() => lab.close())

  test('a scanner that follows every link opens, burns and sends nothing', async () => {
    await lab.send()
    const link = lab.linkFor(anja.address)
    const before = await lab.messages()
    const scanner = lab.visitor()
    for (const path of ['/p', `/p/${link}`, `/p?${link}`, '/api/guest/look', '/api/guest/begin', '/api/guest/code', '/api/guest/not-me', '/api/guest/message', '/api/guest/copy.eml']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await scanner.ask(method, path)
    }
    // Even one that runs the page sees only what the page shows first.
    for (let look = 0; look < 3; look++) assert.equal(await told(scanner, 'look', { link }), '200 open')
    assert.deepEqual(await lab.messages(), before)
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
    assert.equal((await lab.stateOf(outgoing)).state, 'locked')
    assert.deepEqual(await lab.inboxSubjects(), [`Beveiligd bericht op slot: Anja Bakker (${anja.address})`])
    assert.ok((await lab.kinds()).includes('portal.locked'))

    const { message } = await lab.stateOf(outgoing)
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
    assert.equal((await lab.inboxSubjects()).length, 1)
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

  test('a page that speaks of another message than the cookie is signed out', async () => {
    await lab.send()
    const guest = await lab.guest(lab.linkFor(anja.address))
    const { id } = (await asked(guest.ask('GET', '/api/guest/message'), 200)).json
    assert.equal((await guest.ask('GET', '/api/guest/message', { headers: { 'x-zegel-message': id } })).status, 200)
    const answer = { body: { text: 'ja', uploads: [], key: 'sleutel-1' }, headers: { 'x-zegel-message': 'A'.repeat(22) } }
    assert.equal((await guest.ask('POST', '/api/guest/reply', answer)).status, 401)
    assert.deepEqual(await lab.inbox(), [])
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
})
