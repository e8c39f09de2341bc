/**
 * What a mail needs, against everything that the next hop, its DNS or somebody in between can do: 0 octets of protected
 * content over anything weaker than decided, and ordinary mail still goes where its own domain lets it. One real house,
 * real TLS, a DNS that is told what to say.
 */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import { after, before, describe, test } from 'node:test'
import { callbackify } from 'node:util'
import { systemClock } from '../src/base/clock.ts'
import { day, minute } from '../src/base/sizes.ts'
import { createDnsStub, type DnsStub, type StubAnswer, type StubRecord } from '../src/dns/stub.testing.ts'
import { digestOf } from '../src/dns/signed-zone.testing.ts'
import type { QueuedRecipient } from '../src/queue/types.ts'
import { publicKeyInfo } from '../src/smtp-client/dane.ts'
import { TLS_PROOFS } from '../src/smtp-client/types.ts'
import { selfSigned } from '../src/tls/certificates.ts'
import { certificateFor, letter, openTestHouse, until, type TestHouse } from './house.ts'
import { NextHop, type KeyPair, type Misbehaviour } from './next-hop.ts'
import { freePort } from './service.ts'

type Need = 'ordinary' | 'certificate' | 'mta-sts' | 'dane' | 'requiretls'

/** How each need stands in the queue. */
const needs: Readonly<Record<Need, Partial<QueuedRecipient> & Pick<QueuedRecipient, 'route'>>> = {
  'ordinary': { route: 'ordinary' },
  'certificate': { route: 'verified-tls', proofs: TLS_PROOFS },
  'mta-sts': { route: 'verified-tls', proofs: ['dane', 'pinned', 'mta-sts'] },
  'dane': { route: 'verified-tls', proofs: ['dane', 'pinned'] },
  'requiretls': { route: 'ordinary' },
}
const all = Object.keys(needs) as readonly Need[]

type Certificate = 'right' | 'wrong-name' | 'expired' | 'self-signed'
type Tlsa = 'right' | 'rollover' | 'mismatch' | 'unusable' | 'servfail' | 'silent' | 'insecure' | 'anchor'

interface Case {
  readonly certificate?: Certificate
  readonly misbehaviour?: Misbehaviour
  readonly tlsa?: Tlsa
  /** The MTA-STS policy in force, and `other` when it names another host. */
  readonly policy?: 'enforce' | 'testing' | 'other'
  /** What becomes of the policy after it was fetched. */
  readonly policyLater?: 'vanished' | 'none'
  readonly extensions?: readonly string[]
  /** Which needs are met; every other mail stays. */
  readonly goes: readonly Need[]
  readonly proof?: 'dane' | 'mta-sts' | 'certificate' | 'none'
}

