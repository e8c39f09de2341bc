import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { SNIPPETS_MAX } from '../jmap-server/methods/search-snippet-get.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

const whole = `From: =?utf-8?q?J=C3=BCrgen?= <jurgen@example.org>
To: "Groot, Anna de" <anna@zonnehof.test>, Team: a@example.org, b@example.org;
Cc: undisclosed-recipients:;
Subject: =?utf-8?b?VmVyc2xhZyDigJMgbWVp?=
Date: Fri, 20 Nov 2026 10:00:00 +0100
Message-ID: <one@example.org>
References: <zero@example.org> <half@example.org>
List-Id: Lijst <lijst.example.org>
List-Unsubscribe: <mailto:stop@example.org>, <https://example.org/stop>
Received: one
Received: two
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=out

--out
Content-Type: multipart/alternative; boundary=in

--in
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe, dit is de tekst.

--in
Content-Type: text/html; charset=utf-8

<p>Gr\u00fc\u00dfe</p><script>alert(1)</script>

--in--
--out
Content-Type: application/pdf; name="verslag.pdf"
Content-Disposition: attachment; filename="verslag.pdf"
Content-Transfer-Encoding: base64
Content-ID: <deel@example.org>

JVBERi0xLjcK

--out
Content-Type: message/rfc822

Subject: binnenin
From: x@example.org

tekst binnenin

--out--
`

