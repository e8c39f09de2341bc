/** The same mail judged by the guard itself, over JMAP, and over the submission port of a running service. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assess } from '../src/guard/assess.ts'
import { plainKnowledge } from '../src/guard/cases.ts'
import { readWeights } from '../src/guard/models/weights.ts'
import { defaultPolicy } from '../src/guard/policy.ts'
import type { Assessment } from '../src/guard/types.ts'
import { buildMessage } from '../src/message/build.ts'
import { parseMessage } from '../src/message/parse.ts'
import { draftOf } from '../src/submission/draft.ts'
import { PASSWORD, startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { eventually, SmtpConversation } from './wire.ts'

const WEIGHTS = readWeights(readFileSync(join(import.meta.dirname, '..', 'src', 'guard', 'weights', 'server.bin'))) ?? assert.fail()

/** A case of the evaluation set, as far as it is sent here. */
interface Case {
  readonly id: string
  readonly to: readonly string[]
  readonly cc?: readonly string[]
  readonly internalDomains: readonly string[]
  readonly subject: string
  readonly body: string
  readonly attachments: readonly { readonly name: string, readonly type: string, readonly text: string }[]
  readonly expect: { readonly secure?: boolean }
}

const CASES_FOLDER = join(import.meta.dirname, '..', 'tools', 'eval', 'cases')
/** Mails of each kind that go through all doors: spread over the whole set. */
const PRESEND = 60
const HUMAN_ERROR = 22
const COLLEAGUE = 'sanne@delinde.example'

function casesOf(kind: 'presend' | 'human-error', count: number): readonly Case[] {
  const all = readdirSync(CASES_FOLDER).filter((name) => name.endsWith(`${kind}.jsonl`)).toSorted()
    .flatMap((name) => readFileSync(join(CASES_FOLDER, name), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Case))
  return Array.from({ length: count }, (_, index) => all[Math.floor(index * all.length / count)]).filter((one) =>
    one !== undefined)
}

let service: Service
let marieke: Person
let writer: Visitor
before(async () => {
  service = await startService({ domain: 'delinde.example', sets: ['hold.webSeconds=0', 'dns.servers=[]', 'abuse.newRecipientsPerMinute=10000', 'abuse.newRecipientsPerHour=10000', 'abuse.recipientsPerMinute=10000', 'abuse.spamPerHour=10000'] })
  marieke = service.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
  service.addAccount(COLLEAGUE, { name: 'Sanne Kuiper' })
  writer = new Visitor(service)
  await writer.signIn(marieke)
})
after(() => service.remove())

interface Verdict {
  readonly id: string
  readonly secure: boolean
  readonly reasons: readonly string[]
}

/**
 * Why, where it must be secured; advice inside the house rests on who was mailed before, which changes with every case.
 */
const verdictOf = (id: string, secure: boolean, reasons: readonly string[]): Verdict =>
  ({ id, secure, reasons: secure ? [...new Set(reasons)].sort() : [] })

/** The case as this organisation would send it: its own people are a colleague here. */
function mailOf(one: Case): { readonly recipients: readonly string[], readonly raw: Uint8Array } {
  const ours = (address: string): string => one.internalDomains.includes(address.slice(address.lastIndexOf('@') + 1)) ? COLLEAGUE : address.toLowerCase()
  const bare = (list: readonly string[] = []): string[] =>
    [...new Set(list.map((entry) => ours(/<([^>]+)>/.exec(entry)?.[1] ?? entry)))]
  const [to, cc] = [bare(one.to), bare(one.cc).filter((address) => !bare(one.to).includes(address))]
  const named = (list: readonly string[]) => list.map((email) => ({ name: null, email }))
  const raw = buildMessage({
    from: [{ name: 'Marieke Hofstra', email: marieke.address }], to: named(to), ...(cc.length === 0 ? {} : { cc: named(cc) }), subject: one.subject,
    text: one.body, messageId: `${one.id}@delinde.example`, date: { ms: Date.UTC(2026, 0, 1), offsetMinutes: 0 }, boundary: 'aB3dE5fG7hI9jK1lM3nO',
    attachments: one.attachments.map(({ name, text }) => ({ name: name.replace(/\.[^.]*$/, '.txt'), type: 'text/plain', bytes: new TextEncoder().encode(text === '' ? name : text) })),
  })
  return { recipients: [...to, ...cc], raw }
}