const cases: Readonly<Record<string, Case>> = {
  'STARTTLS is stripped': { misbehaviour: 'strip', goes: ['ordinary'], proof: 'none' },
  'STARTTLS is refused': { misbehaviour: 'refuse', goes: ['ordinary'], proof: 'none' },
  'replies are injected before the handshake': { misbehaviour: 'inject', goes: ['ordinary'], proof: 'none' },
  'there is no handshake': { misbehaviour: 'no-handshake', goes: ['ordinary'], proof: 'none' },
  'the server is silent': { misbehaviour: 'silent', goes: [] },
  'a self-signed certificate': { certificate: 'self-signed', goes: ['ordinary'], proof: 'none' },
  'a certificate for another name': { certificate: 'wrong-name', goes: ['ordinary'], proof: 'none' },
  'an expired certificate': { certificate: 'expired', goes: ['ordinary'], proof: 'none' },
  'a certificate that fits': { goes: ['ordinary', 'certificate'], proof: 'certificate' },
  'a certificate that fits, and REQUIRETLS': { extensions: ['REQUIRETLS'], goes: ['ordinary', 'certificate'], proof: 'certificate' },

  'DANE with a self-signed certificate': { certificate: 'self-signed', tlsa: 'right', goes: ['ordinary', 'certificate', 'mta-sts', 'dane'], proof: 'dane' },
  'DANE with an expired certificate': { certificate: 'expired', tlsa: 'right', goes: ['ordinary', 'certificate', 'mta-sts', 'dane'], proof: 'dane' },
  'DANE with a certificate for another name': { certificate: 'wrong-name', tlsa: 'right', goes: ['ordinary', 'certificate', 'mta-sts', 'dane'], proof: 'dane' },
  'DANE by an authority': { tlsa: 'anchor', goes: ['ordinary', 'certificate', 'mta-sts', 'dane'], proof: 'dane' },
  'DANE by an authority, certificate for another name': { certificate: 'wrong-name', tlsa: 'anchor', goes: [] },
  'DANE by an authority, expired certificate': { certificate: 'expired', tlsa: 'anchor', goes: [] },
  'DANE while keys change': { tlsa: 'rollover', goes: ['ordinary', 'certificate', 'mta-sts', 'dane'], proof: 'dane' },
  'DANE and REQUIRETLS': { tlsa: 'right', extensions: ['REQUIRETLS'], goes: all, proof: 'dane' },
  'DANE does not fit, the certificate does': { tlsa: 'mismatch', goes: [] },
  'DANE, and STARTTLS is stripped': { tlsa: 'right', misbehaviour: 'strip', goes: [] },
  'DANE, and replies are injected': { tlsa: 'right', misbehaviour: 'inject', goes: [] },
  'DANE of a kind that is not used': { certificate: 'self-signed', tlsa: 'unusable', goes: ['ordinary'], proof: 'none' },
  'DANE of a kind that is not used, and STARTTLS is stripped': { tlsa: 'unusable', misbehaviour: 'strip', goes: [] },
  'TLSA cannot be looked up': { tlsa: 'servfail', goes: [] },
  'TLSA is not answered': { tlsa: 'silent', goes: [] },
  'TLSA that nobody vouches for says something else': { tlsa: 'insecure', goes: ['ordinary', 'certificate'], proof: 'certificate' },

  'MTA-STS': { policy: 'enforce', goes: ['ordinary', 'certificate', 'mta-sts'], proof: 'mta-sts' },
  'MTA-STS and REQUIRETLS': { policy: 'enforce', extensions: ['REQUIRETLS'], goes: ['ordinary', 'certificate', 'mta-sts', 'requiretls'], proof: 'mta-sts' },
  'MTA-STS, and STARTTLS is stripped': { policy: 'enforce', misbehaviour: 'strip', goes: [] },
  'MTA-STS, and a certificate for another name': { policy: 'enforce', certificate: 'wrong-name', goes: [] },
  'MTA-STS, and a self-signed certificate': { policy: 'enforce', certificate: 'self-signed', goes: [] },
  'MTA-STS names another host': { policy: 'other', goes: [] },
  'MTA-STS is only tested, and STARTTLS is stripped': { policy: 'testing', misbehaviour: 'strip', goes: ['ordinary'], proof: 'none' },
  'MTA-STS is only tested': { policy: 'testing', goes: ['ordinary', 'certificate'], proof: 'certificate' },
  'MTA-STS was there and vanished, and STARTTLS is stripped': { policy: 'enforce', policyLater: 'vanished', misbehaviour: 'strip', goes: [] },
  'MTA-STS was taken back, and STARTTLS is stripped': { policy: 'enforce', policyLater: 'none', misbehaviour: 'strip', goes: ['ordinary'], proof: 'none' },
  'MTA-STS fits and DANE does not': { policy: 'enforce', tlsa: 'mismatch', goes: [] },
  'MTA-STS names another host and DANE fits': { policy: 'other', tlsa: 'right', goes: ['ordinary', 'certificate', 'mta-sts', 'dane'], proof: 'dane' },
}

interface World {
  readonly hop: NextHop
  readonly domain: string
}

let house: TestHouse
let dns: DnsStub
let policies: Server
const policyTexts = new Map<string, string>()
const worlds = new Map<string, World>()
const submissions = new Map<string, string>()

const authorityOf = ({ certificate }: KeyPair): X509Certificate => new X509Certificate(certificate.slice(certificate.lastIndexOf('-----BEGIN')))

async function pairFor(name: string, kind: Certificate): Promise<KeyPair> {
  if (kind === 'self-signed') return selfSigned({ names: [name], clock: systemClock })
  if (kind === 'wrong-name') return certificateFor('elsewhere.example')
  return kind === 'right' ? certificateFor(name) : certificateFor(name, { clock: { now: () => Date.now() - 30 * day }, days: 1 })
}

function tlsaAnswer(kind: Tlsa, pair: KeyPair): StubAnswer {
  if (kind === 'servfail' || kind === 'silent') return kind
  const record = (usage: number, of: X509Certificate): StubRecord => ({ type: 'TLSA', data: {
    usage, selector: 1, matchingType: 1, certificate: digestOf(publicKeyInfo(of.raw) ?? assert.fail(), 1),
  } })
  const right = record(3, new X509Certificate(pair.certificate))
  const other: StubRecord = { type: 'TLSA', data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 7) } }
  const records: Readonly<Record<Exclude<Tlsa, 'servfail' | 'silent'>, readonly StubRecord[]>> = {
    right: [right], rollover: [other, right], mismatch: [other], insecure: [other],
    unusable: [{ type: 'TLSA', data: { usage: 1, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 7) } }],
    anchor: [record(2, authorityOf(pair))],
  }
  return { records: records[kind], authenticated: kind !== 'insecure' }
}

