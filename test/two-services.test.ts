/** Two services and a certificate authority that both trust: mail travels over verified TLS, or it does not travel. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '../src/base/clock.ts'
import { createCertificateAuthority, type CertificateAuthority } from '../src/tls/certificates.ts'
import { freePort, startService, type Person, type Service } from './service.ts'
import { eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from './wire.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-authority-'))
const near = 'delinde.example'
const far = 'dewaal.example'
const stranger = 'vreemd.example'
let linde: Service
let waal: Service
let pretender: Service
let marieke: Person
let tom: Person

/** Settings of one service: its certificate, whom it trusts, and where the others are. */
function settings({ name, ports, others }: {
  readonly name: string, readonly ports: Readonly<Record<string, number>>, readonly others: readonly string[],
}): string[] {
  const routes = Object.fromEntries(others.map((domain) => [domain, `127.0.0.1:${ports[domain] ?? 0}`]))
  return [
    `smtp.listen=127.0.0.1:${ports[name] ?? 0}`, `delivery.routes=${JSON.stringify(routes)}`, 'delivery.fixedRouteTls=verified',
    `tls.trustedFile=${join(folder, 'authority.pem')}`, `tls.certificateFile=${join(folder, `${name}.pem`)}`,
    `tls.keyFile=${join(folder, `${name}.key`)}`,
  ]
}

async function certify(authority: CertificateAuthority, file: string, names: readonly string[]): Promise<void> {
  const pair = await authority.issue({ names, clock: systemClock })
  writeFileSync(join(folder, `${file}.pem`), pair.certificate)
  writeFileSync(join(folder, `${file}.key`), pair.key, { mode: 0o600 })
}

async function send(service: Service, from: Person, to: string, subject: string): Promise<void> {
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  assert.equal((await conversation.authenticate(from.address, from.appPassword)).code, 235)
  const reply = await conversation.send(from.address, [to], plainMessage({ from: from.address, to, subject }))
  conversation.close()
  assert.equal(reply.code, 250, reply.text)
}

async function arrived(service: Service, person: Person, subject: string): Promise<void> {
  const client = await openImap(service, person)
  await eventually(() => subjectsIn(client, 'INBOX'), (subjects) => subjects.includes(subject))
  await client.logout()
}

interface Leaf { readonly kind: string, readonly facts: Readonly<Record<string, string | number | boolean>> }

async function leaves(service: Service, kind: string, count = 1): Promise<readonly Leaf[]> {
  return eventually(() => {
    const { stdout } = service.command(['ledger', 'export'])
    const records = stdout.split('\n').filter((line) => line.includes('"type":"record"'))
    return Promise.resolve(records.map((line) => JSON.parse((JSON.parse(line) as { leaf: string }).leaf) as Leaf).filter((leaf) => leaf.kind === kind))
  }, (found) => found.length >= count)
}

before(async () => {
  const authority = await createCertificateAuthority({ name: 'Proefautoriteit', clock: systemClock })
  writeFileSync(join(folder, 'authority.pem'), authority.certificate)
  await certify(authority, near, [`mail.${near}`, near])
  await certify(authority, far, [`mail.${far}`, far])
  // Issued by a trusted authority, but for another name.
  await certify(authority, stranger, ['elders.example'])
  const ports = Object.fromEntries(await Promise.all([near, far, stranger].map(async (name) => [name, await freePort()] as const)))
  linde = await startService({ domain: near, sets: settings({ name: near, ports, others: [far, stranger] }) })
  waal = await startService({ domain: far, sets: settings({ name: far, ports, others: [near] }) })
  pretender = await startService({ domain: stranger, sets: settings({ name: stranger, ports, others: [] }) })
  marieke = linde.addAccount(`marieke@${near}`)
  tom = waal.addAccount(`tom@${far}`)
  pretender.addAccount(`iemand@${stranger}`)
})
after(async () => {
  for (const service of [linde, waal, pretender]) await service.remove()
  rmSync(folder, { recursive: true })
})

test('mail travels over verified TLS and its answer comes back the same way', async () => {
  await send(linde, marieke, tom.address, 'Kunt u morgen?')
  await arrived(waal, tom, 'Kunt u morgen?')
  await send(waal, tom, marieke.address, 'Ja, om tien uur')
  await arrived(linde, marieke, 'Ja, om tien uur')
})

test('both ledgers say what happened: handed in, delivered over verified TLS 1.3, received', async () => {
  for (const service of [linde, waal]) {
    const [submitted] = await leaves(service, 'mail.submitted')
    assert.equal(submitted?.facts['door'], 'submission')
    const [delivered] = await leaves(service, 'mail.delivered')
    assert.equal(delivered?.facts['route'], 'verified-tls')
    assert.equal(delivered?.facts['verified'], true)
    assert.equal(delivered?.facts['tls'], 'TLSv1.3')
    const [received] = await leaves(service, 'mail.received')
    assert.equal(received?.facts['tls'], 'TLSv1.3')
    const verified = service.command(['ledger', 'verify'])
    assert.equal(verified.status, 0, verified.stdout)
  }
})

test('a certificate for another name: nothing is sent in a weaker way, and the mail waits', async () => {
  const before = (await leaves(linde, 'mail.delivered')).length
  await send(linde, marieke, `iemand@${stranger}`, 'Alleen voor u')
  await eventually(() => Promise.resolve(linde.log()), (log) => log.includes('queue.deferred'))
  // Anything handed over would be in the other's log and ledger.
  assert.ok(!pretender.log().includes('mail.received'))
  assert.equal((await leaves(linde, 'mail.delivered')).length, before)
  const checks = linde.command(['check', '--json']).stdout.trim().split('\n').map((line) => JSON.parse(line) as { id: string, facts: { waiting?: number } })
  assert.equal(checks.find(({ id }) => id === 'queue')?.facts.waiting, 1)
  const client = await openImap(linde, marieke)
  assert.deepEqual((await subjectsIn(client, 'INBOX')).filter((subject) => subject !== 'Ja, om tien uur'), [])
  await client.logout()
})

test('what waits is still waiting after a restart', async () => {
  assert.equal(await linde.stop(), 0)
  await linde.start()
  const checks = linde.command(['check', '--json']).stdout.trim().split('\n').map((line) => JSON.parse(line) as { id: string, facts: { waiting?: number } })
  assert.equal(checks.find(({ id }) => id === 'queue')?.facts.waiting, 1)
})
