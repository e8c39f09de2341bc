/**
 * The checks of a domain on a real service, a real name server and a real validator: what `dns records` prints is put into a
 * signed zone, and `dns check` finds it good; what is then broken is found, and what cannot be seen is said.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ZoneRecord } from '../src/dns/signed-zone.testing.ts'
import { skipValidator, startValidator, type Validator } from '../src/dns/validator.testing.ts'
import { freePort, startService, type Service } from './service.ts'

interface Line {
  readonly check?: string, readonly state: string, readonly kind?: string, readonly found?: readonly string[],
    readonly unseen?: string,
  readonly name?: string, readonly type?: string, readonly value?: string, readonly advice?: string,
}

let service: Service
let validator: Validator | undefined
let port: number
let mailPort: number
/** As `dns records` prints them. */
let printed: readonly Line[]

const lines = (words: readonly string[]): readonly Line[] =>
  service.command(words).stdout.trim().split('\n').map((line) => JSON.parse(line) as Line)

/** One printed record in the form of the test's zone. */
function zoneRecord({ name = '', type = '', value = '' }: Line): readonly ZoneRecord[] {
  const relative = name === 'zorg.example' ? '' : name.replace(/\.zorg\.example$/, '')
  const words = value.split(' ')
  const host = (word: string | undefined): string => (word ?? '').replace(/\.$/, '')
  switch (type) {
    case 'MX': return [{ name: relative, record: { type, preference: Number(words[0]), host: host(words[1]) } }]
    case 'TXT': return [{ name: relative, record: { type, text: value } }]
    case 'CNAME': return [{ name: relative, record: { type, host: host(value) } }]
    case 'SRV': return [{ name: relative, record: { type, priority: Number(words[0]), weight: Number(words[1]), port: Number(words[2]), host: host(words[3]) } }]
    case 'CAA': return [{ name: relative, record: { type, tag: words[1] ?? '', value: /"(.*)"/.exec(value)?.[1] ?? '' } }]
    // The records stand for port 25; this service listens elsewhere.
    case 'TLSA': return [25, mailPort].map((at) => ({ name: relative.replace('_25', `_${at}`), record: {
      type, usage: Number(words[0]), selector: Number(words[1]), matching: Number(words[2]), association: Buffer.from(words[3] ?? '', 'hex'),
    } }))
    default: return []
  }
}

const address = (name: string): readonly ZoneRecord[] => [
  { name, record: { type: 'A', address: '127.0.0.1' } }, { name, record: { type: 'AAAA', address: '::1' } },
]
const bogus: ZoneRecord = { name: 'bogus', record: { type: 'A', address: '127.0.0.1' }, isBogus: true }

/** Starts the service again over a zone with these records. */
async function publish(records: readonly ZoneRecord[]): Promise<void> {
  await service.stop()
  await validator?.close()
  validator = await startValidator([{ zone: 'zorg.example', records: [...records, bogus] }], { port })
  await service.start()
}

before(async () => {
  if (skipValidator !== false) return
  port = await freePort()
  mailPort = await freePort()
  const webPort = await freePort()
  service = await startService({
    domain: 'zorg.example', initSets: ['hostname=mail.zorg.example'], sets: [
      `dns.servers=["127.0.0.1:${port}"]`, 'dns.validating=true', 'dns.selfTest.signed=zorg.example', 'dns.selfTest.bogus=bogus.zorg.example',
      `smtp.listen=127.0.0.1:${mailPort}`, `https.listen=127.0.0.1:${webPort}`, `delivery.port=${mailPort}`, `delivery.policyPort=${webPort}`,
      'delivery.reachable=["127.0.0.0/8","::1"]', 'hostname=mail.zorg.example', 'publish.domainsWithoutMail=["oud.example"]',
    ],
  })
  printed = lines(['dns', 'records', '--json'])
})
after(async () => {
  await service?.remove()
  await validator?.close()
})

const states = (all: readonly Line[]): Readonly<Record<string, string>> =>
  Object.fromEntries(all.flatMap(({ check, state }) => check === undefined ? [] : [[check, state]]))