/** Puts one domain into the world: its records, its server, its policy. */
async function build({ number, port, one }: { readonly number: number, readonly port: number,
  readonly one: Case }): Promise<World> {
  const domain = `d${number}.example`
  const mx = `mx.${domain}`
  const pair = await pairFor(mx, one.certificate ?? 'right')
  const hop = new NextHop(pair)
  hop.misbehaviour = one.misbehaviour
  hop.extensions = one.extensions ?? []
  const address = `127.0.1.${number}`
  await hop.listen(port, address)
  const signed = (records: readonly StubRecord[]): StubAnswer => ({ records, authenticated: true })
  dns.zone.set(`MX ${domain}`, signed([{ type: 'MX', data: { preference: 10, exchange: mx } }]))
  dns.zone.set(`A ${mx}`, signed([{ type: 'A', data: address }]))
  dns.zone.set(`AAAA ${mx}`, signed([]))
  dns.zone.set(`TLSA _${port}._tcp.${mx}`, one.tlsa === undefined ? signed([]) : tlsaAnswer(one.tlsa, pair))
  if (one.policy !== undefined) {
    dns.zone.set(`TXT _mta-sts.${domain}`, { records: [{ type: 'TXT', data: 'v=STSv1; id=1;', ttl: 1 }] })
    dns.zone.set(`A mta-sts.${domain}`, { records: [{ type: 'A', data: '127.0.0.1' }] })
    const named = one.policy === 'other' ? 'mx.elsewhere.example' : `*.${domain}`
    policyTexts.set(`mta-sts.${domain}`, `version: STSv1\nmode: ${one.policy === 'testing' ? 'testing' : 'enforce'}\nmx: ${named}\nmax_age: 86400\n`)
  }
  return { hop, domain }
}