/** What the guard alone says of the same message, with the weights that ship. */
async function direct(id: string, { raw, recipients }: ReturnType<typeof mailOf>): Promise<Verdict> {
  const draft = await draftOf({
    message: parseMessage(raw), raw, rcptTo: recipients, from: marieke.address,
    extract: async ({ bytes }) => ({ text: new TextDecoder().decode(bytes) }),
  })
  const { secure, reasons, impaired } = assess(draft, plainKnowledge({ internalDomains: ['delinde.example'] }), defaultPolicy, WEIGHTS)
  assert.deepEqual(impaired, [])
  return verdictOf(id, secure, reasons.map(({ reason }) => reason))
}

async function call(name: string, args: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const [answer] = await writer.jmap([name, args])
  assert.equal(answer?.[0], name, JSON.stringify(answer))
  return answer?.[1] ?? assert.fail()
}

async function overJmap(id: string, raw: Uint8Array): Promise<{ readonly verdict: Verdict,
  readonly warnings: readonly string[] }> {
  const { accountId } = writer
  const uploaded = (await writer.request('POST', `/jmap/upload/${accountId}`, raw, { 'content-type': 'message/rfc822' })).json as { blobId: string }
  const boxes = await call('Mailbox/get', { ids: null })
  const drafts = (boxes['list'] as { id: string, role: string | null }[]).find(({ role }) => role === 'drafts')?.id ?? ''
  const imported = await call('Email/import', { emails: { m: { blobId: uploaded.blobId, mailboxIds: { [drafts]: true }, keywords: { $draft: true } } } })
  const emailId = (imported['created'] as { m: { id: string } } | null)?.m.id ?? assert.fail(JSON.stringify(imported))
  const { assessment } = await call('ProtectionAssessment/get', { emailId }) as unknown as { assessment: Assessment }
  return { verdict: verdictOf(id, assessment.secure, assessment.reasons.map(({ reason }) => reason)),
    warnings: warningIds(assessment.warnings.map((one) => one.id)) }
}

/** In order, each once; what depends on who was mailed before this moment changes with every case that was sent. */
const warningIds = (ids: readonly string[]): string[] => [...new Set(ids)].filter((id) => !PAST.has(id)).sort()
const PAST = new Set(['first-time-outside', 'misdirected', 'lookalike-address', 'autocomplete-namesake', 'unknown-network', 'no-second-factor'])

test(`the guard itself, JMAP and SMTP say the same of ${PRESEND} + ${HUMAN_ERROR} mails`, async () => {
  const smtp = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await smtp.startTls()
  assert.equal((await smtp.authenticate(marieke.address, marieke.appPassword)).code, 235)
  const all = [...casesOf('presend', PRESEND), ...casesOf('human-error', HUMAN_ERROR)]
  assert.equal(all.length, PRESEND + HUMAN_ERROR)
  const [alone, jmap, warned]: [Verdict[], Verdict[], (readonly string[])[]] = [[], [], []]
  for (const one of all) {
    const mail = mailOf(one)
    alone.push(await direct(one.id, mail))
    const { verdict, warnings } = await overJmap(one.id, mail.raw)
    jmap.push(verdict)
    warned.push(warnings)
    const sent = await smtp.send(marieke.address, mail.recipients, Buffer.from(mail.raw).toString('latin1'))
    assert.ok(sent.code === 250, `${one.id}: ${sent.text}`)
  }
  const records = await assessed(all.length)
  const words = (text: unknown): string[] => String(text).split(' ').filter((word) => word !== '')
  const overSmtp = records.map(({ facts }, index) => verdictOf(all[index]?.id ?? '', facts['secure'] === true, words(facts['reasons'])))
  assert.deepEqual(jmap, alone)
  assert.deepEqual(overSmtp, alone)
  assert.deepEqual(records.map(({ facts }) => warningIds(words(facts['warnings']))), warned)
  // Both verdicts occur, so that agreeing is not saying nothing.
  const secured = alone.filter(({ secure }) => secure).length
  assert.ok(secured >= 15 && secured <= all.length - 15, String(secured))
})

/** What the ledger has of judgements, oldest first, as an officer reads it. */
async function assessed(count: number): Promise<readonly { readonly facts: Readonly<Record<string, unknown>> }[]> {
  const officer = new Visitor(service)
  await officer.signIn({ ...marieke, address: 'beheer@delinde.example' }, PASSWORD)
  // A record gets its place in the tree within a second.
  const { entries } = await eventually(
    async () => (await officer.request('GET', '/api/ledger?kind=mail.assessed&limit=200')).json as { entries: { sequence: number | null, facts: Record<string, unknown> }[] },
    (page) => page.entries.length >= count && page.entries.every(({ sequence }) => sequence !== null),
  )
  assert.equal(entries.length, count)
  return entries.toReversed()
}