test('what is printed, published, is good; what this machine cannot know is left open with the reason', { skip: skipValidator }, async () => {
  await publish([...printed.flatMap(zoneRecord), ...address('mail')])
  const found = lines(['dns', 'check', '--domain', 'zorg.example', '--json'])
  const checks = found.filter(({ check }) => check !== undefined)
  assert.equal(checks.length, 41, '38 of internet.nl and 3 of ours')
  const { good = [], ...rest } = Object.groupBy(checks, ({ state }) => state)
  const names = (all: readonly Line[] = []): readonly string[] => all.map(({ check }) => check ?? '')
  assert.deepEqual(names(good), [
    'mx-ipv6', 'domain-dnssec', 'domain-dnssec-valid', 'mx-dnssec', 'mx-dnssec-valid', 'dmarc', 'dmarc-policy', 'dkim', 'spf', 'spf-policy',
    'starttls', 'tls-version', 'tls-ciphers', 'tls-cipher-order', 'tls-key-exchange', 'tls-key-hash', 'tls-compression', 'tls-secure-renegotiation',
    'tls-client-renegotiation', 'tls-early-data', 'tls-extended-secret', 'certificate-key', 'certificate-signature', 'certificate-host', 'caa',
    'dane', 'dane-valid', 'web-hsts',
  ])
  // A name server and a mail server of a laboratory: no IPv6, a certificate of nobody, no second key.
  assert.deepEqual(names(rest['wrong']), ['ns-ipv6', 'ns-ipv6-reach', 'mx-ipv6-reach', 'mta-sts-file'])
  assert.deepEqual(names(rest['notice']), ['certificate-trust', 'dane-rollover', 'web-tls'])
  assert.deepEqual(rest['unknown']?.map(({ check, unseen }) => [check, unseen]), ['mx-roa', 'mx-roa-valid', 'ns-roa', 'ns-roa-valid', 'mx-ns-roa', 'mx-ns-roa-valid']
    .map((check) => [check, 'outside-data']))
  for (const { state, advice } of checks) assert.equal(state === 'good' || (advice ?? '') !== '', true)
  const looks = found.filter(({ kind }) => kind !== undefined)
  assert.deepEqual(looks.filter(({ state }) => state !== 'good'), [], 'every record is as it was printed')
  assert.ok(looks.some(({ kind }) => kind === 'srv') && looks.some(({ kind }) => kind === 'caa') && looks.some(({ kind }) => kind === 'wkd-host'))
})

test('what is broken is found', { skip: skipValidator }, async () => {
  const kept = printed.filter(({ kind }) => kind !== 'dmarc' && kind !== 'spf' && kind !== 'tlsa' && kind !== 'caa' && kind !== 'dkim').flatMap(zoneRecord)
  await publish([
    ...kept, { name: 'mail', record: { type: 'A', address: '127.0.0.1' } },
    { name: '_dmarc', record: { type: 'TXT', text: 'v=DMARC1; p=quarantine; t=y; rua=mailto:x@elders.example' } },
    { name: '', record: { type: 'TXT', text: 'v=spf1 include:los.zorg.example -all' } }, { name: 'los', record: { type: 'TXT', text: 'v=spf1 ?all' } },
    { name: `_${mailPort}._tcp.mail`, record: { type: 'TLSA', usage: 3, selector: 1, matching: 1, association: Buffer.alloc(32, 7) } },
  ])
  const run = service.command(['dns', 'check', '--domain', 'zorg.example', '--json'])
  assert.equal(run.status, 1)
  const found = states(run.stdout.trim().split('\n').map((line) => JSON.parse(line) as Line))
  for (const check of ['dmarc-policy', 'spf-policy', 'dkim', 'dane-valid', 'caa', 'mx-ipv6', 'mx-ipv6-reach']) assert.equal(found[check], 'wrong', check)
  for (const check of ['dmarc', 'spf', 'dane', 'starttls']) assert.equal(found[check], 'good', check)
})

test('a domain without mail has records of its own, and no checks of servers', { skip: skipValidator }, () => {
  const own = lines(['dns', 'records', '--domain', 'oud.example', '--json'])
  assert.deepEqual(own.map(({ type, name, value }) => `${name} ${type} ${value}`), [
    'oud.example MX 0 .', 'oud.example TXT v=spf1 -all', '*.oud.example TXT v=spf1 -all', '_dmarc.oud.example TXT v=DMARC1; p=reject',
  ])
  const found = states(lines(['dns', 'check', '--domain', 'oud.example', '--json']))
  assert.deepEqual([found['starttls'], found['dane'], found['dkim']], ['none', 'none', 'none'])
  assert.deepEqual([found['dmarc'], found['spf']], ['wrong', 'wrong'], 'nothing is published there')
})