async function startPolicies(): Promise<number> {
  policies = createServer({
    // A certificate for every name that is asked for.
    SNICallback: callbackify(async (name: string) => {
      const { certificate: cert, key } = await certificateFor(name)
      return createSecureContext({ cert, key })
    }),
  }, (request, response) => {
    const text = policyTexts.get(request.headers.host ?? '')
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(text ?? '')
  })
  await new Promise<void>((resolve) => policies.listen(0, '127.0.0.1', resolve))
  const address = policies.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function hand(what: string, need: Need): Promise<void> {
  const { domain } = worlds.get(what) ?? assert.fail()
  const { account } = house.nurse
  const raw = letter({ To: `x@${domain}`, Subject: `GEHEIM ${need}`, 'Message-ID': `<${need}@${domain}>` }, `GEHEIM ${need}`)
  const { id } = await house.house.queue.enqueue({
    tenant: account.tenant, account: account.account, leavesAt: Date.now(), raw: Buffer.from(raw),
    envelope: {
      mailFrom: account.address, messageId: `${need}@${domain}`, isProtected: needs[need].route !== 'ordinary', isNotice: false, utf8: false,
      language: 'nl', ...(need === 'requiretls' ? { requireTls: true } : {}),
    },
    recipients: [{ address: `x@${domain}`, ...needs[need] }],
  }, [])
  submissions.set(`${what}/${need}`, id)
}

async function stateOf(what: string, need: Need) {
  const { tenant, account } = house.nurse.account
  const [found] = await house.house.queue.list({ tenant, account, ids: [submissions.get(`${what}/${need}`) ?? ''] })
  return found?.recipients[0]
}

/** The first try of a mail is over. */
const tried = async (what: string, need: Need): Promise<boolean> => {
  const state = await stateOf(what, need)
  return state !== undefined && (state.state === 'delivered' || state.state === 'failed' || state.attempts > 0 && state.state === 'waiting')
}

before(async () => {
  dns = await createDnsStub({ 'SOA signed.test': { records: [], authenticated: true }, 'A bogus.test': 'servfail' })
  const port = await freePort()
  const policyPort = await startPolicies()
  house = await openTestHouse({ sets: [
    `dns.servers=["${dns.server}"]`, 'dns.validating=true', 'dns.selfTest.signed=signed.test', 'dns.selfTest.bogus=bogus.test',
    `delivery.port=${port}`, `delivery.policyPort=${policyPort}`, 'delivery.reachable=["127.0.0.0/8"]', 'delivery.concurrency=100',
  ] })
  for (const [index, [what, one]] of Object.entries(cases).entries()) worlds.set(what,
    await build({ number: index + 1, port, one }))
  for (const [what, one] of Object.entries(cases)) {
    if (one.policyLater === undefined) continue
    const { domain, hop } = worlds.get(what) ?? assert.fail()
    // The policy becomes known while all is well.
    const { misbehaviour } = hop
    hop.misbehaviour = undefined
    await house.house.sending.abilities.of([domain], 10_000)
    hop.misbehaviour = misbehaviour
    hop.hangUp()
    if (one.policyLater === 'vanished') {
      dns.zone.delete(`TXT _mta-sts.${domain}`)
      policyTexts.delete(`mta-sts.${domain}`)
    } else {
      dns.zone.set(`TXT _mta-sts.${domain}`, { records: [{ type: 'TXT', data: 'v=STSv1; id=2;', ttl: 1 }] })
      policyTexts.set(`mta-sts.${domain}`, 'version: STSv1\nmode: none\nmax_age: 86400\n')
    }
  }
  house.later(20 * minute)
  for (const what of Object.keys(cases)) for (const need of all) await hand(what, need)
})

after(async () => {
  for (const { hop } of worlds.values()) await hop.close()
  await house.remove()
  policies.closeAllConnections()
  policies.close()
  await dns.close()
})

describe('what a mail needs, and what the next hop does', () => {
  for (const [what, { goes, proof, misbehaviour }] of Object.entries(cases)) {
    test(`${what}: ${goes.length === 0 ? 'nothing goes' : `goes ${goes.join(', ')}`}`, async () => {
      const { hop } = worlds.get(what) ?? assert.fail()
      if (misbehaviour === 'silent') {
        await until('it was called', () => hop.connections > 0)
        const timer = setInterval(() => hop.hangUp(), 50)
        // What comes behind the first tries waits for the end of the pause, untried: one dead host, not one try a mail.
        await until('some were tried', async () => (await Promise.all(all.map((need) => tried(what, need)))).some(Boolean))
          .finally(() => clearInterval(timer))
      } else await until('all were tried', async () => (await Promise.all(all.map((need) => tried(what, need)))).every(Boolean))
      assert.deepEqual(hop.mails.map(({ text }) => /GEHEIM (\S+)/.exec(text)?.[1]).toSorted(), goes.toSorted(),
        JSON.stringify(await Promise.all(all.map(async (need) => (await stateOf(what, need))?.reply))))
      for (const need of all.filter((one) => !goes.includes(one))) assert.ok(!hop.seen.includes(`GEHEIM ${need}`), need)
      for (const { text, isTls } of hop.mails) if (!text.includes('GEHEIM ordinary')) assert.ok(isTls)
      for (const need of goes) assert.equal((await stateOf(what, need))?.reached?.proof ?? 'none', proof, need)
      assert.ok(hop.commands.every((command) => command.endsWith(' REQUIRETLS') === (command.startsWith('MAIL') && command.includes('REQUIRETLS'))))
      assert.equal(hop.commands.filter((command) => command.endsWith(' REQUIRETLS')).length, goes.includes('requiretls') ? 1 : 0)
    })
  }

  test('the ledger has the proof of every delivery and every refusal to go weaker, and the sender was told', async () => {
    const delivered = await house.ledger('mail.delivered')
    assert.ok(delivered.some(({ facts }) => facts['proof'] === 'dane' && facts['keyExchange'] === 'X25519MLKEM768' && facts['level'] === 'good'))
    assert.ok(delivered.some(({ facts }) => facts['proof'] === 'none' && facts['tls'] === 'none'))
    const refused = await house.ledger('mail.downgrade-refused')
    assert.ok(refused.length >= 60, String(refused.length))
    await until('the sender was told', async () => (await house.subjects(house.nurse, 'inbox')).includes('Geen beveiligde verbinding met uw ontvanger'))
  })

  test('what a domain can do is told with its age', async () => {
    const of = async (what: string) => {
      const { domain } = worlds.get(what) ?? assert.fail()
      const ability = (await house.house.sending.abilities.of([domain], 10_000)).get(domain)
      assert.ok(ability?.checkedAt !== null || ability.verifiedTls === 'unknown')
      return ability?.verifiedTls
    }
    assert.equal(await of('DANE and REQUIRETLS'), 'dane')
    assert.equal(await of('MTA-STS'), 'mta-sts')
    assert.equal(await of('a certificate that fits'), 'certificate')
    assert.equal(await of('DANE does not fit, the certificate does'), 'none')
    assert.equal(await of('MTA-STS names another host'), 'none')
    assert.equal(await of('TLSA cannot be looked up'), 'unknown')
  })
})
