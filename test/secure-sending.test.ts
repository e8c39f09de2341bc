/** Secured sending on one real house: the guard decides on the server, whatever the client showed. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { day } from '../src/base/sizes.ts'
import { parseMessage } from '../src/message/parse.ts'
import { loadGuardWeights } from '../src/submission/guard-weights.ts'
import { senderTexts } from '../src/submission/texts.ts'
import type { SenderWishes, Submitted } from '../src/submission/types.ts'
import { certificateFor, letter, openTestHouse, until, type TestHouse } from './house.ts'

const PERSON = 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961 te Utrecht.'
const ANNA = 'anna@home.example'
const anna: SenderWishes = { guestFactors: new Map([[ANNA, { kind: 'sms', phone: '+31612345678' }]]) }

let counter = 0
const newId = (): string => `<m${++counter}@client.example>`

function queued(submitted: Submitted): Extract<Submitted, { outcome: 'queued' }> {
  assert.equal(submitted.outcome, 'queued')
  return submitted
}

function forbidden(submitted: Submitted | 'not found'): Extract<Submitted, { reason: 'forbidden-to-send' }> {
  assert.ok(submitted !== 'not found' && submitted.outcome === 'refused' && submitted.reason === 'forbidden-to-send')
  return submitted
}

describe('one house', () => {
  let t: TestHouse
  before(async () => {
    t = await openTestHouse()
  })
  after(() => t.remove())

  const stateOf = async (id: string) => (await t.house.submission.list(t.nurse.account, [id]))[0]
  const routesOf = async (id: string) => Object.fromEntries(
    (await stateOf(id))?.recipients.map(({ address, route }) => [address, route]) ?? [],
  )

  test('internal, direct, portal and Bcc in one mail: one Message-ID, and nobody learns of a Bcc', async () => {
    const id = newId()
    const to = ['x@partner.example', 'karin@zorg.example', ANNA, 'y@partner.example']
    const raw = letter({ To: 'X <x@partner.example>', Cc: 'karin@zorg.example', Bcc: `${ANNA}, y@partner.example`, Subject: 'Gegevens', 'Message-ID': id }, PERSON)
    const { submission } = queued(await t.submit({ raw, to, wishes: anna }))
    assert.deepEqual(await routesOf(submission), { 'x@partner.example': 'verified-tls', 'karin@zorg.example': 'internal', [ANNA]: 'portal', 'y@partner.example': 'verified-tls' })
    await until('all are delivered', async () => (await stateOf(submission))?.recipients.every(({ delivered }) => delivered === 'yes') === true)
    await until('the notice is out', () => t.home.mails.length === 1)

    assert.deepEqual(t.partner.mails.map(({ rcptTo, isTls }) => [rcptTo, isTls]).toSorted(), [[['x@partner.example'], true], [['y@partner.example'], true]])
    const copies = [...t.partner.mails.map(({ text }) => text), ...await t.bodies(t.colleague, 'inbox')]
    assert.equal(copies.length, 3)
    for (const copy of copies) {
      assert.equal(parseMessage(Buffer.from(copy, 'latin1')).messageId, id.slice(1, -1))
      assert.ok(!/bcc|anna@home|y@partner/i.test(copy))
      assert.match(copy, /111222333/)
    }
    const notice = t.home.mails[0]
    assert.deepEqual(notice?.rcptTo, [ANNA])
    assert.ok(!/111222333|Gegevens|Jan de Vries|x@partner|karin@/.test(notice?.text ?? ''))
    assert.equal((await stateOf(submission))?.recipients[2]?.state, 'unread')
    const [copy] = await t.bodies(t.nurse, 'sent')
    assert.match(copy ?? '', /^Bcc: anna@home\.example,\r\n\ty@partner\.example/m)
    assert.ok(!/^Received:/m.test(copy ?? ''))
  })

  test('the sender of a mail program hears what was done and why, without what was in it', async () => {
    await until('the mail is there', async () => (await t.subjects(t.nurse, 'inbox')).includes('Uw bericht is beveiligd verstuurd'))
    const [mail = ''] = await t.bodies(t.nurse, 'inbox')
    assert.match(mail, /een BSN/)
    assert.ok(!/111222333|Jan de Vries|Gegevens/.test(mail))
  })

  test('a program that keeps its own Sent copy makes no second one; a copy on purpose does', async () => {
    const id = newId()
    const raw = letter({ To: 'karin@zorg.example', Subject: 'Uitje', 'Message-ID': id }, 'Vrijdag gaan we bowlen.')
    queued(await t.submit({ raw, to: ['karin@zorg.example'] }))
    const mail = await t.house.mailstore.open(t.nurse.open)
    const sent = (await mail.mailboxFigures()).find(({ role }) => role === 'sent')
    assert.ok(sent)
    const append = () => mail.append({
      mailbox: sent.id, raw, flags: { bits: 1, keywords: [] }, receivedAt: Date.now(), truth: null,
    })
    const count = async () => (await t.subjects(t.nurse, 'sent')).filter((subject) => subject === 'Uitje').length
    assert.equal(await count(), 1)
    const merged = await append()
    assert.ok(typeof merged === 'object')
    assert.equal(await count(), 1)
    const second = await append()
    assert.ok(typeof second === 'object' && second.uid !== merged.uid)
    assert.equal(await count(), 2)
  })

  test('the other way round: when the program was first, the service adds none', async () => {
    const raw = letter({ To: 'karin@zorg.example', Subject: 'Eerst bewaard', 'Message-ID': newId() }, 'Tot vrijdag.')
    const mail = await t.house.mailstore.open(t.nurse.open)
    const sent = (await mail.mailboxFigures()).find(({ role }) => role === 'sent')
    assert.ok(sent)
    await mail.append({ mailbox: sent.id, raw, flags: { bits: 1, keywords: [] }, receivedAt: Date.now(), truth: null })
    queued(await t.submit({ raw, to: ['karin@zorg.example'] }))
    assert.equal((await t.subjects(t.nurse, 'sent')).filter((subject) => subject === 'Eerst bewaard').length, 1)
  })

  test('without a known factor the mail waits, is asked for by mail, and goes once it is given', async () => {
    const before = t.home.mails.length
    const raw = letter({ To: 'Bas <bas@home.example>, X <x@partner.example>', Subject: 'Nieuw', 'Message-ID': newId() }, PERSON)
    const { submission, held } = queued(await t.submit({ raw, to: ['bas@home.example', 'x@partner.example'] }))
    assert.equal(held, 'factor-needed')
    const state = await stateOf(submission)
    assert.equal(state?.undo, 'pending')
    await until('who needs no factor has it', async () => (await stateOf(submission))?.recipients[1]?.state === 'delivered')
    assert.equal((await stateOf(submission))?.recipients[0]?.state, 'held')
    await until('the notice is there', async () => (await t.bodies(t.nurse, 'inbox')).some((body) => body.includes(`/mail/held/${submission}`)))
    const [waiting] = await t.house.submission.held(t.nurse.account)
    assert.deepEqual([waiting?.id, waiting?.subject, waiting?.held.factorNeeded], [submission, 'Nieuw', ['bas@home.example']])
    assert.deepEqual(await t.house.submission.held(t.colleague.account), [])

    const release = (wishes: SenderWishes) => t.house.submission.release({ ...t.nurse, ip: '127.0.0.1', submission, wishes })
    assert.equal(forbidden(await release({})).problem, 'factor-needed')
    queued(await release({ guestFactors: new Map([['bas@home.example', { kind: 'agreed-code', code: 'APPELTAART2026' }]]) }) as Submitted)
    await until('it is delivered', async () => (await stateOf(submission))?.recipients[0]?.state === 'unread')
    await until('the notice is out', () => t.home.mails.length === before + 1)
    assert.equal(await release({}), 'not found')
  })

  test('nobody releases or takes back the mail of another', async () => {
    const raw = letter({ To: 'Els <els@home.example>', Subject: 'Van Noor', 'Message-ID': newId() }, PERSON)
    const { submission } = queued(await t.submit({ raw, to: ['els@home.example'] }))
    assert.equal(await t.house.submission.release({ ...t.colleague, ip: '127.0.0.1', submission, wishes: anna }), 'not found')
    assert.equal(await t.house.submission.takeBack({ account: t.colleague.account, submission }), 'not found')
    assert.equal(await t.house.submission.withdraw({ account: t.colleague.account, submission }), 'not found')
    const back = await t.house.submission.takeBack({ account: t.nurse.account, submission })
    assert.ok(back !== 'not found' && /^From: Noor/m.test(Buffer.from(back).toString()))
    assert.equal((await stateOf(submission))?.undo, 'canceled')
  })

  test('an answer in a protected conversation is protected, whatever is in it', async () => {
    const id = newId()
    queued(await t.submit({ raw: letter({ To: 'x@partner.example', Subject: 'Gesprek', 'Message-ID': id }, PERSON), to: ['x@partner.example'] }))
    const answer = letter({ To: 'x@partner.example', Subject: 'Re: Gesprek', 'Message-ID': newId(), 'In-Reply-To': id }, 'Dank u, tot morgen.')
    const { submission } = queued(await t.submit({ raw: answer, to: ['x@partner.example'] }))
    const state = await stateOf(submission)
    assert.deepEqual([state?.recipients[0]?.route, state?.protection?.level], ['verified-tls', 'protect'])
    const plain = letter({ To: 'x@partner.example', Subject: 'Los', 'Message-ID': newId() }, 'Dank u, tot morgen.')
    assert.equal((await t.ledger('mail.assessed'))[0]?.facts['action'], 'protect')
    queued(await t.submit({ raw: plain, to: ['x@partner.example'] }))
    assert.equal((await t.ledger('mail.assessed'))[0]?.facts['action'], 'send')
    const [own, reply, other] = await t.house.submission.protectionOf(t.colleague.account, [
      { messageId: id.slice(1, -1), inReplyTo: [], references: [] }, { messageId: null, inReplyTo: [],
        references: [id.slice(1, -1)] },
      { messageId: 'niets@x', inReplyTo: [], references: [] },
    ])
    assert.deepEqual([own?.isItself, reply?.isItself, other], [true, false, undefined])
  })

  test('the text of an attached file counts', async () => {
    const boundary = 'grens1234567890ab'
    const parts = [`--${boundary}\r\nContent-Type: text/plain\r\n\r\nZie bijlage.\r\n`,
      `--${boundary}\r\nContent-Type: text/plain; name="lijst.txt"\r\nContent-Disposition: attachment; filename="lijst.txt"\r\n\r\n${PERSON}\r\n`, `--${boundary}--\r\n`]
    const head = ['From: noor@zorg.example', 'To: karin@zorg.example, x@partner.example', 'Subject: Lijst', `Message-ID: ${newId()}`,
      'MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary=${boundary}`]
    const raw = Buffer.from(`${head.join('\r\n')}\r\n\r\n${parts.join('')}`)
    queued(await t.submit({ raw, to: ['x@partner.example', 'karin@zorg.example'] }))
    const [record] = await t.ledger('mail.assessed')
    assert.match(String(record?.facts['reasons']), /national-id/)
  })

  test('what the ledger keeps holds no content and no address in the clear', async () => {
    const entries = await t.ledger('mail.assessed')
    const facts = JSON.stringify(entries.map((entry) => entry.facts))
    assert.match(facts, /eleven-test/)
    assert.ok(!/111222333|Vries|@|Utrecht/.test(facts))
  })

  test('the same key does nothing again, also twice at once', async () => {
    const before = (await t.subjects(t.colleague, 'inbox')).length
    const raw = letter({ To: 'karin@zorg.example', Subject: 'Dubbelklik', 'Message-ID': newId() }, 'Hoi')
    const send = () => t.submit({ raw, to: ['karin@zorg.example'], door: 'jmap', idempotencyKey: 'k-dubbelklik-0001' })
    const [one, two] = await Promise.all([send(), send()])
    const three = await send()
    assert.deepEqual(new Set([one, two, three].map((submitted) => queued(submitted).submission)).size, 1)
    await until('it arrives', async () => (await t.subjects(t.colleague, 'inbox')).length > before)
    assert.equal((await t.subjects(t.colleague, 'inbox')).length, before + 1)
  })

  test('taken back while it waits, nothing leaves; a lost connection changes nothing of that', async () => {
    const before = t.partner.mails.length
    const raw = letter({ To: 'x@partner.example', Subject: 'Wacht', 'Message-ID': newId() }, PERSON)
    const { submission, leavesAt } = queued(await t.submit({ raw, to: ['x@partner.example'], holdMs: 60_000 }))
    assert.ok(leavesAt > Date.now() + 50_000)
    assert.deepEqual(await t.house.submission.withdraw({ account: t.nurse.account, submission }), [{ address: 'x@partner.example', result: 'never-left', readAt: null }])
    assert.equal((await stateOf(submission))?.undo, 'canceled')
    assert.equal(t.partner.mails.length, before)
    assert.deepEqual(await t.house.submission.withdraw({ account: t.nurse.account, submission }), [{ address: 'x@partner.example', result: 'already-ended', readAt: null }])
  })

  test('taken back afterwards: the portal closes, and the rest is said honestly', async () => {
    const to = ['x@partner.example', 'karin@zorg.example', ANNA]
    const raw = letter({ To: `x@partner.example, ${ANNA}`, Cc: 'karin@zorg.example', Subject: 'Te laat', 'Message-ID': newId() }, PERSON)
    const { submission } = queued(await t.submit({ raw, to, wishes: anna }))
    await until('it is delivered', async () => (await stateOf(submission))?.recipients.every(({ delivered }) => delivered === 'yes') === true)
    const withdrawn = await t.house.submission.withdraw({ account: t.nurse.account, submission })
    assert.ok(withdrawn !== 'not found')
    assert.deepEqual(withdrawn.map(({ result }) => result), ['with-other-server', 'with-colleague', 'withdrawn-unread'])
    assert.equal((await stateOf(submission))?.recipients[2]?.state, 'recalled')
    assert.match(String((await t.ledger('mail.withdrawn'))[0]?.facts['results']), /withdrawn-unread:1/)
  })

  test('an override is recorded, with the ground that was given, and goes as ordinary mail', async () => {
    const send = (wishes: SenderWishes) => t.submit({
      raw: letter({ To: ANNA, Subject: 'Toch', 'Message-ID': newId() }, PERSON), to: [ANNA], door: 'jmap', wishes,
    })
    assert.deepEqual(await routesOf(queued(await send({ overrideGround: '' })).submission), { [ANNA]: 'verified-tls' })
    assert.equal((await t.ledger('mail.assessed'))[0]?.facts['overridden'], true)
    const { submission } = queued(await send({ overrideGround: 'Zij vraagt er zelf om, per brief' }))
    assert.deepEqual(await routesOf(submission), { [ANNA]: 'verified-tls' })
    const [record] = await t.ledger('mail.assessed')
    assert.deepEqual([record?.facts['overridden'], record?.personal['ground']], [true, 'Zij vraagt er zelf om, per brief'])
  })

  test('a question: held with notice for a program, refused with the question for a client that can ask', async () => {
    const send = (args: { readonly to: string, readonly door?: 'jmap', readonly wishes?: SenderWishes }) => t.submit({
      raw: letter({ To: args.to, Subject: 'Vraag', 'Message-ID': newId() }, 'Tot morgen.'), ...args, to: [args.to],
    })
    queued(await send({ to: 'j.bakker@partner.example' }))
    // One letter differs from somebody this account wrote to.
    const asked = forbidden(await send({ to: 'j.bakker@partrner.example', door: 'jmap', wishes: {} }))
    assert.deepEqual([asked.problem, asked.judged.questions], ['question', ['lookalike-address']])
    assert.equal(queued(await send({ to: 'j.bakker@partrner.example', door: 'jmap', wishes: { answered: ['lookalike-address'] } })).held, undefined)
    const { submission, held } = queued(await send({ to: 'j.bakker@partnrer.example' }))
    assert.equal(held, 'question')
    await until('the notice is there', async () => (await t.bodies(t.nurse, 'inbox')).some((body) => body.includes(`/mail/held/${submission}`)))
    queued(await t.house.submission.release({ ...t.nurse, ip: '127.0.0.1', submission, wishes: { answered: ['lookalike-address'] } }) as Submitted)
    assert.deepEqual((await stateOf(submission))?.recipients[0]?.state === 'held', false)
  })

  test('guard, draft over JMAP and mail over SMTP: the same verdict', async () => {
    const { assess } = await import('../src/guard/assess.ts')
    const weights = await loadGuardWeights()
    const cases: readonly (readonly [to: string, subject: string, text: string])[] = [
      ['x@partner.example', 'Gegevens', PERSON],
      ['x@partner.example', 'Inloggen', 'Uw gebruikersnaam is noor en het wachtwoord is Zomer2026!welkom'],
      ['karin@zorg.example', 'Uitje', 'Vrijdag gaan we met de afdeling bowlen. Wie doet mee?'],
      ['praktijk@home.example', 'Mevrouw Bakker', 'Mevrouw A. Bakker (geboren 12-03-1941) heeft diabetes en krijgt metformine 500 mg.'],
      ['pers@home.example', 'Folder', 'Onze nieuwe folder over de open dag staat op de website.'],
      ['karin@zorg.example', 'Bij ons', PERSON],
      ['x@partner.example', 'Details', 'The patient Mr John Smith, born 12 March 1961, was diagnosed with depression.'],
    ]
    for (const [to, subject, text] of cases) {
      const raw = letter({ To: to, Subject: subject, 'Message-ID': newId() }, text)
      const who = { ...t.nurse, ip: '127.0.0.1' }
      const judged = await t.house.submission.judgeMessage({ ...who, raw, rcptTo: [to] })
      const drafted = await t.house.submission.judge({
        ...who, inReplyTo: [],
        draft: { from: 'noor@zorg.example', recipients: [{ address: to, name: null, field: 'to' }], subject, body: text, attachments: [] },
      })
      const direct = assess(judged.draft, judged.knowledge, judged.policy, weights)
      queued(await t.submit({ raw, to: [to] }))
      const [record] = await t.ledger('mail.assessed')
      const verdicts = [judged.assessment, drafted.assessment, direct].map(({ secure, level, reasons }) => ({ secure, level, reasons: reasons.map(({ reason }) => reason).join(' ') }))
      assert.deepEqual(new Set(verdicts.map((one) => JSON.stringify(one))).size, 1, subject)
      assert.deepEqual([record?.facts['secure'], record?.facts['level'], record?.facts['reasons']], [judged.assessment.secure, judged.assessment.level, verdicts[0]?.reasons], subject)
    }
  })

  test('10,000 recipients: refused at once when sent, judged in bounded time when asked', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `a${index}@d${index}.example`)
    const raw = letter({ To: 'x@partner.example', Subject: 'Veel', 'Message-ID': newId() }, 'Hoi')
    const refused = await t.submit({ raw, to: many })
    assert.ok(refused.outcome === 'refused' && refused.reason === 'too-many-recipients')
    const judged = await t.house.submission.judge({
      ...t.nurse, ip: '127.0.0.1', inReplyTo: [],
      draft: { from: 'noor@zorg.example', recipients: many.map((address) => ({ address, name: null, field: 'to' })), subject: '', body: PERSON, attachments: [] },
    })
    assert.equal(judged.recipients.length, 10_000)
  })

  test('held mail that nobody answers comes back', async () => {
    const raw = letter({ To: 'vera@home.example', Subject: 'Vergeten', 'Message-ID': newId() }, PERSON)
    const { submission } = queued(await t.submit({ raw, to: ['vera@home.example'] }))
    t.later(8 * day)
    await t.house.sending.tidy()
    assert.equal((await stateOf(submission))?.recipients[0]?.state, 'failed')
    await until('the notice is there', async () => (await t.subjects(t.nurse, 'inbox')).includes('Uw bericht is niet aangekomen'))
    const notice = (await t.bodies(t.nurse, 'inbox')).find((body) => /Uw bericht is niet aangekomen/.test(body)) ?? ''
    assert.ok(!/Vergeten|111222333/.test(notice))
  })
})

describe('nothing weaker than decided', () => {
  let t: TestHouse
  before(async () => {
    t = await openTestHouse()
    // The guard chose this way because it was verified a moment ago.
    await t.house.sending.abilities.of(['partner.example'], 5000)
  })
  after(() => t.remove())

  const ways: Readonly<Record<string, () => Promise<void>>> = {
    'the next hop offers no TLS any more': async () => {
      t.partner.pair = null
    },
    'the certificate is for another name': async () => {
      t.partner.pair = await certificateFor('elsewhere.example')
    },
    'another server stands in its place': async () => {
      const { selfSigned } = await import('../src/tls/certificates.ts')
      t.partner.pair = await selfSigned({ names: ['partner.example'], clock: { now: () => Date.now() } })
    },
  }
  for (const [what, change] of Object.entries(ways)) {
    test(`${what}: no octet of the mail leaves, another way of the policy is taken, the sender is told`, async () => {
      t.partner.pair = await certificateFor('partner.example')
      await t.house.sending.abilities.forget('partner.example')
      await t.house.sending.abilities.of(['partner.example'], 5000)
      const raw = letter({ To: 'z@partner.example', Subject: 'Geheim', 'Message-ID': newId() }, PERSON)
      const wishes: SenderWishes = { guestFactors: new Map([['z@partner.example', { kind: 'sms', phone: '+31612345678' }]]) }
      const seen = t.partner.mails.length
      const mails = (await t.subjects(t.nurse, 'inbox')).length
      const { submission } = queued(await t.submit({ raw, to: ['z@partner.example'], door: 'jmap', wishes, holdMs: 300 }))
      const route = async () => (await t.house.submission.list(t.nurse.account, [submission]))[0]?.recipients[0]
      assert.equal((await route())?.route, 'verified-tls')
      t.partner.hangUp()
      await change()
      await until('it is with the portal', async () => (await route())?.state === 'unread')
      assert.equal((await route())?.route, 'portal')
      await until('the sender is told', async () => (await t.subjects(t.nurse, 'inbox')).slice(mails).includes(senderTexts.nl.rerouted.subject))
      const [record] = await t.ledger('mail.downgrade-refused')
      assert.deepEqual([record?.facts['submission'], record?.facts['route'], record?.facts['next']], [submission, 'verified-tls', 'portal'])
      // All that this server may get to see is the portal's notice, which holds nothing of the mail.
      for (const { text } of t.partner.mails.slice(seen)) {
        assert.match(text, /^Auto-Submitted: auto-generated/m)
        assert.ok(!/111222333|Geheim|Vries/.test(text))
      }
    })
  }

  test('without another way in the policy the mail waits and nothing leaves', async () => {
    const changed = await t.house.sending.policies.change({
      tenant: t.nurse.account.tenant, by: 'fg@zorg.example', text: 'routes:\n  national-id: [verified-tls]\n  personal-data: [verified-tls]\n',
    })
    assert.ok('policy' in changed)
    t.partner.pair = await certificateFor('partner.example')
    await t.house.sending.abilities.forget('partner.example')
    await t.house.sending.abilities.of(['partner.example'], 5000)
    const raw = letter({ To: 'w@partner.example', Subject: 'Geheim', 'Message-ID': newId() }, PERSON)
    const { submission } = queued(await t.submit({ raw, to: ['w@partner.example'], holdMs: 300 }))
    t.partner.hangUp()
    t.partner.pair = null
    await until('it was tried', async () => (await t.ledger('mail.downgrade-refused')).some(({ facts }) => facts['submission'] === submission))
    const state = (await t.house.submission.list(t.nurse.account, [submission]))[0]?.recipients[0]
    assert.deepEqual([state?.route, state?.state], ['verified-tls', 'waiting'])
    assert.ok(!t.partner.mails.some(({ rcptTo }) => rcptTo.includes('w@partner.example')))
    assert.ok(!t.partner.seen.includes('w@partner.example'))
    await until('the sender is told', async () => (await t.bodies(t.nurse, 'inbox')).some((body) => /Wij proberen het opnieuw/.test(body.replaceAll('=\r\n', ''))))
  })

  test('no way at all: refused to a client that can ask, held for another', async () => {
    const raw = () => letter({ To: ANNA, Subject: 'Geen weg', 'Message-ID': newId() }, PERSON)
    assert.equal(forbidden(await t.submit({ raw: raw(), to: [ANNA], door: 'jmap', wishes: {} })).problem, 'no-route')
    assert.equal(queued(await t.submit({ raw: raw(), to: [ANNA] })).held, 'no-route')
  })
})

describe('policy', () => {
  let t: TestHouse
  before(async () => {
    t = await openTestHouse({ policy: 'mode: shadow\n' })
  })
  after(() => t.remove())
  const current = () => t.house.sending.policies.current(t.nurse.account.tenant)
  const file = () => join(t.folder, 'policy.yaml')

  test('shadow: assessed and recorded, nothing is changed', async () => {
    const raw = letter({ To: 'x@partner.example', Subject: 'Schaduw', 'Message-ID': newId() }, PERSON)
    queued(await t.submit({ raw, to: ['x@partner.example'] }))
    const [record] = await t.ledger('mail.assessed')
    assert.deepEqual([record?.facts['mode'], record?.facts['action'], record?.facts['secure']], ['shadow', 'send', false])
    assert.match(String(record?.facts['reasons']), /national-id/)
  })

  test('a file with an error leaves the old policy in force and is told', async () => {
    const { policy } = await current()
    writeFileSync(file(), 'mode: shadow\nlevels:\n  health: blok\n')
    t.later(5000)
    const broken = await current()
    assert.deepEqual([broken.state, broken.policy.version, broken.errors[0]?.line], ['broken', policy.version, 3])
    assert.equal((await t.ledger('policy.broken')).length, 1)
    const check = (await t.house.health()).find(({ id }) => id === 'policy')
    assert.equal(check?.state, 'attention')
    t.later(5000)
    await current()
    assert.equal((await t.ledger('policy.broken')).length, 1)
  })

  test('a new text by the officer is checked first, then in force at once', async () => {
    const refused = await t.house.sending.policies.change({ tenant: t.nurse.account.tenant, text: 'mode: uit', by: 'fg@zorg.example' })
    assert.ok('errors' in refused && !('policy' in refused))
    const taken = await t.house.sending.policies.change({ tenant: t.nurse.account.tenant, text: 'mayOverride:\n  national-id: no\n', by: 'fg@zorg.example' })
    assert.ok('policy' in taken && taken.state === 'in-force')
    assert.equal((await t.house.health()).find(({ id }) => id === 'policy')?.state, 'good')
    const raw = letter({ To: 'x@partner.example', Subject: 'Nee', 'Message-ID': newId() }, PERSON)
    const answer = await t.submit({ raw, to: ['x@partner.example'], door: 'jmap', wishes: { overrideGround: 'omdat het moet' } })
    assert.equal(forbidden(answer).problem, 'override-not-allowed')
  })

  test('what policy blocks: refused over JMAP, held over submission', async () => {
    await t.house.sending.policies.change({ tenant: t.nurse.account.tenant, text: 'levels:\n  national-id: block\n', by: 'fg@zorg.example' })
    const raw = () => letter({ To: 'x@partner.example', Subject: 'Stop', 'Message-ID': newId() }, PERSON)
    assert.equal(forbidden(await t.submit({ raw: raw(), to: ['x@partner.example'], door: 'jmap' })).problem, 'blocked')
    const { submission, held } = queued(await t.submit({ raw: raw(), to: ['x@partner.example'] }))
    assert.equal(held, 'blocked')
    const release = (wishes: SenderWishes) => t.house.submission.release({ ...t.nurse, ip: '127.0.0.1', submission, wishes })
    assert.equal(forbidden(await release({})).problem, 'blocked')
    queued(await release({ overrideGround: 'Spoed, in overleg met de FG' }) as Submitted)
    assert.equal((await t.ledger('mail.assessed'))[0]?.facts['outcome'], 'released')
  })
})
