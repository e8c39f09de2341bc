/**
 * An account that begins to mail as a thief would is stopped, told of, and let go again; complaints find their
 * account.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fromBase32 } from '../src/accounts/accounts.testing.ts'
import { totpCode } from '../src/accounts/totp.ts'
import { feedbackMail } from '../src/reputation/arf.testing.ts'
import { NextHop } from './next-hop.ts'
import { startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from './wire.ts'

const FRESH_MAX = 12

interface Stop { readonly account: number, readonly address: string, readonly why: string, readonly state: string,
  readonly releasedBy: string | null }
interface Complaint { readonly address: string | null, readonly kind: string, readonly reporter: string | null }

describe('a stolen account', () => {
  let elsewhere: NextHop
  let service: Service
  let thief: Person
  let fg: Person
  let officer: Visitor
  before(async () => {
    elsewhere = await new NextHop(null).listen()
    service = await startService({
      domain: 'delinde.example',
      sets: [`delivery.routes={"elders.example":"127.0.0.1:${elsewhere.port}"}`, `abuse.newRecipientsPerMinute=${FRESH_MAX}`,
        'hold.submissionSeconds=0', 'abuse.factorHours=0', 'reputation.feedback=["fbl@delinde.example"]'],
    })
    thief = service.addAccount('marieke@delinde.example')
    fg = service.addAccount('fg@delinde.example', { roles: ['privacy-officer'] })
    for (let number = 0; number < 3; number++) service.addAccount(`collega${number}@delinde.example`)
    officer = new Visitor(service)
    await officer.signIn(fg)
  })
  after(async () => {
    await service?.remove()
    await elsewhere?.close()
  })

  async function submission(person: Person): Promise<SmtpConversation> {
    const smtp = await SmtpConversation.open(service.ports['submission'] ?? 0)
    await smtp.startTls()
    await smtp.authenticate(person.address, person.appPassword)
    return smtp
  }
  const mailTo = (to: string, subject = 'Korting'): string => plainMessage({ from: thief.address, to, subject })
  const abuse = async (): Promise<{ readonly stops: readonly Stop[], readonly complaints: readonly Complaint[] }> =>
    (await officer.request('GET', '/api/abuse')).json as { stops: Stop[], complaints: Complaint[] }
  const subjectsOf = async (person: Person): Promise<readonly string[]> => {
    const client = await openImap(service, person)
    const found = await subjectsIn(client, 'INBOX')
    await client.logout()
    return found
  }

  test('a newsletter to all colleagues, again and again, is nothing', async () => {
    const smtp = await submission(thief)
    const colleagues = [0, 1, 2].map((number) => `collega${number}@delinde.example`)
    for (let time = 0; time < FRESH_MAX; time++) {
      assert.equal((await smtp.send(thief.address, colleagues, mailTo(colleagues.join(', '), 'Nieuwsbrief'))).code, 250)
    }
    smtp.close()
    assert.deepEqual((await abuse()).stops, [])
  })

  test('a complaint of another provider finds the account by the id in the mail, and those who must look are told', async () => {
    const smtp = await submission(thief)
    assert.equal((await smtp.send(thief.address, ['reader@elders.example'], mailTo('reader@elders.example'))).code, 250)
    smtp.close()
    const [sent] = await eventually(() => Promise.resolve(elsewhere.mails), (mails) => mails.length > 0)
    const id = /^X-Abuse-Report-ID: ([^\r\n]+)\r\n/m.exec(sent?.text ?? '')?.[0] ?? ''
    assert.notEqual(id, '')
    assert.ok(!id.includes('marieke'))
    const outside = await SmtpConversation.open(service.ports['smtp'] ?? 0)
    const report = feedbackMail({ to: 'fbl@delinde.example', original: id })
    assert.equal((await outside.send('abuse@provider.example', ['fbl@delinde.example'], report)).code, 250)
    // Not one of ours: kept, and tied to nobody.
    assert.equal((await outside.send('abuse@provider.example', ['fbl@delinde.example'], feedbackMail({ original: 'X-Abuse-Report-ID: AAAA\r\n' }))).code, 250)
    assert.match((await outside.send('abuse@provider.example', ['fbl@delinde.example'], mailTo('fbl@delinde.example'))).text, /^550 5\.6\.0|^554 5\.6\.0/)
    outside.close()
    const { complaints } = await abuse()
    assert.deepEqual(complaints.map(({ address, kind }) => `${address} ${kind}`).toSorted(), ['marieke@delinde.example abuse', 'null abuse'])
    await eventually(() => subjectsOf(fg), (all) => all.includes('Klacht over e-mail uit uw organisatie'))
  })

  test('one that mails many strangers is stopped at once: what waits is kept, sessions end, owner and officer hear of it', async () => {
    const visitor = new Visitor(service)
    await visitor.signIn(thief)
    const before = elsewhere.mails.length
    elsewhere.misbehaviour = 'silent'
    elsewhere.hangUp()
    const [smtp, idle] = [await submission(thief), await submission(thief)]
    let isRefused = false
    let taken = 0
    for (let number = 0; number < FRESH_MAX * 2 && !isRefused; number++) {
      const { code } = await smtp.send(thief.address, [`vreemd${number}@elders.example`], mailTo(`vreemd${number}@elders.example`))
      // 550, or closed before it could be said: every connection that is signed in ends.
      if (code === 250) taken++
      else isRefused = true
    }
    assert.ok(isRefused)
    assert.ok(taken <= FRESH_MAX && taken >= FRESH_MAX - 2, `${taken} were taken`)
    // A new one hands in nothing, and hears why.
    assert.equal((await idle.send(thief.address, ['x@elders.example'], mailTo('x@elders.example'))).code, 0)
    const again = await submission(thief)
    assert.match((await again.send(thief.address, ['x@elders.example'], mailTo('x@elders.example'))).text, /^550 5\.7\.1 Uw account kan nu geen e-mail versturen/)
    again.close()
    assert.equal((await visitor.request('GET', '/api/session')).status, 401)
    const { stops: [stop] } = await abuse()
    assert.deepEqual([stop?.address, stop?.why, stop?.state], [thief.address, 'too-many-new', 'stopped'])
    await eventually(() => subjectsOf(thief), (all) => all.includes('Wij hebben het verzenden vanuit uw account gestopt'))
    await eventually(() => subjectsOf(fg), (all) => all.includes('Verzenden gestopt: een account is misschien gestolen'))
    // The next sign-in says so; without a second factor the owner cannot let himself go.
    await visitor.signIn(thief)
    const session = (await visitor.request('GET', '/api/session')).json as { sendingStop: { why: string, mayRelease: boolean } | null }
    assert.deepEqual([session.sendingStop?.why, session.sendingStop?.mayRelease], ['too-many-new', false])
    assert.equal((await visitor.request('POST', '/api/sending/release', { code: '000000' })).status, 403)
    // Nor with one that is set up now: so could the thief.
    const { secret } = (await visitor.request('POST', '/api/second-factor/begin', {})).json as { secret: string }
    const codeAt = (ahead: number): string => totpCode(fromBase32(secret), Math.floor(Date.now() / 30_000) + ahead)
    assert.equal((await visitor.request('POST', '/api/second-factor/confirm', { code: codeAt(-1) })).status, 204)
    assert.equal((await visitor.request('POST', '/api/sending/release', { code: codeAt(0) })).status, 403)
    assert.equal((await visitor.request('POST', '/api/second-factor/remove', { code: codeAt(0) })).status, 204)
    assert.equal((await visitor.request('GET', '/api/abuse')).status, 403)
    assert.equal((await visitor.request('POST', `/api/abuse/stops/${stop?.account}/release`, {})).status, 403)
    // It stays so over a restart, and nothing leaves although the other server answers again.
    await service.stop()
    elsewhere.misbehaviour = undefined
    await service.start()
    await officer.signIn(fg)
    assert.equal(elsewhere.mails.length, before)
    assert.equal((await abuse()).stops[0]?.state, 'stopped')
  })

  test('an officer lets it go: what was kept leaves, once, and both stand in the ledger', async () => {
    const before = elsewhere.mails.length
    const { stops: [stop] } = await abuse()
    assert.equal((await officer.request('POST', `/api/abuse/stops/${stop?.account}/release`, {})).status, 200)
    assert.equal((await officer.request('POST', `/api/abuse/stops/${stop?.account}/release`, {})).status, 404)
    const strangers = (): string[] => elsewhere.mails.slice(before).flatMap(({ rcptTo }) => rcptTo).filter((one) => one.includes('vreemd'))
    await eventually(() => Promise.resolve(strangers()), (all) => all.length >= FRESH_MAX - 2)
    assert.equal(new Set(strangers()).size, strangers().length)
    assert.equal((await abuse()).stops[0]?.releasedBy, fg.address)
    const smtp = await submission(thief)
    assert.equal((await smtp.send(thief.address, ['reader@elders.example'], mailTo('reader@elders.example'))).code, 250)
    smtp.close()
    const ledger = await officer.request('GET', '/api/ledger?limit=200')
    for (const kind of ['sending.stopped', 'sending.released', 'abuse.reported']) assert.ok(ledger.text.includes(kind), kind)
  })

  test('with a second factor the owner lets himself go by a code, and by no other one', async () => {
    const visitor = new Visitor(service)
    await visitor.signIn(thief)
    const { secret } = (await visitor.request('POST', '/api/second-factor/begin', {})).json as { secret: string }
    const bytes = fromBase32(secret)
    const codeAt = (ahead: number): string => totpCode(bytes, Math.floor(Date.now() / 30_000) + ahead)
    assert.equal((await visitor.request('POST', '/api/second-factor/confirm', { code: codeAt(-1) })).status, 204)
    const smtp = await submission(thief)
    for (let number = 0; number <= FRESH_MAX; number++) await smtp.send(thief.address, [`ander${number}@elders.example`], mailTo(`ander${number}@elders.example`))
    smtp.close()
    assert.equal((await abuse()).stops[0]?.state, 'stopped')
    // The session that set the factor up ended with the stop.
    const { json } = await visitor.signIn(thief)
    const { pending } = json as { pending: string }
    assert.equal((await visitor.request('POST', '/api/second-factor', { pending, code: codeAt(0) })).status, 200)
    assert.equal((await visitor.request('POST', '/api/sending/release', { code: '12345' })).status, 403)
    assert.equal((await visitor.request('POST', '/api/sending/release', { code: codeAt(1) })).status, 200)
    assert.equal((await abuse()).stops[0]?.releasedBy, thief.address)
  })
})
