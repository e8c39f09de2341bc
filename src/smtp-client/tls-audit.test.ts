import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { constants } from 'node:crypto'
import { existsSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { createSecureContext, TLSSocket, type SecureContextOptions } from 'node:tls'
import fc from 'fast-check'
import { systemClock } from '../base/clock.ts'
import { createCertificateAuthority } from '../tls/certificates.ts'
import { clientTls } from '../tls/client-tls.ts'
import { clientHello, readFlight } from '../tls/hello.ts'
import { serverPolicy } from '../tls/policy.ts'
import { earlyDataOf } from './early-data.ts'
import { auditTls, type TlsAudit } from './tls-audit.ts'

const authority = await createCertificateAuthority({ name: 'Audit authority', clock: systemClock })
const pair = await authority.issue({ names: ['mail.zorg.example'], clock: systemClock })
/** A key that any group goes with: OpenSSL wants the curve of an ECDSA certificate among the groups. */
const openssl = '/usr/bin/openssl'
const skip = existsSync(openssl) ? false : 'Debian package openssl is not installed'
const rsa = skip !== false ? '' : execFileSync(openssl, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', '-', '-subj', '/CN=mail.zorg.example', '-days', '2'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
const tls = clientTls({ trusted: [authority.certificate] })
const ends: Server[] = []
after(() => {
  for (const server of ends) server.close()
})

/** A mail server that does nothing but STARTTLS with these settings; `offers` false hides it. */
async function serverWith(settings: SecureContextOptions, { offers = true } = {}): Promise<number> {
  const secureContext = createSecureContext({ cert: pair.certificate, key: pair.key, ...settings })
  const server = createServer((socket: Socket) => {
    socket.on('error', () => socket.destroy())
    socket.write('220-mail.zorg.example\r\n220 hello\r\n')
    socket.on('data', (bytes: Buffer) => {
      const line = bytes.toString('latin1')
      if (line.startsWith('EHLO')) socket.write(`250-mail.zorg.example\r\n${offers ? '250-STARTTLS\r\n' : ''}250 HELP\r\n`)
      else if (line.startsWith('STARTTLS')) {
        socket.removeAllListeners('data')
        socket.write('220 go\r\n')
        const secure = new TLSSocket(socket, { isServer: true, secureContext })
        secure.on('error', () => socket.destroy())
        secure.on('data', () => secure.end('221 bye\r\n'))
      } else socket.end('221 bye\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(server)
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
const audit = (port: number): Promise<TlsAudit> => auditTls({
  address: '127.0.0.1', port, host: 'mail.zorg.example', hostname: 'check.example', startTls: true, tls, stepMs: 60_000,
})

let own: TlsAudit
let old: TlsAudit
before(async () => {
  own = await audit(await serverWith(serverPolicy))
  if (skip === false) old = await audit(await serverWith({
    cert: rsa, key: rsa, minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0', ecdhCurve: 'X25519:P-256:secp224r1:prime192v1', sigalgs: 'RSA+SHA1:RSA+SHA256',
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  }))
})

test('our own settings: only what is good or sufficient, nothing that should not be', () => {
  const { chain, ...rest } = own
  assert.deepEqual(rest, {
    isReached: true, hasTls: true, versions: ['TLSv1.3', 'TLSv1.2'], phaseOutSuites: [], insufficientSuites: [], phaseOutGroups: [],
    insufficientGroups: [], group: '0x11ec', keyHash: 'good', compression: false, secureRenegotiation: true, clientRenegotiation: false,
    zeroRtt: false, extendedMasterSecret: true, trust: 'trusted',
  })
  assert.equal(chain[0]?.checkHost('mail.zorg.example'), 'mail.zorg.example')
})

test('a server of long ago: old versions, weak suites, groups and hashes are found', { skip }, () => {
  assert.ok(old.versions.includes('TLSv1.1') && old.versions.includes('TLSv1'), old.versions.join())
  assert.ok(!old.versions.includes('SSLv3'))
  assert.ok(old.phaseOutSuites.length > 0 && old.insufficientSuites.length > 0)
  assert.deepEqual([old.phaseOutGroups, old.insufficientGroups], [['0x0015'], ['0x0013']])
  assert.equal(old.keyHash, 'insufficient')
})

test('a server without STARTTLS, and none at all, are told as that', async () => {
  const without = await audit(await serverWith(serverPolicy, { offers: false }))
  assert.deepEqual([without.isReached, without.hasTls], [true, false])
  const port = await serverWith(serverPolicy)
  const last = ends.pop()
  await new Promise((resolve) => last?.close(resolve))
  assert.equal((await audit(port)).isReached, false)
})

test('a hello is one that a server reads: what we ask of OpenSSL is what we asked', async () => {
  const port = await serverWith({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', ecdhCurve: 'P-384' })
  const socket = connect(port, '127.0.0.1')
  const parts: Buffer[] = []
  const choice = await new Promise((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      if (bytes.toString('latin1').startsWith('220-')) socket.write('EHLO x\r\n')
      else if (bytes.toString('latin1').startsWith('250-')) socket.write('STARTTLS\r\n')
      else if (bytes.toString('latin1') === '220 go\r\n') {
        socket.write(clientHello({ version: 'TLSv1.2', suites: [0xc02b], groups: [23, 24], signatures: [0x0403, 0x0804], serverName: 'mail.zorg.example', random: Buffer.alloc(32, 3) }))
      } else {
        parts.push(bytes)
        const heard = readFlight(Buffer.concat(parts), { isOver: false })
        if (heard !== undefined) resolve(heard)
      }
    })
  })
  socket.destroy()
  assert.partialDeepStrictEqual(choice, { kind: 'chosen', choice: { version: 0x0303, suite: 0xc02b, group: 24, signature: 0x0403, compression: 0 } })
})

test('whatever a server says first, it is read or it is nothing', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, framed) => {
    const flight = framed ? Uint8Array.from(
      [22, 3, 3, 0, bytes.length, 2, 0, 0, Math.max(0, bytes.length - 4), ...bytes],
    ) : bytes
    assert.notEqual(readFlight(flight, { isOver: true }), undefined)
    readFlight(flight, { isOver: false })
    earlyDataOf(bytes)
  }))
})

test('early data of a session: what it says, nothing, and no session', () => {
  assert.equal(earlyDataOf(Uint8Array.from([0x30, 6, 0xaf, 4, 2, 2, 0x40, 0])), 0x4000)
  assert.equal(earlyDataOf(Uint8Array.from([0x30, 3, 2, 1, 1])), 0)
  for (const broken of [[], [0x30], [0x30, 0x85], [0x31, 0], [0x30, 4, 0xaf, 9, 2,
    2]]) assert.equal(earlyDataOf(Uint8Array.from(broken)), undefined)
})