describe('reading mail over JMAP', () => {
  let house: WebHouse
  let anna: Client
  let id: string
  before(async () => {
    house = await openWebHouse()
    anna = await house.signedIn('anna')
    id = await anna.keep(whole)
  })
  after(() => house.close())

  const get = async (args: Readonly<Record<string, unknown>>) => (await anna.call('Email/get', { ids: [id], ...args })).list[0]

  test('what a list shows', async () => {
    const email = await get({ properties: ['from', 'to', 'cc', 'subject', 'sentAt', 'messageId', 'references', 'inReplyTo', 'hasAttachment', 'preview', 'senderTruth'] })
    assert.deepEqual(email, {
      id, from: [{ name: 'Jürgen', email: 'jurgen@example.org' }],
      to: [{ name: 'Groot, Anna de', email: 'anna@zonnehof.test' }, { name: null, email: 'a@example.org' }, { name: null, email: 'b@example.org' }],
      cc: null, subject: 'Verslag – mei', sentAt: '2026-11-20T10:00:00+01:00', messageId: ['one@example.org'],
      references: ['zero@example.org', 'half@example.org'], inReplyTo: null, hasAttachment: true, preview: 'Grüße, dit is de tekst.', senderTruth: null,
    })
  })

  test('the body in its parts, with values cut at the limit', async () => {
    const email = await get({ properties: ['textBody', 'htmlBody', 'attachments', 'bodyValues'], fetchAllBodyValues: true })
    const [text, html] = [email.textBody[0], email.htmlBody[0]]
    assert.deepEqual([text.type, text.charset, html.type, email.textBody.length, email.htmlBody.length], ['text/plain', 'iso-8859-1', 'text/html', 1, 1])
    const shown = ({ name, type, size, cid, disposition }: Record<string, unknown>) =>
      [name, type, size, cid, disposition]
    assert.deepEqual(email.attachments.map(shown),
      [['verslag.pdf', 'application/pdf', 9, 'deel@example.org', 'attachment'], [null, 'message/rfc822', 58, null, null]])
    assert.deepEqual(Object.keys(email.bodyValues).sort(), [text.partId, html.partId].sort())
    assert.deepEqual(email.bodyValues[text.partId], { value: 'Grüße, dit is de tekst.\n', isEncodingProblem: false, isTruncated: false })
    const short = await get({ properties: ['bodyValues'], fetchTextBodyValues: true, maxBodyValueBytes: 4 })
    assert.deepEqual(short.bodyValues, { [text.partId]: { value: 'Grü', isEncodingProblem: false, isTruncated: true } })
    assert.deepEqual((await get({ properties: ['bodyValues'] })).bodyValues, {})
  })

  test('the structure as a tree, with the headers of its parts', async () => {
    const { bodyStructure } = await get({ properties: ['bodyStructure'], bodyProperties: ['partId', 'type', 'header:Content-ID:asMessageIds', 'blobId'] })
    assert.deepEqual([bodyStructure.type, bodyStructure.partId, bodyStructure.blobId, bodyStructure.subParts.length], ['multipart/mixed', null, null, 3])
    assert.deepEqual(bodyStructure.subParts[0].subParts.map(({ type }: { type: string }) => type), ['text/plain', 'text/html'])
    assert.deepEqual(bodyStructure.subParts[1]['header:Content-ID:asMessageIds'], ['deel@example.org'])
    assert.equal(bodyStructure.subParts[2].subParts, undefined)
    const { status, text } = await anna.ask('GET', `/jmap/download/${anna.accountId}/${bodyStructure.subParts[2].blobId}/x`)
    assert.deepEqual([status, text.includes('binnenin')], [200, true])
  })

  test('header fields in every form', async () => {
    const forms = {
      'header:subject:asText': 'Verslag – mei', 'header:Subject': ' =?utf-8?b?VmVyc2xhZyDigJMgbWVp?=', 'header:List-Id:asText': 'Lijst <lijst.example.org>',
      'header:List-Unsubscribe:asURLs': ['mailto:stop@example.org', 'https://example.org/stop'], 'header:Date:asDate': '2026-11-20T10:00:00+01:00',
      'header:References:asMessageIds': ['zero@example.org', 'half@example.org'], 'header:Received:all': [' one', ' two'], 'header:X-None': null, 'header:X-None:all': [],
      'header:From:asAddresses': [{ name: 'Jürgen', email: 'jurgen@example.org' }],
      'header:To:asGroupedAddresses': [
        { name: null, addresses: [{ name: 'Groot, Anna de', email: 'anna@zonnehof.test' }] },
        { name: 'Team', addresses: [{ name: null, email: 'a@example.org' }, { name: null, email: 'b@example.org' }] },
      ],
    }
    assert.deepEqual(await get({ properties: Object.keys(forms) }), { id, ...forms })
    const { headers } = await get({ properties: ['headers'] })
    assert.equal(headers.filter(({ name }: { name: string }) => name === 'Received').length, 2)
  })

  test('what is found is marked', async () => {
    const query = { filter: { text: 'tekst' } }
    const [found, snippets] = await anna.jmap(['Email/query', query], ['SearchSnippet/get', { ...query, '#emailIds': { resultOf: 'c0', name: 'Email/query', path: '/ids' } }])
    assert.deepEqual(found?.[1].ids, [id])
    assert.deepEqual(snippets?.[1].list, [{ emailId: id, subject: null, preview: 'Grüße, dit is de <mark>tekst</mark>. ' }])
    const byName = await anna.call('SearchSnippet/get', { filter: { operator: 'AND', conditions: [{ text: 'VERSLAG' }] }, emailIds: [id] })
    assert.deepEqual(byName.list, [{ emailId: id, subject: '<mark>Verslag</mark> – mei', preview: '<mark>verslag</mark>.pdf' }])
    assert.deepEqual((await anna.call('SearchSnippet/get', { filter: { text: 'x' }, emailIds: ['Mzz'] })).notFound, ['Mzz'])
    const ids = Array.from({ length: SNIPPETS_MAX + 1 }, (_, at) => `Mz${at}`)
    assert.equal((await anna.call('SearchSnippet/get', { filter: { text: 'x' }, emailIds: ids })).error, 'requestTooLarge')
    assert.equal((await anna.call('SearchSnippet/get', { filter: { text: 'x' }, emailIds: ids.slice(1) })).notFound.length, SNIPPETS_MAX)
  })

  test('mail that is broken in every way is still shown', async () => {
    for (const raw of [
      'Subject: a\nContent-Type: multipart/mixed\n\nno boundary\n', 'Subject: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n',
      'X: y\n\n', 'From: <<<>>>\nTo: ;;,,::\nDate: never\nSubject: =?x?q?=\n\n\u00ff',
      `Subject: deep\n${'Content-Type: multipart/mixed; boundary=a\n\n--a\n'.repeat(200)}\n`, `To: ${'a@b, '.repeat(3000)}c@d\n\nx\n`,
    ]) {
      const broken = await anna.keep(raw)
      const { list } = await anna.call('Email/get', { ids: [broken], fetchAllBodyValues: true })
      assert.equal(list.length, 1, raw.slice(0, 40))
    }
  })
})
