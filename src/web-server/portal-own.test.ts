/** What is a guest's own: the language he reads in, and the copy he keeps. And the sender's page hears of all of it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { extractText, getDocumentProxy } from 'unpdf'
import { anja, asked, openPortalLab, wish, type PortalLab } from './portal.testing.ts'

describe('a guest in his own language, with his own copy', () => {
  let lab: PortalLab
  before(async () => { lab = await openPortalLab() })
  after(() => lab.close())

  const newestTo = (address: string) => lab.left.findLast(({ to }) => to === address)

  test('a notice follows the country of the address; what the guest chose counts from then on', async () => {
    const jonas = { address: 'jonas.keller@post.de', phone: '06 12 34 56 87' }
    await lab.send({ guests: [{ address: jonas.address, portal: { name: 'Jonas Keller', factor: { kind: 'sms', phone: jonas.phone } } }] })
    assert.equal(newestTo(jonas.address)?.subject, 'Zonnehof hat Ihnen eine gesicherte Nachricht geschickt')
    const link = lab.linkFor(jonas.address)
    const guest = lab.visitor()
    assert.equal((await asked(guest.ask('POST', '/api/guest/look', { body: { link } }), 200)).json.language, 'de')
    assert.equal((await guest.ask('POST', '/api/guest/begin', { body: { link, language: 'xx' } })).status, 400)
    await asked(guest.ask('POST', '/api/guest/begin', { body: { link, language: 'fr' } }), 200)
    assert.match(lab.localSms.messages('+31612345687')[0]?.text ?? '', /^Zonnehof : votre code est \d{6}\. Ne donnez ce code à personne\./)
    await asked(guest.ask('POST', '/api/guest/code', { body: { link, code: lab.codeFor('+31612345687') } }), 200)
    assert.equal((await asked(guest.ask('GET', '/api/guest/message'), 200)).json.language, 'fr')
    // The next mail to this contact speaks French without being told, and its number is still known.
    await lab.send({ guests: [{ address: jonas.address, portal: { name: 'Jonas Keller' } }] })
    assert.equal(newestTo(jonas.address)?.subject, 'Zonnehof vous a envoyé un message sécurisé')
    assert.equal((await asked(lab.visitor().ask('POST', '/api/guest/look', { body: { link: lab.linkFor(jonas.address) } }), 200)).json.language, 'fr')
  })

  test('the sender reads his own language, whatever the guest reads', async () => {
    lab.unknown.add('weg@post.fr')
    await lab.send({ guests: [{ address: 'weg@post.fr', portal: wish }] })
    const bounces = (await lab.inbox()).filter(({ subject }) => /niet/i.test(subject))
    assert.equal(bounces.length, 1)
    assert.doesNotMatch(new TextDecoder().decode(bounces[0]?.raw), /remis|Nachricht/)
  })

  test('a copy as PDF: signed in only, in the language of the page, counted as read, and gone after a recall', async () => {
    const outgoing = await lab.send({
      guests: [{ address: anja.address, portal: wish }], message: { attachments: [{ name: 'verwijzing.txt', type: 'text/plain', bytes: new TextEncoder().encode('x') }] },
    })
    assert.equal((await lab.visitor().ask('GET', '/api/guest/copy.pdf')).status, 401)
    const guest = await lab.guest(lab.linkFor(anja.address))
    const copy = await asked(guest.ask('GET', '/api/guest/copy.pdf'), 200)
    assert.equal(copy.headers.get('content-type'), 'application/pdf')
    assert.match(copy.headers.get('content-disposition') ?? '', /^attachment; filename="beveiligd-bericht\.pdf"/)
    assert.equal(copy.headers.get('cache-control'), 'no-store')
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(copy.raw)), { mergePages: true })
    assert.match(text.replace(/\s+/g, ' '), /Uitslag van het onderzoek Van: Marieke Hofstra .*Uw BSN is 111222333\. De uitslag is goed\..*• verwijzing\.txt/)
    const english = await asked(guest.ask('GET', '/api/guest/copy.pdf?language=en'), 200)
    assert.match(english.headers.get('content-disposition') ?? '', /secure-message\.pdf/)
    const read = await extractText(await getDocumentProxy(new Uint8Array(english.raw)), { mergePages: true })
    assert.match(read.text, /From: Marieke Hofstra/)
    assert.ok((await lab.kinds()).includes('portal.copied'))
    const [state] = await lab.portal.stateFor({ ...lab.sender, outgoing })
    assert.equal(typeof state?.readAt, 'number', 'whoever has a copy has read it')
    await lab.portal.recall({ ...lab.sender, outgoing })
    assert.equal((await guest.ask('GET', '/api/guest/copy.pdf')).status, 401)
  })

  test('when the notice arrives the sender hears it, although that mail stands in nobody’s list', async () => {
    const told: string[] = []
    const stop = lab.store.onChange(({ topic, account, detail }) => {
      if (topic === 'submission' && account === lab.sender.account) told.push((detail as { readonly outgoing: string }).outgoing)
    })
    const outgoing = await lab.send({ guests: [{ address: anja.address, portal: wish }] })
    stop()
    assert.ok(told.includes(outgoing), 'kept for the guest')
    assert.ok(told.some((one) => one !== outgoing), 'and its notice delivered')
    assert.equal((await lab.portal.stateFor({ ...lab.sender, outgoing }))[0]?.notice, 'delivered')
  })
})
