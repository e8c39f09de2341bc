/** A real Postfix hands us mail and takes ours, both ways over STARTTLS,
  proved by DANE where its domain has that; swaks hands in mail as a mail program does. */
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '../src/base/clock.ts'
import { digestOf, type ZoneRecord } from '../src/dns/signed-zone.testing.ts'
import { skipValidator, startValidator, type Validator } from '../src/dns/validator.testing.ts'
import { publicKeyInfo } from '../src/smtp-client/dane.ts'
import { selfSigned } from '../src/tls/certificates.ts'
import { freePort, startService, type Person, type Service } from './service.ts'
import { eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from './wire.ts'

const daemons = '/usr/lib/postfix/sbin'
const hasPostfix = existsSync(join(daemons, 'master')) && spawnSync('id', ['postfix']).status === 0
const skip = !hasPostfix ? 'Postfix is not installed' : userInfo().uid !== 0 ? 'Postfix is started by root only' : false
const hasSwaks = spawnSync('swaks', ['--support'], { encoding: 'utf8' })
const skipSwaks = hasSwaks.status === 0 && /TLS supported/.test(hasSwaks.stdout) ? false : 'swaks with TLS (libnet-ssleay-perl) is not installed'

const folder = mkdtempSync(join(tmpdir(), 'zegel-postfix-'))
const spool = join(folder, 'queue')
const config = join(folder, 'etc')
let service: Service
let marieke: Person
let postfixPort: number
let master: ChildProcess | undefined
let validator: Validator | undefined
const { certificate, key } = await selfSigned({ names: ['mx.dewaal.example', 'localhost'], clock: systemClock })

/** Two signed domains whose mail goes to this Postfix: the TLSA record of one fits its key,
  that of the other does not. */
function zoneRecords(port: number): readonly ZoneRecord[] {
  const keyDigest = digestOf(publicKeyInfo(new X509Certificate(certificate).raw) ?? assert.fail(), 1)
  return [...['goed', 'fout'].flatMap((name): ZoneRecord[] => [
    { name, record: { type: 'MX', preference: 10, host: `mx-${name}.delft.example` } },
    { name: `mx-${name}`, record: { type: 'A', address: '127.0.0.1' } },
    { name: `_${port}._tcp.mx-${name}`, record: {
      type: 'TLSA', usage: 3, selector: 1, matching: 1, association: name === 'goed' ? keyDigest : Buffer.alloc(32, 1),
    } },
  ]), { name: 'kapot', record: { type: 'A', address: '192.0.2.1' }, isBogus: true }]
}

/** Private configuration: one listener on loopback, one next hop, local mail into a Maildir. */
async function startPostfix(): Promise<void> {
  for (const path of [config, spool, join(folder, 'state'), join(folder, 'mail')]) mkdirSync(path)
  writeFileSync(join(config, 'cert.pem'), certificate + key, { mode: 0o600 })
  writeFileSync(join(config, 'transport'), `delinde.example smtp:[127.0.0.1]:${service.ports['smtp'] ?? 0}\n`)
  writeFileSync(join(config, 'mailboxes'), 'tom@dewaal.example tom/\ntom@goed.delft.example goed/\ntom@fout.delft.example fout/\n')
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postfix'], { encoding: 'utf8' }).stdout)
  const settings = {
    compatibility_level: '3.6', queue_directory: spool, data_directory: join(folder, 'state'), daemon_directory: daemons,
    command_directory: '/usr/sbin', mail_owner: 'postfix', setgid_group: 'postdrop', myhostname: 'mx.dewaal.example',
    mydestination: '', inet_interfaces: 'loopback-only', inet_protocols: 'ipv4', mynetworks: '127.0.0.0/8', smtp_dns_support_level: 'disabled',
    virtual_mailbox_domains: 'dewaal.example goed.delft.example fout.delft.example', virtual_mailbox_base: join(folder, 'mail'), virtual_mailbox_maps: `texthash:${join(config, 'mailboxes')}`,
    virtual_uid_maps: `static:${id('-u')}`, virtual_gid_maps: `static:${id('-g')}`, transport_maps: `texthash:${join(config, 'transport')}`,
    smtp_tls_security_level: 'encrypt', smtpd_tls_security_level: 'may', smtpd_tls_cert_file: join(config, 'cert.pem'), smtpd_tls_key_file: join(config, 'cert.pem'),
    maillog_file: join(folder, 'log'), maillog_file_prefixes: folder, alias_maps: '', alias_database: '', smtpd_tls_loglevel: '1', smtp_tls_loglevel: '1',
    smtpd_tls_received_header: 'yes',
  }
  writeFileSync(join(config, 'main.cf'), Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`).join(''))
  const services = [
    `127.0.0.1:${postfixPort} inet n - n - - smtpd`, 'pickup unix n - n 60 1 pickup', 'cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr', 'rewrite unix - - n - - trivial-rewrite', 'bounce unix - - n - 0 bounce', 'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce', 'verify unix - - n - 1 verify', 'smtp unix - - n - - smtp', 'relay unix - - n - - smtp', 'error unix - - n - - error',
    'retry unix - - n - - error', 'discard unix - - n - - discard', 'virtual unix - n n - - virtual', 'anvil unix - - n - 1 anvil', 'scache unix - - n - 1 scache',
    'proxymap unix - - n - - proxymap', 'postlog unix-dgram n - n - 1 postlogd',
  ]
  writeFileSync(join(config, 'master.cf'), `${services.join('\n')}\n`)
  chownSync(join(folder, 'mail'), id('-u'), id('-g'))
  chownSync(join(folder, 'state'), id('-u'), id('-g'))
  for (const path of [folder, config]) chmodSync(path, 0o755)
  const checked = spawnSync('/usr/sbin/postfix', ['-c', config, 'check'], { encoding: 'utf8' })
  assert.equal(checked.status, 0, checked.stderr)
  master = spawn(join(daemons, 'master'), ['-c', config, '-d'], { stdio: 'ignore', env: { ...process.env, MAIL_CONFIG: config } })
  await eventually(async () => {
    const conversation = await SmtpConversation.open(postfixPort)
    const { code } = await conversation.say('NOOP')
    conversation.close()
    return code
  }, (code) => code === 250)
}

const postfixLog = (): string => existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : ''

before(async () => {
  postfixPort = await freePort()
  if (skipValidator === false) validator = await startValidator([{ zone: 'delft.example', records: zoneRecords(postfixPort) }])
  service = await startService({ domain: 'delinde.example', sets: [
    `delivery.routes={"dewaal.example": "127.0.0.1:${postfixPort}"}`, ...validator === undefined ? [] : [
      `dns.servers=["${validator.server}"]`, 'dns.validating=true', 'dns.selfTest.signed=delft.example', 'dns.selfTest.bogus=kapot.delft.example',
      `delivery.port=${postfixPort}`, 'delivery.reachable=["127.0.0.1"]',
    ],
  ] })
  marieke = service.addAccount('marieke@delinde.example')
  if (skip === false) await startPostfix()
})
after(async () => {
  if (master !== undefined && master.exitCode === null) {
    const ended = new Promise((resolve) => master?.once('exit', resolve))
    master.kill('SIGTERM')
    await ended
  }
  await service.remove()
  await validator?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('Postfix delivers to us over TLS 1.3, and the mail arrives whole', { skip, timeout: 60_000 }, async () => {
  const lines = ['.', '..', '.een punt vooraan', 'Grüße aan de cliënt', 'x'.repeat(900)].join('\r\n')
  const conversation = await SmtpConversation.open(postfixPort)
  const reply = await conversation.send('tom@dewaal.example', [marieke.address], plainMessage({
    from: 'Tom <tom@dewaal.example>', to: marieke.address, subject: 'Van Postfix', text: lines,
  }))
  conversation.close()
  assert.equal(reply.code, 250, reply.text)
  const client = await openImap(service, marieke)
  await eventually(() => subjectsIn(client, 'INBOX'), (subjects) => subjects.includes('Van Postfix')).catch((error: unknown) => {
    throw new Error(postfixLog(), { cause: error })
  })
  const lock = await client.getMailboxLock('INBOX')
  const message = await client.fetchOne('1', { source: true })
  lock.release()
  assert.ok(message !== undefined && message !== false)
  const source = message.source?.toString() ?? ''
  assert.ok(source.includes(`\r\n\r\n${lines}\r\n`), source)
  assert.match(source, /TLSv?1[._]3/)
  assert.match(postfixLog(), /TLS connection established to 127\.0\.0\.1/)
  await client.logout()
})

test('Postfix takes our mail over TLS, with our mark in its sender, without a trace of the sender\'s computer', { skip, timeout: 60_000 }, async () => {
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(marieke.address, marieke.appPassword)
  const mail = plainMessage({ from: marieke.address, to: 'tom@dewaal.example', subject: 'Naar Postfix', text: '.een\r\n..twee\r\nGrüße', id: 'x@delinde.example' })
  assert.equal((await conversation.send(marieke.address, ['tom@dewaal.example'], mail)).code, 250)
  conversation.close()
  const box = join(folder, 'mail', 'tom', 'new')
  const filed = (): Promise<string[]> => Promise.resolve(existsSync(box) ? readdirSync(box) : [])
  const [name] = await eventually(filed, (files) => files.length === 1).catch((error: unknown) => {
    throw new Error(postfixLog(), { cause: error })
  })
  const source = readFileSync(join(box, name ?? ''), 'utf8')
  assert.match(source, /^Received: from mail\.delinde\.example \(.*\n\s+\(using TLSv1\.3/m)
  assert.match(source, /^DKIM-Signature: /m)
  assert.match(source, /^Return-Path: <marieke@delinde\.example>/m)
  assert.ok(source.includes('\n\n.een\n..twee\nGrüße\n'), source)
  assert.ok(!source.includes('client.example.net'))
})

test('Postfix behind DANE gets our mail when its key fits, and nothing when it does not', { skip: skip === false ? skipValidator : skip, timeout: 60_000 }, async () => {
  for (const name of ['fout', 'goed']) {
    const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
    await conversation.startTls()
    await conversation.authenticate(marieke.address, marieke.appPassword)
    const to = `tom@${name}.delft.example`
    assert.equal((await conversation.send(marieke.address, [to], plainMessage({ from: marieke.address, to, subject: `DANE ${name}` }))).code, 250)
    conversation.close()
  }
  const filed = (name: string): readonly string[] => existsSync(join(folder, 'mail', name, 'new')) ? readdirSync(join(folder, 'mail', name, 'new')) : []
  await eventually(() => Promise.resolve(filed('goed')), (files) => files.length === 1).catch((error: unknown) => {
    throw new Error(postfixLog(), { cause: error })
  })
  const facts = (): readonly string[] => service.command(['ledger', 'export']).stdout.split('\n')
    .filter((line) => line.includes('"type":"record"')).map((line) => (JSON.parse(line) as { readonly leaf: string }).leaf)
  await eventually(() => Promise.resolve(facts()), (leaves) => leaves.some((leaf) => leaf.includes('mail.downgrade-refused'))
    && leaves.some((leaf) => leaf.includes('mail.delivered') && leaf.includes('"proof":"dane"')))
  assert.deepEqual(filed('fout'), [])
  assert.ok(!postfixLog().includes('to=<tom@fout'))
})

test('an address that Postfix does not know comes back with its reason', { skip, timeout: 60_000 }, async () => {
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(marieke.address, marieke.appPassword)
  const mail = plainMessage({ from: marieke.address, to: 'niemand@dewaal.example', subject: 'Oud adres' })
  assert.equal((await conversation.send(marieke.address, ['niemand@dewaal.example'], mail)).code, 250)
  conversation.close()
  const client = await openImap(service, marieke)
  await eventually(() => subjectsIn(client, 'INBOX'), (subjects) => subjects.includes('Uw bericht is niet aangekomen'))
  await client.logout()
})

test('swaks hands in over STARTTLS and over TLS from the first byte, and is refused without a right password', { skip: skipSwaks, timeout: 60_000 }, async () => {
  const swaks = (port: string, words: readonly string[]): { readonly status: number | null, readonly stdout: string } => spawnSync('swaks', [
    '--server', '127.0.0.1', '--port', String(service.ports[port] ?? 0), '--from', marieke.address, '--to', marieke.address, ...words,
  ], { encoding: 'utf8' })
  for (const [port, way] of [['submission', '--tls'], ['submissions', '--tls-on-connect']] as const) {
    for (const method of ['PLAIN', 'LOGIN']) {
      const subject = `swaks ${port} ${method}`
      const run = swaks(port, [way, '--auth', method, '--auth-user', marieke.address, '--auth-password', marieke.appPassword, '--header', `Subject: ${subject}`])
      assert.equal(run.status, 0, run.stdout)
    }
  }
  const client = await openImap(service, marieke)
  await eventually(() => subjectsIn(client, 'INBOX'), (subjects) => subjects.filter((subject) => subject.startsWith('swaks')).length === 4)
  await client.logout()
  assert.notEqual(swaks('submission', ['--tls', '--auth', 'PLAIN', '--auth-user', marieke.address, '--auth-password', 'fout']).status, 0)
  assert.notEqual(swaks('submission', ['--auth', 'PLAIN', '--auth-user', marieke.address, '--auth-password', marieke.appPassword]).status, 0)
  assert.notEqual(swaks('submission', ['--tls']).status, 0)
})
