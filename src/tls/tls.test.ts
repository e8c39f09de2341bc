import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as connectPlain, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, TLSSocket, type ConnectionOptions } from 'node:tls'
import { systemClock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { day } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { createCertificateAuthority, selfSigned } from './certificates.ts'
import { clientTls, loadClientTls } from './client-tls.ts'
import { fixedTls, loadTls, type ServerTls } from './server-tls.ts'

async function listen(t: TestContext, tls: ServerTls): Promise<number> {
  const server = createServer((raw) => {
    const secure = new TLSSocket(raw, { isServer: true, secureContext: tls.secureContext() })
    secure.on('error', () => raw.destroy())
    raw.on('error', () => raw.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

interface Shaken {
  readonly protocol: string | null
  readonly fingerprint: string
}

async function shake(port: number, options: ConnectionOptions): Promise<Shaken> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ socket: connectPlain({ host: '127.0.0.1', port }), servername: 'mx.a.test', ...options }, () => {
      resolve({
        protocol: socket.getProtocol(),
        fingerprint: socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '',
      })
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

test('what our authority issues is trusted by who trusts it, and by nobody else', async (t) => {
  const authority = await createCertificateAuthority({ name: 'Test authority', clock: systemClock })
  const tls = fixedTls(await authority.issue({ names: ['mx.a.test', '127.0.0.1'], clock: systemClock }))
  const port = await listen(t, tls)
  const trusting = clientTls({ trusted: [authority.certificate] }).secureContext
  assert.equal((await shake(port, { secureContext: trusting })).fingerprint, tls.facts().fingerprint)
  await assert.rejects(shake(port, { secureContext: clientTls().secureContext }), /SELF_SIGNED|self-signed/)
  await assert.rejects(shake(port, { secureContext: trusting, servername: 'other.test' }), /ERR_TLS_CERT_ALTNAME_INVALID|altnames/)
})

test('a certificate that has ended is not trusted', async (t) => {
  const past = { now: () => Date.now() - 10 * day }
  const authority = await createCertificateAuthority({ name: 'Test authority', clock: past })
  const port = await listen(t, fixedTls(await authority.issue({ names: ['mx.a.test'], clock: past, days: 9 })))
  const { secureContext } = clientTls({ trusted: [authority.certificate] })
  await assert.rejects(shake(port, { secureContext }), /expired/i)
})

test('TLS 1.2 and 1.3 are spoken, older ones and weak ciphers are not', async (t) => {
  const port = await listen(t, fixedTls(await selfSigned({ names: ['mx.a.test'], clock: systemClock })))
  const any = { rejectUnauthorized: false }
  assert.equal((await shake(port, any)).protocol, 'TLSv1.3')
  assert.equal((await shake(port, { ...any, maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2')
  await assert.rejects(shake(port, { ...any, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }))
  await assert.rejects(shake(port, { ...any, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }))
  assert.equal((await shake(port, { ...any, ecdhCurve: 'X25519MLKEM768' })).protocol, 'TLSv1.3')
  await assert.rejects(shake(port, { ...any, ecdhCurve: 'P-521' }))
})

async function files(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'))
  t.after(() => rm(folder, { recursive: true }))
  const [certificateFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  return {
    certificateFile, keyFile,
    async put(pair: { readonly certificate: string, readonly key: string }) {
      await writeFile(certificateFile, pair.certificate)
      await writeFile(keyFile, pair.key)
    },
  }
}

test('a renewed certificate is used by the next connection; a broken one is not', async (t) => {
  const { put, certificateFile, keyFile } = await files(t)
  const [first, second] = [await selfSigned({ names: ['mx.a.test'], clock: systemClock }), await selfSigned({ names: ['mx.a.test'], clock: systemClock })]
  await put(first)
  const tls = await loadTls({ certificateFile, keyFile, log: silentLog })
  t.after(() => tls.close())
  const port = await listen(t, tls)
  let changes = 0
  tls.onChange(() => { changes += 1 })
  assert.equal(await tls.reload(), false)
  const before = await shake(port, { rejectUnauthorized: false })
  await put({ certificate: second.certificate, key: first.key })
  assert.equal(await tls.reload(), false)
  await put({ certificate: second.certificate.slice(0, 100), key: second.key })
  assert.equal(await tls.reload(), false)
  assert.equal((await shake(port, { rejectUnauthorized: false })).fingerprint, before.fingerprint)
  await put(second)
  assert.equal(await tls.reload(), true)
  assert.notEqual((await shake(port, { rejectUnauthorized: false })).fingerprint, before.fingerprint)
  assert.equal(changes, 1)
})

test('files that cannot be used stop the start with their name', async (t) => {
  const { put, certificateFile, keyFile } = await files(t)
  const load = () => loadTls({ certificateFile, keyFile, log: silentLog })
  const named = (error: unknown): boolean => error instanceof Refusal && error.message.includes('certificate.pem')
  await assert.rejects(load(), named)
  const [one, other] = [await selfSigned({ names: ['a.test'], clock: systemClock }), await selfSigned({ names: ['a.test'], clock: systemClock })]
  await put({ certificate: one.certificate, key: other.key })
  await assert.rejects(load(), named)
  await assert.rejects(loadClientTls({ trustedFile: `${certificateFile}.none` }), Refusal)
  assert.ok(await loadClientTls({ trustedFile: '' }))
})
