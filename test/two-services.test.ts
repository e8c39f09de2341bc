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
    const all = records.map((line) => JSON.parse((JSON.parse(line) as { leaf: string }).leaf) as Leaf)
    return Promise.resolve(all.filter((leaf) => leaf.kind === kind))
  }, (found) => found.length >= count)
}

before(async () => {
  const authority = await createCertificateAuthority({ name: 'Proefautoriteit', clock: systemClock })
  writeFileSync(join(folder, 'authority.pem'), authority.certificate)
  await certify(authority, near, [`mail.${near}`, near])
  await certify(authority, far, [`mail.${far}`, far])
  // Issued by a trusted authority, but for another name.
  await certify(authority, stranger, ['elders.example'])
  const withPort = async (name: string): Promise<readonly [string, number]> => [name, await freePort()]
  const ports = Object.fromEntries(await Promise.all([near, far, stranger].map(withPort)))
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

const waitingIn = (service: Service): number | undefined => {
  const lines = service.command(['check', '--json']).stdout.trim().split('\n')
  const checks = lines.map((line) => JSON.parse(line) as { id: string, facts: { waiting?: number } })
  return checks.find(({ id }) => id === 'queue')?.facts.waiting
}

test('a certificate for another name: nothing is sent in a weaker way, the mail waits and its sender is told', async () => {
  await send(linde, marieke, `iemand@${stranger}`, 'Alleen voor u')
  await eventually(() => Promise.resolve(linde.log()), (log) => log.includes('queue.deferred'))
  // Anything handed over would be in the other's log.
  assert.ok(!pretender.log().includes('mail.received'))
  const [refused] = await leaves(linde, 'mail.downgrade-refused')
  assert.equal(refused?.facts['route'], 'verified-tls')
  assert.equal(refused?.facts['next'], 'wait')
  const delivered = await leaves(linde, 'mail.delivered', 2)
  assert.deepEqual(delivered.map(({ facts }) => facts['route']), ['verified-tls', 'internal'], 'one mail out, and a word to its sender')
  assert.equal(waitingIn(linde), 1)
  const client = await openImap(linde, marieke)
  const subjects = await subjectsIn(client, 'INBOX')
  assert.deepEqual(subjects, ['Ja, om tien uur', 'Geen beveiligde verbinding met uw ontvanger'])
  await client.mailboxOpen('INBOX')
  const message = await client.fetchOne('2', { bodyParts: ['1'] })
  assert.ok(message !== undefined && message !== false)
  assert.match(message.bodyParts?.get('1')?.toString().replace(/=\r\n/g, '') ?? '', /Er is niets onbeveiligd verstuurd/)
  await client.logout()
})

test('what waits is still waiting after a restart', async () => {
  assert.equal(await linde.stop(), 0)
  await linde.start()
  assert.equal(waitingIn(linde), 1)
  assert.ok(!pretender.log().includes('mail.received'))
})
