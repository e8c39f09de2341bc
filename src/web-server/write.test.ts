import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

describe('writing mail over JMAP', () => {
  let house: WebHouse
  let anna: Client
  let drafts: string
  let sent: string
  before(async () => {
    house = await openWebHouse()
    anna = await house.signedIn('anna')
    await house.person('bob')
    drafts = await anna.box('drafts')
    sent = await anna.box('sent')
  })
  after(() => house.close())

  const draft = (more: Readonly<Record<string, unknown>> = {}) => ({
    mailboxIds: { [drafts]: true }, keywords: { $draft: true, $seen: true }, from: [{ name: 'Anna', email: 'anna@zonnehof.test' }],
    to: [{ name: null, email: 'bob@zonnehof.test' }], subject: 'Afspraak – ü', bodyValues: { t: { value: 'Dag Bob,\n\nTot morgen.' } },
    textBody: [{ partId: 't', type: 'text/plain' }], ...more,
  })
  const create = async (more: Readonly<Record<string, unknown>> = {}) => {
    const { created, notCreated } = await anna.call('Email/set', { create: { k: draft(more) } })
    return created?.k ?? notCreated.k
  }
  const identity = async (): Promise<string> => (await anna.call('Identity/get', { ids: null })).list[0].id

  test('a draft is read back as it was written', async () => {
    const made = await create({ bcc: [{ name: null, email: 'stil@example.org' }], inReplyTo: ['a@b'], references: ['a@b'] })
    const { list } = await anna.call('Email/get', { ids: [made.id], fetchTextBodyValues: true })
    const [email] = list
    assert.deepEqual(email.keywords, { $draft: true, $seen: true })
    assert.deepEqual(email.mailboxIds, { [drafts]: true })
    assert.deepEqual([email.subject, email.to, email.bcc], ['Afspraak – ü', [{ name: null, email: 'bob@zonnehof.test' }], [{ name: null, email: 'stil@example.org' }]])
    assert.deepEqual([email.inReplyTo, email.references], [['a@b'], ['a@b']])
    assert.equal(email.bodyValues[email.textBody[0].partId].value.trim(), 'Dag Bob,\n\nTot morgen.')
    assert.equal(made.size, email.size)
    assert.equal(made.threadId, email.threadId)
  })

  test('files travel by blob id, also those of another mail', async () => {
    const blobId = await anna.upload('%PDF-1.7 fake', 'application/pdf')
    const first = await create({ attachments: [{ blobId, type: 'application/pdf', name: 'verslag ü.pdf', disposition: 'attachment' }] })
    const { list } = await anna.call('Email/get', { ids: [first.id], properties: ['attachments', 'hasAttachment'] })
    const [file] = list[0].attachments
    assert.deepEqual([file.name, file.type, file.size, list[0].hasAttachment], ['verslag ü.pdf', 'application/pdf', 13, true])
    const forwarded = await create({ subject: 'Fwd', attachments: [{ blobId: file.blobId, type: file.type, name: file.name }] })
    const again = await anna.call('Email/get', { ids: [forwarded.id], properties: ['attachments'] })
    const answer = await anna.ask('GET', `/jmap/download/${anna.accountId}/${again.list[0].attachments[0].blobId}/verslag%20%C3%BC.pdf?type=application/pdf`)
    assert.equal(answer.text, '%PDF-1.7 fake')
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="verslag _.pdf"; filename\*=UTF-8''verslag%20%C3%BC\.pdf$/)
    assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/)
    const whole = await create({ attachments: [{ blobId: first.blobId, type: 'message/rfc822', name: 'mail.eml' }] })
    const inside = await anna.call('Email/get', { ids: [whole.id], properties: ['attachments'] })
    const parsed = await anna.call('Email/parse', { blobIds: [inside.list[0].attachments[0].blobId], properties: ['subject'] })
    assert.equal((Object.values(parsed.parsed)[0] as { subject: string }).subject, 'Afspraak – ü')
  })

  test('what cannot be an email is refused by name', async () => {
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, string, string?])[] = [
      [{ mailboxIds: {} }, 'invalidProperties', 'mailboxIds'], [{ mailboxIds: { Fzz: true } }, 'invalidProperties', 'mailboxIds'],
      [{ mailboxIds: { [drafts]: false } }, 'invalidProperties', 'mailboxIds'], [{ keywords: { $seen: false } }, 'invalidProperties', 'keywords'],
      [{ keywords: { 'a b': true } }, 'invalidProperties', 'keywords'], [{ keywords: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`k${at}`, true])) }, 'tooManyKeywords'],
      [{ id: 'M1' }, 'invalidProperties', 'id'], [{ colour: 'red' }, 'invalidProperties', 'colour'], [{ subject: 5 }, 'invalidProperties', 'subject'],
      [{ to: 'bob' }, 'invalidProperties', 'to'], [{ to: [{ email: 'a@b>, <evil@example.org' }] }, 'invalidProperties', 'from'],
      [{ textBody: [{ partId: 'x', type: 'text/plain' }] }, 'invalidProperties', 'bodyValues'], [{ textBody: [{ partId: 't', type: 'text/html' }] }, 'invalidProperties', 'textBody'],
      [{ textBody: [{ partId: 't' }, { partId: 't' }] }, 'invalidProperties', 'textBody'], [{ attachments: [{ blobId: 'Unope' }] }, 'blobNotFound'],
      [{ attachments: [{}] }, 'invalidProperties', 'attachments'], [{ sentAt: 'soon' }, 'invalidProperties', 'sentAt'],
      [{ bodyStructure: { type: 'text/plain', partId: 't' } }, 'invalidProperties', 'bodyStructure'], [{ 'header:X:asDate': 'x' }, 'invalidProperties', 'header:X:asDate'],
      [{ 'header:From:asText': 'evil@example.org' }, 'invalidProperties', 'header:From:asText'], [{ from: [{ name: 'x\r\nBcc: y@z', email: 'anna@zonnehof.test' }] }, 'invalidEmail'],
    ]
    for (const [more, type, property] of cases) {
      const failed = await create(more)
      assert.equal(failed.type, type, JSON.stringify(more).slice(0, 100) + JSON.stringify(failed))
      if (property !== undefined) assert.ok(failed.properties.includes(property), JSON.stringify(failed))
    }
  })

  test('a subject with line ends stays one field', async () => {
    const made = await create({ subject: 'a\r\nBcc: evil@example.org\r\n\r\nbody' })
    if (made.id === undefined) return assert.equal(made.type, 'invalidEmail')
    const { list } = await anna.call('Email/get', { ids: [made.id], properties: ['bcc'] })
    assert.equal(list[0].bcc, null)
  })

  test('keywords and mailboxes change by patch', async () => {
    const { id } = await create()
    const trash = await anna.box('trash')
    const set = async (patch: unknown) => {
      const { updated, notUpdated } = await anna.call('Email/set', { update: { [id]: patch } })
      return updated === null ? notUpdated[id] : 'updated'
    }
    const now = async () => (await anna.call('Email/get', { ids: [id], properties: ['keywords', 'mailboxIds'] })).list[0]
    assert.equal(await set({ 'keywords/$flagged': true, 'keywords/$draft': null, [`mailboxIds/${trash}`]: true, [`mailboxIds/${drafts}`]: null }), 'updated')
    assert.deepEqual(await now(), { id, keywords: { $flagged: true, $seen: true }, mailboxIds: { [trash]: true } })
    assert.equal(await set({ keywords: { belangrijk: true } }), 'updated')
    assert.deepEqual((await now()).keywords, { belangrijk: true })
    assert.equal((await set({ [`mailboxIds/${trash}`]: null })).type, 'invalidProperties')
    assert.equal((await set({ 'mailboxIds/Fzz': true })).type, 'invalidProperties')
    assert.equal((await set({ subject: 'other' })).type, 'invalidProperties')
    assert.equal((await set({ keywords: {}, 'keywords/$seen': true })).type, 'invalidPatch')
    assert.equal((await set({ 'keywords/a/b': true })).type, 'invalidPatch')
    assert.equal((await set({ 'keywords/$seen': 'yes' })).type, 'invalidProperties')
    const { notUpdated, notDestroyed } = await anna.call('Email/set', { update: { Mzz: {} }, destroy: ['Mzzz'] })
    assert.deepEqual([notUpdated.Mzz.type, notDestroyed.Mzzz.type], ['notFound', 'notFound'])
  })

  test('sending moves the draft, tells when it leaves, and can be taken back', async () => {
    const { id } = await create({ bcc: [{ name: null, email: 'bob@zonnehof.test' }] })
    const identityId = await identity()
    const [submitted, moved] = await anna.jmap(['EmailSubmission/set', {
      create: { send: { identityId, emailId: id } },
      onSuccessUpdateEmail: { '#send': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null } },
    }])
    const made = submitted?.[1].created.send
    assert.equal(made.undoStatus, 'pending')
    assert.equal(Date.parse(made.sendAt), house.clock.at + 10_000)
    assert.deepEqual([moved?.[0], moved?.[2], Object.keys(moved?.[1].updated)], ['Email/set', 'c0', [id]])
    const { list, state } = await anna.call('EmailSubmission/get', { ids: null })
    assert.deepEqual([list[0].id, list[0].emailId, list[0].undoStatus], [made.id, id, 'pending'])
    assert.deepEqual(list[0].envelope.rcptTo, [{ email: 'bob@zonnehof.test', parameters: null }])
    const back = await anna.call('EmailSubmission/set', { update: { [made.id]: { undoStatus: 'canceled' } } })
    assert.deepEqual(Object.keys(back.updated), [made.id])
    const changes = await anna.call('EmailSubmission/changes', { sinceState: state })
    assert.deepEqual([changes.updated, changes.created, changes.destroyed], [[made.id], [], []])
    const query = await anna.call('EmailSubmission/query', { filter: { undoStatus: 'canceled' } })
    assert.deepEqual(query.ids, [made.id])
    assert.equal((await anna.call('EmailSubmission/changes', { sinceState: 'longago' })).error, 'cannotCalculateChanges')
    const gone = await anna.call('EmailSubmission/set', { destroy: [made.id] })
    assert.deepEqual(gone.destroyed, [made.id])
    assert.deepEqual((await anna.call('EmailSubmission/get', { ids: null })).list, [])
  })

  test('a creation id that is a key sends once, and again after it was taken back', async () => {
    const { id } = await create()
    const key = 'b6f1f0c0-8d5e-4a7a-9d1f-2a6c'
    const send = async () => (await anna.call('EmailSubmission/set', { create: { [key]: { identityId: await identity(), emailId: id } } })).created[key].id
    const first = await send()
    assert.equal(await send(), first)
    await anna.call('EmailSubmission/set', { update: { [first]: { undoStatus: 'canceled' } } })
    const second = await send()
    assert.notEqual(second, first)
    assert.equal(await send(), second)
  })

  test('nobody sends in the name of another or to nobody', async () => {
    const identityId = await identity()
    const send = async (email: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => {
      const { id } = await create(email)
      const { created, notCreated } = await anna.call('EmailSubmission/set', { create: { s: { identityId, emailId: id, ...more } } })
      return created === null ? notCreated.s.type : 'sent'
    }
    assert.equal(await send({ from: [{ name: 'Bob', email: 'bob@zonnehof.test' }] }), 'forbiddenFrom')
    assert.equal(await send({ from: [{ name: null, email: 'anna@zonnehof.test' }, { name: null, email: 'bob@zonnehof.test' }] }), 'invalidEmail')
    assert.equal(await send({ to: [] }), 'noRecipients')
    assert.equal(await send({ to: [{ name: null, email: 'niemand@zonnehof.test' }] }), 'invalidRecipients')
    assert.equal(await send({}, { identityId: 'Inope' }), 'invalidProperties')
    assert.equal(await send({}, { emailId: 'Mzz' }), 'invalidProperties')
    assert.equal(await send({}, { envelope: { mailFrom: { email: 'bob@zonnehof.test' }, rcptTo: [] } }), 'forbiddenMailFrom')
    assert.equal(await send({}, { envelope: { mailFrom: { email: 'anna@zonnehof.test' }, rcptTo: [{ email: 'x' }] } }), 'invalidProperties')
    assert.equal(await send({}, { envelope: { mailFrom: { email: 'anna@zonnehof.test' }, rcptTo: [{ email: 'a@b\r\nRCPT TO:<c@d>' }] } }), 'invalidProperties')
    assert.equal(await send({}, { sendAt: '2026-11-21T00:00:00Z' }), 'invalidProperties')
    assert.equal(await send({}, { envelope: { mailFrom: { email: 'anna@zonnehof.test' }, rcptTo: [{ email: 'bob@zonnehof.test' }] } }), 'sent')
    const { notUpdated } = await anna.call('EmailSubmission/set', { update: { Snope: { undoStatus: 'canceled' } } })
    assert.equal(notUpdated.Snope.type, 'notFound')
  })

  test('creation ids join calls of one request', async () => {
    const identityId = await identity()
    const [, second, third] = await anna.jmap(
      ['Mailbox/set', { create: { box: { name: 'Dossiers' }, sub: { name: 'A', parentId: '#box' } } }],
      ['Email/set', { create: { d: draft({ mailboxIds: { '#sub': true } }) } }],
      ['EmailSubmission/set', { create: { s: { identityId, emailId: '#d' } }, onSuccessDestroyEmail: ['#s'] }],
      ['Email/get', { ids: ['#d'], properties: ['subject'] }],
    )
    assert.ok(second?.[1].created.d.id)
    assert.ok(third?.[1].created.s.id)
    const { notFound } = await anna.call('Email/get', { ids: [second?.[1].created.d.id] })
    assert.equal(notFound.length, 1)
  })

  test('mailboxes are made, renamed, moved and destroyed by the rules', async () => {
    const set = async (args: Readonly<Record<string, unknown>>) => anna.call('Mailbox/set', args)
    const made = (await set({ create: { a: { name: 'Jaar' }, b: { name: 'Mei', parentId: '#a' } } })).created
    const [a, b] = [made.a.id, made.b.id]
    const failures: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ create: { x: { name: 'Jaar' } } }, 'invalidProperties'], [{ create: { x: { name: '' } } }, 'invalidProperties'], [{ create: { x: { name: 'a/b' } } }, 'invalidProperties'],
      [{ create: { x: { name: 'y', role: 'inbox' } } }, 'invalidProperties'], [{ create: { x: { name: 'y', parentId: 'Fzz' } } }, 'invalidProperties'],
      [{ create: { x: { name: 'y', totalEmails: 3 } } }, 'invalidProperties'], [{ update: { [a]: { parentId: b } } }, 'invalidProperties'],
      [{ update: { [a]: { role: 'junk' } } }, 'invalidProperties'], [{ update: { Fzz: { name: 'x' } } }, 'notFound'], [{ destroy: [a] }, 'mailboxHasChild'],
      [{ destroy: ['Fzz'] }, 'notFound'], [{ destroy: [await anna.box('inbox')] }, 'forbidden'],
    ]
    for (const [args, type] of failures) {
      const answer = await set(args)
      const failures = answer.notCreated ?? answer.notUpdated ?? answer.notDestroyed ?? {}
      const [failed] = Object.values(failures) as { type: string }[]
      assert.equal(failed?.type, type, JSON.stringify(args))
    }
    await set({ update: { [b]: { name: 'Juni', parentId: null, isSubscribed: false } } })
    const { list } = await anna.call('Mailbox/get', { ids: [b], properties: ['name', 'parentId', 'isSubscribed'] })
    assert.deepEqual(list, [{ id: b, name: 'Juni', parentId: null, isSubscribed: false }])
    await create({ mailboxIds: { [b]: true } })
    assert.equal((await set({ destroy: [b] })).notDestroyed[b].type, 'mailboxHasEmail')
    assert.deepEqual((await set({ destroy: [b, a], onDestroyRemoveEmails: true })).destroyed, [b, a])
    const tree = await anna.call('Mailbox/query', { filter: { hasAnyRole: true }, sortAsTree: true })
    assert.equal(tree.ids[0], await anna.box('inbox'))
  })

  test('names and signatures are the person\'s own', async () => {
    const id = await identity()
    const { updated } = await anna.call('Identity/set', { update: { [id]: { name: 'A. de Groot', textSignature: 'Groet' } } })
    assert.deepEqual(Object.keys(updated), [id])
    const { list } = await anna.call('Identity/get', { ids: [id] })
    assert.deepEqual([list[0].name, list[0].textSignature, list[0].email], ['A. de Groot', 'Groet', 'anna@zonnehof.test'])
    const refused = await anna.call('Identity/set', { update: { [id]: { email: 'bob@zonnehof.test' } }, create: { x: { email: 'z@z' } }, destroy: ['Izz'] })
    assert.deepEqual([refused.notUpdated[id].type, refused.notCreated.x.type, refused.notDestroyed.Izz.type], ['invalidProperties', 'forbidden', 'forbidden'])
  })

  test('an uploaded message must be one before it is kept', async () => {
    const inbox = await anna.box('inbox')
    const importOf = async (bytes: Uint8Array | string, more: Readonly<Record<string, unknown>> = {}) => {
      const blobId = await anna.upload(bytes)
      const { created, notCreated } = await anna.call('Email/import', { emails: { k: { blobId, mailboxIds: { [inbox]: true }, ...more } } })
      return created?.k ?? notCreated.k
    }
    for (const bad of ['no header', 'Subject: a\n\nbare', 'Subject: a\r\n\r\na\rb', 'Subject: a\r\n\r\n\0', 'Sub ject: a\r\n\r\n', '']) {
      assert.equal((await importOf(bad)).type, 'invalidEmail', JSON.stringify(bad))
    }
    assert.equal((await importOf('Subject: a\r\n\r\nb\r\n', { receivedAt: 'x' })).type, 'invalidProperties')
    const kept = await importOf('Subject: a\r\n\r\nb\r\n', { receivedAt: '2020-01-02T03:04:05Z', keywords: { $seen: true } })
    const { list } = await anna.call('Email/get', { ids: [kept.id], properties: ['receivedAt', 'keywords'] })
    assert.deepEqual(list[0], { id: kept.id, receivedAt: '2020-01-02T03:04:05Z', keywords: { $seen: true } })
  })
})
