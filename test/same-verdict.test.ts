/** The same mail judged by the guard itself, over JMAP, and over the submission port of a running service. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assess } from '../src/guard/assess.ts'
import { plainDraft, plainKnowledge } from '../src/guard/cases.ts'
import { defaultPolicy } from '../src/guard/policy.ts'
import { PROTECTION } from '../src/jmap/session.ts'
import { PASSWORD, startService, type Person, type Service } from './service.ts'
import { plainMessage, SmtpConversation } from './wire.ts'

/** One mail for each of the situations that must be right out of the box, and some more. */
const CASES: readonly { readonly to: string, readonly subject: string, readonly text: string }[] = [
  { to: 'pgb@gemeente.example', subject: 'Aanvraag', text: 'Het BSN van mevrouw Bakker is 111222333, geboren 12-03-1961.' },
  { to: 'ict@leverancier.example', subject: 'Inloggen', text: 'De gebruikersnaam is noor en het wachtwoord is Zomer2026!welkom' },
  { to: 'sanne@delinde.example', subject: 'Uitje', text: 'Vrijdag gaan we met de afdeling bowlen. Wie doet mee?' },
  { to: 'praktijk@huisarts.example', subject: 'Controle', text: 'Mevrouw A. Bakker (geboren 12-03-1941) heeft diabetes en krijgt metformine 500 mg.' },
  { to: 'pers@krant.example', subject: 'Open dag', text: 'Onze folder over de open dag staat op de website.' },
  { to: 'sanne@delinde.example', subject: 'Vraag', text: 'Wat is het BSN van mevrouw Bakker, 111222333?' },
  { to: 'gp@surgery.example', subject: 'Referral', text: 'Mr John Smith, born 12 March 1961, was diagnosed with depression and takes sertraline.' },
  { to: 'koper@bedrijf.example', subject: 'Bod', text: 'Strikt vertrouwelijk: ons bod op de overname is 4,2 miljoen euro, nog niet openbaar.' },
]

let service: Service
let marieke: Person
before(async () => {
  service = await startService({ domain: 'delinde.example', sets: ['hold.webSeconds=0'] })
  marieke = service.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
  service.addAccount('sanne@delinde.example', { name: 'Sanne Kuiper' })
})
after(() => service.remove())

async function jmap(name: string, args: Readonly<Record<string, unknown>>): Promise<ReturnType<typeof JSON.parse>> {
  const authorization = `Basic ${Buffer.from(`${marieke.address}:${marieke.appPassword}`).toString('base64')}`
  const at = `http://127.0.0.1:${service.ports['http']}`
  const session = await (await fetch(`${at}/jmap/session`, { headers: { authorization } })).json() as { primaryAccounts: Record<string, string> }
  const response = await fetch(`${at}/jmap/api`, {
    method: 'POST', headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', PROTECTION], methodCalls: [[name, { accountId: session.primaryAccounts[PROTECTION], ...args }, '0']] }),
  })
  const answer = await response.json() as { methodResponses: [[string, unknown, string]] }
  return answer.methodResponses[0][1]
}

interface Verdict {
  readonly secure: boolean
  readonly reasons: readonly string[]
}

const verdictOf = (secure: boolean, reasons: readonly string[]): Verdict => ({ secure, reasons: [...reasons].sort() })

test('guard, JMAP and SMTP say the same', async () => {
  const smtp = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await smtp.startTls()
  assert.equal((await smtp.authenticate(marieke.address, marieke.appPassword)).code, 235)
  const direct: Verdict[] = []
  const overJmap: Verdict[] = []
  for (const { to, subject, text } of CASES) {
    const draft = plainDraft({ from: marieke.address, recipients: [{ address: to, name: null, field: 'to' }], subject, body: text })
    const { secure, reasons } = assess(draft, plainKnowledge({ internalDomains: ['delinde.example'] }), defaultPolicy)
    direct.push(verdictOf(secure, reasons.map(({ reason }) => reason)))
    const { assessment } = await jmap('ProtectionAssessment/get', { draft: { recipients: [{ address: to }], subject, body: text } })
    overJmap.push(verdictOf(assessment.secure, assessment.reasons.map(({ reason }: { reason: string }) => reason)))
    const sent = await smtp.send(marieke.address, [to], plainMessage({ from: marieke.address, to, subject, text }))
    assert.equal(sent.code, 250, sent.text)
  }
  const overSmtp = (await assessed()).map(({ facts }) => verdictOf(facts['secure'] === true, String(facts['reasons']).split(' ').filter((one) => one !== '')))
  assert.deepEqual(overJmap, direct)
  assert.deepEqual(overSmtp, direct)
  assert.deepEqual(direct.map(({ secure }) => secure), [true, true, false, true, false, false, true, true])
})

/** What the ledger has of judgements, oldest first, as an officer reads it. */
async function assessed(): Promise<readonly { readonly facts: Readonly<Record<string, unknown>> }[]> {
  const at = `http://127.0.0.1:${service.ports['http']}`
  const headers = { 'content-type': 'application/json', 'x-zegel': '1' }
  const signedIn = await fetch(`${at}/api/sign-in`, {
    method: 'POST', headers, body: JSON.stringify({ address: 'beheer@delinde.example', password: PASSWORD }),
  })
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  for (;;) {
    const answer = await fetch(`${at}/api/ledger?kind=mail.assessed&limit=50`, { headers: { ...headers, cookie } })
    const { entries } = await answer.json() as { entries: { sequence: number | null, facts: Record<string,
      unknown> }[] }
    // A record gets its place in the tree within a second.
    if (entries.length === CASES.length
      && entries.every(({ sequence }) => sequence !== null)) return entries.toReversed()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
