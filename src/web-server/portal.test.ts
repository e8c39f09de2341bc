import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { decodedBytes } from '../message/body.ts'
import { bodyParts } from '../message/body-parts.ts'
import { parseMessage } from '../message/parse.ts'
import { anja, asked, openPortalLab, type PortalLab } from './portal.testing.ts'

describe('a guest from the notice to the answer', () => {
  let lab: PortalLab
  before(async () => { lab = await openPortalLab() })
  after(() => lab.close())

  test('reads, keeps a copy, answers with a file; the sender sees when', async () => {
    const outgoing = await lab.send({
      message: { attachments: [{ name: 'verwijzing.txt', type: 'text/plain', bytes: new TextEncoder().encode('Verwijzing\n') }], html: '<p>Uw <b>BSN</b> is 111222333.</p>' },
    })
    const [notice] = lab.left
    assert.equal(lab.left.length, 1)
    assert.equal(notice?.mailFrom, 'marieke@zonnehof.test')
    assert.equal(notice?.subject, 'Zonnehof stuurt u een beveiligd bericht')
    assert.match(notice?.text ?? '', /Beste Anja Bakker,\n\nMarieke Hofstra van Zonnehof heeft een bericht voor u/)
    assert.match(notice?.text ?? '', /zonnehof\.localhost\/p en vul deze code in:\n\n {2}[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)
    for (const form of [notice?.text, notice?.html, new TextDecoder().decode(notice?.raw)]) {
      assert.doesNotMatch(form ?? '', /BSN|111222333|Uitslag|verwijzing/)
    }
    const link = lab.linkFor(anja.address)
    const guest = lab.visitor()
    const look = (await asked(guest.ask('POST', '/api/guest/look', { body: { link } }), 200)).json
    assert.deepEqual(
      [look.state, look.organisation, look.sender.name, look.recipient.name, look.factor, look.contact.content.email],
      ['open', 'Zonnehof', 'Marieke Hofstra', 'Anja Bakker', { kind: 'sms', hint: '06 •• •• •• 21' }, 'marieke@zonnehof.test'],
    )
    assert.equal(lab.localSms.messages().length, 0)
    assert.equal((await guest.ask('GET', '/api/guest/message')).status, 401)
    const begun = (await asked(guest.ask('POST', '/api/guest/begin', { body: { link } }), 200)).json
    assert.deepEqual(begun, { sent: true, waitSeconds: 60 })
    const [sms] = lab.localSms.messages('+31612345621')
    assert.match(sms?.text ?? '', /^Zonnehof: uw code is \d{6}\. Geef deze code aan niemand\.\n\n@zonnehof\.localhost #\d{6}$/)
    const opened = await asked(guest.ask('POST', '/api/guest/code', { body: { link, code: lab.codeFor('+31612345621') } }), 200)
    assert.match(opened.headers.get('set-cookie') ?? '', /^zegel-guest=[^;]+; Path=\/api\/guest; HttpOnly; SameSite=Strict$/)
    const [before] = await lab.portal.stateFor({ ...lab.sender, outgoing })
    assert.deepEqual([before?.state, before?.readAt, before?.notice], ['open', null, 'delivered'])

    lab.clock.at += 60_000
    const message = (await asked(guest.ask('GET', '/api/guest/message'), 200)).json
    assert.deepEqual([message.subject, message.text.trim(), message.html.trim()], [
      'Uitslag van het onderzoek', 'Uw BSN is 111222333. De uitslag is goed.', '<p>Uw <b>BSN</b> is 111222333.</p>'])
    const [file] = message.attachments
    assert.deepEqual([file.name, file.type], ['verwijzing.txt', 'text/plain'])
    const downloaded = await asked(guest.ask('GET', `/api/guest/attachment/${file.id}`), 200)
    assert.equal(downloaded.text, 'Verwijzing\n')
    assert.equal(downloaded.headers.get('cache-control'), 'no-store')
    assert.equal((await guest.ask('GET', '/api/guest/attachment/99')).status, 404)
    const copy = await asked(guest.ask('GET', '/api/guest/copy.eml'), 200)
    assert.equal(parseMessage(copy.raw).subject, 'Uitslag van het onderzoek')
    assert.match(copy.headers.get('content-disposition') ?? '', /beveiligd-bericht\.eml/)
    const [read] = await lab.portal.stateFor({ ...lab.sender, outgoing })
    assert.equal(read?.readAt, lab.clock.at)

    const bytes = new Uint8Array(randomBytes(300_000))
    const upload = (await asked(guest.ask('POST', '/api/guest/upload', { body: { name: 'zorgpas.jpg', type: 'image/jpeg', sizeBytes: bytes.length } }), 201)).json
    await asked(guest.ask('POST', `/api/guest/upload/${upload.id}?offset=0`, { body: bytes.subarray(0, 200_000), type: 'application/octet-stream' }), 200)
    await asked(guest.ask('POST', `/api/guest/upload/${upload.id}?offset=200000`, { body: bytes.subarray(200_000), type: 'application/octet-stream' }), 200)
    lab.clock.at += 60_000
    const body = { text: 'Dank u. Mijn moeder komt ook.', uploads: [upload.id], key: 'antwoord-1' }
    const sent = (await asked(guest.ask('POST', '/api/guest/reply', { body }), 200)).json
    assert.equal(sent.sentAt, lab.clock.at)
    const inbox = await lab.inbox()
    assert.deepEqual(inbox.map(({ subject, truth }) => [subject, truth]), [['Re: Uitslag van het onderzoek', 'portal-sms']])
    const answer = parseMessage(inbox[0]?.raw ?? new Uint8Array())
    assert.deepEqual([answer.inReplyTo, answer.references], [['uitslag-1@zonnehof.test'], ['uitslag-1@zonnehof.test']])
    assert.deepEqual(answer.from[0]?.addresses, [{ name: 'Anja Bakker', email: anja.address }])
    const part = bodyParts(answer.root).attachments[0] ?? assert.fail()
    assert.equal(part.fileName, 'zorgpas.jpg')
    assert.deepEqual(Buffer.from(decodedBytes(part, inbox[0]?.raw ?? new Uint8Array())), Buffer.from(bytes))

    lab.clock.at += 1000
    assert.deepEqual((await asked(guest.ask('POST', '/api/guest/reply', { body }), 200)).json, sent)
    assert.equal((await lab.inbox()).length, 1)
    const again = (await asked(guest.ask('GET', '/api/guest/message'), 200)).json
    assert.deepEqual(again.replies, [{ sentAt: sent.sentAt, text: body.text, files: [{ name: 'zorgpas.jpg', type: 'image/jpeg', sizeBytes: 300_000 }] }])
    assert.deepEqual(again.uploads, [])
    const [replied] = await lab.portal.stateFor({ ...lab.sender, outgoing })
    assert.equal(replied?.repliedAt, sent.sentAt)
    await asked(guest.ask('POST', '/api/guest/sign-out', { body: {} }), 204)
    assert.equal((await guest.ask('GET', '/api/guest/message')).status, 401)
    assert.deepEqual((await lab.kinds()).filter((kind) => /^(portal|mail)/.test(kind)).sort(), [
      'mail.delivered', 'mail.portal', 'portal.attachment', 'portal.code-sent', 'portal.copied', 'portal.opened', 'portal.read', 'portal.replied',
    ])
  })
})
