/**
 * Looks at the TLS of one mail server as internet.nl does: which versions, suites, groups and hashes it takes, and what its
 * certificate is. For servers of our own domains only: it takes about fifteen connections, one after the other.
 * Fails: a server that is not there, or that answers only some of it, is told as that; nothing throws for the network.
 */
import { randomBytes, X509Certificate } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { concatBytes } from '../base/bytes.ts'
import { second } from '../base/sizes.ts'
import { clientHello, FLIGHT_BYTES_MAX, readFlight, type Choice, type Offer, type TlsVersion } from '../tls/hello.ts'
import {
  GROUPS_INSUFFICIENT, GROUPS_PHASE_OUT, GROUPS_RIGHT, hexOf, SIGNATURES, SIGNATURES_INSUFFICIENT,
    SIGNATURES_PHASE_OUT, SUITES_12,
  SUITES_13, SUITES_13_INSUFFICIENT, SUITES_INSUFFICIENT, SUITES_PHASE_OUT,
} from '../tls/offers.ts'
import type { ClientTls } from '../tls/client-tls.ts'
import { CHAIN_MAX } from './dane.ts'
import { earlyDataOf } from './early-data.ts'
import { untrusted } from './tls-failure.ts'

/** How long each connection may take, from its beginning to its end. */
export const AUDIT_STEP_MS = 10 * second

export interface AuditTarget {
  readonly address: string
  readonly port: number
  /** For SNI. */
  readonly host: string
  /** Our name in EHLO. */
  readonly hostname: string
  /** STARTTLS before it; TLS from the first octet otherwise. */
  readonly startTls: boolean
  readonly tls: ClientTls
  readonly stepMs?: number
}

/** What was found; undefined stands for what could not be seen. */
export interface TlsAudit {
  readonly isReached: boolean
  readonly hasTls: boolean
  readonly versions: readonly TlsVersion[]
  /** Suites that were taken, by level, in hexadecimal. */
  readonly phaseOutSuites: readonly string[]
  readonly insufficientSuites: readonly string[]
  readonly phaseOutGroups: readonly string[]
  readonly insufficientGroups: readonly string[]
  /** The group it prefers of all that are right. */
  readonly group: string | undefined
  readonly keyHash: 'good' | 'phase-out' | 'insufficient' | undefined
  readonly compression: boolean | undefined
  readonly secureRenegotiation: boolean | undefined
  readonly clientRenegotiation: boolean | undefined
  readonly zeroRtt: boolean | undefined
  readonly extendedMasterSecret: boolean | undefined
  /** As the server sent it, its own first. */
  readonly chain: readonly X509Certificate[]
  readonly trust: 'trusted' | 'certificate-expired' | 'certificate-not-trusted' | undefined
}

const nothing: TlsAudit = {
  isReached: false, hasTls: false, versions: [], phaseOutSuites: [], insufficientSuites: [], phaseOutGroups: [],
    insufficientGroups: [],
  group: undefined, keyHash: undefined, compression: undefined, secureRenegotiation: undefined,
    clientRenegotiation: undefined,
  zeroRtt: undefined, extendedMasterSecret: undefined, chain: [], trust: undefined,
}

export async function auditTls(target: AuditTarget): Promise<TlsAudit> {
  const first = await ready(target)
  if (first === 'unreachable') return nothing
  if (first === 'no-tls') return { ...nothing, isReached: true }
  first.destroy()
  const ask = (more: Partial<Offer>): Promise<Choice | undefined> => heard(target, {
    version: 'TLSv1.2', suites: [...SUITES_12, ...SUITES_PHASE_OUT, ...SUITES_INSUFFICIENT], groups: GROUPS_RIGHT, signatures: SIGNATURES,
    serverName: target.host, random: randomBytes(32), ...more,
  })
  const newest = await ask({ version: 'TLSv1.3', suites: SUITES_13 })
  const usual = await ask({})
  const versions: TlsVersion[] = [...newest === undefined ? [] : ['TLSv1.3' as const], ...usual === undefined ? [] : ['TLSv1.2' as const]]
  for (const version of ['TLSv1.1', 'TLSv1', 'SSLv3'] as const) if (await ask({ version }) !== undefined) versions.push(version)
  const has12 = usual !== undefined
  const phaseOut = has12 ? await ask(
    { suites: SUITES_PHASE_OUT, groups: [...GROUPS_RIGHT, ...GROUPS_PHASE_OUT, 256] },
  ) : undefined
  const bad = has12 ? await ask({ suites: SUITES_INSUFFICIENT }) : undefined
  const bad13 = newest === undefined ? undefined : await ask({ version: 'TLSv1.3', suites: SUITES_13_INSUFFICIENT })
  const groups = async (list: readonly number[]): Promise<readonly string[]> => groupsOf([
    has12 ? await ask({ suites: SUITES_12, groups: list }) : undefined,
    newest === undefined ? undefined : await ask({ version: 'TLSv1.3', suites: SUITES_13, groups: list }),
  ], list)
  const phaseOutGroups = await groups(GROUPS_PHASE_OUT)
  const insufficientGroups = [...await groups(GROUPS_INSUFFICIENT), ...ownField(phaseOut)]
  return {
    isReached: true, hasTls: versions.length > 0, versions, phaseOutGroups, insufficientGroups,
    phaseOutSuites: suitesOf([phaseOut], SUITES_PHASE_OUT), insufficientSuites: suitesOf([bad, bad13],
      [...SUITES_INSUFFICIENT, ...SUITES_13_INSUFFICIENT]),
    group: hexOrNothing(newest?.group ?? usual?.group),
    keyHash: has12 ? await keyHash(ask) : newest === undefined ? undefined : 'good',
    compression: usual === undefined ? newest === undefined ? undefined : false : usual.compression !== 0,
    secureRenegotiation: usual === undefined ? newest === undefined ? undefined : true : usual.hasSecureRenegotiation,
    extendedMasterSecret: usual === undefined ? newest === undefined ? undefined : true : usual.hasExtendedMasterSecret,
    ...await shaken(target, { has12, has13: newest !== undefined }),
  }
}

const hexOrNothing = (number: number | undefined): string | undefined =>
  number === undefined ? undefined : hexOf(number)
const suitesOf = (choices: readonly (Choice | undefined)[], offered: readonly number[]): readonly string[] =>
  choices.flatMap((choice) => choice !== undefined && offered.includes(choice.suite) ? [hexOf(choice.suite)] : [])
const groupsOf = (choices: readonly (Choice | undefined)[], offered: readonly number[]): readonly string[] =>
  [...new Set(choices.flatMap((choice) =>
    choice?.group !== undefined && offered.includes(choice.group) ? [hexOf(choice.group)] : []))]
/** A field of its own that is too small. */
const ownField = (choice: Choice | undefined): readonly string[] =>
  choice?.fieldBits !== undefined && choice.fieldBits < 3072 ? [`DHE ${choice.fieldBits}`] : []

/** Whether it signs the key exchange with a hash it should not (TLS 1.2). */
async function keyHash(ask: (more: Partial<Offer>) => Promise<Choice | undefined>): Promise<'good' | 'phase-out' | 'insufficient'> {
  const weak = await ask({ suites: SUITES_12, signatures: SIGNATURES_INSUFFICIENT })
  if (weak?.signature !== undefined && SIGNATURES_INSUFFICIENT.includes(weak.signature)) return 'insufficient'
  const old = await ask({ suites: SUITES_12, signatures: SIGNATURES_PHASE_OUT })
  return old?.signature !== undefined && SIGNATURES_PHASE_OUT.includes(old.signature) ? 'phase-out' : 'good'
}

/** One hello and what came back; undefined when the server would not. */
async function heard(target: AuditTarget, offer: Offer): Promise<Choice | undefined> {
  const socket = await ready(target)
  if (typeof socket === 'string') return undefined
  const { promise, resolve } = Promise.withResolvers<Choice | undefined>()
  let bytes: Uint8Array = new Uint8Array()
  const finish = (isOver: boolean): void => {
    const found = readFlight(bytes, { isOver })
    if (found === undefined) return
    resolve(found.kind === 'chosen' ? found.choice : undefined)
    socket.destroy()
  }
  socket.on('data', (more: Uint8Array) => {
    bytes = concatBytes([bytes, more])
    finish(bytes.length >= FLIGHT_BYTES_MAX)
  })
  for (const event of ['end', 'close', 'error'] as const) socket.on(event, () => finish(true))
  socket.write(clientHello(offer))
  return promise
}

/** What only a whole handshake shows: the certificates, 0-RTT, and whether a client may begin again. */
async function shaken(target: AuditTarget, { has12, has13 }: { readonly has12: boolean, readonly has13: boolean }):
Promise<Pick<TlsAudit, 'chain' | 'trust' | 'zeroRtt' | 'clientRenegotiation'>> {
  const newest = await handshake(target, {})
  const seen = newest === undefined ? { chain: [], trust: undefined }
    : { chain: chainOf(newest.getPeerCertificate(true)), trust: untrusted(newest) ?? 'trusted' as const }
  const zeroRtt = newest === undefined ? undefined : has13 ? await earlyData(newest) : false
  newest?.destroy()
  if (!has12) return { ...seen, zeroRtt, clientRenegotiation: has13 ? false : undefined }
  const usual = await handshake(target, { maxVersion: 'TLSv1.2' })
  const clientRenegotiation = usual === undefined ? undefined : await renegotiates(usual)
  usual?.destroy()
  return { ...seen, zeroRtt, clientRenegotiation }
}

async function handshake(target: AuditTarget, { maxVersion = 'TLSv1.3' }: { readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3' }): Promise<TLSSocket | undefined> {
  const plain = await ready(target)
  if (typeof plain === 'string') return undefined
  const { promise, resolve } = Promise.withResolvers<TLSSocket | undefined>()
  plain.removeAllListeners('data')
  const secureContext = maxVersion === 'TLSv1.3' ? target.tls.secureContext : createSecureContext({ maxVersion })
  const socket = connectTls({
    socket: plain, servername: target.host, secureContext, rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  }, () => resolve(socket))
  for (const event of ['error', 'close'] as const) {
    socket.on(event, () => resolve(undefined))
    plain.on(event, () => resolve(undefined))
  }
  return promise
}

/** Says EHLO (or asks for a page) so that tickets have come, and looks whether one allows data before the handshake. */
async function earlyData(socket: TLSSocket): Promise<boolean | undefined> {
  const { promise, resolve } = Promise.withResolvers<boolean | undefined>()
  let found: boolean | undefined = false
  socket.on('session', (session: Buffer) => {
    const most = earlyDataOf(session)
    found = most === undefined ? undefined : found === true || most > 0
  })
  // Tickets are sent before the answer.
  socket.once('data', () => resolve(found))
  for (const event of ['end', 'close', 'error'] as const) socket.once(event, () => resolve(found))
  socket.write('QUIT\r\n\r\n')
  return promise
}

function renegotiates(socket: TLSSocket): Promise<boolean | undefined> {
  const { promise, resolve } = Promise.withResolvers<boolean | undefined>()
  for (const event of ['end', 'close', 'error'] as const) socket.once(event, () => resolve(false))
  // A server that stays silent about it does not do it.
  const timer = setTimeout(() => resolve(false), RENEGOTIATION_MS)
  socket.renegotiate({ rejectUnauthorized: false }, (error) => resolve(error === null))
  return promise.finally(() => clearTimeout(timer))
}

/** How long a server may take to begin again. */
const RENEGOTIATION_MS = 3 * second

function chainOf(peer: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  for (let one: DetailedPeerCertificate | undefined = peer; one?.raw !== undefined && chain.length < CHAIN_MAX;) {
    chain.push(new X509Certificate(one.raw))
    one = one.issuerCertificate === one ? undefined : one.issuerCertificate
  }
  return chain
}

/** A connection on which TLS may begin now; it ends by itself after `stepMs`. */
async function ready({ address, port, hostname, startTls, stepMs = AUDIT_STEP_MS }: AuditTarget): Promise<Socket | 'unreachable' | 'no-tls'> {
  const { promise, resolve } = Promise.withResolvers<Socket | 'unreachable' | 'no-tls'>()
  const socket = connect({ host: address, port })
  const timer = setTimeout(() => socket.destroy(), stepMs)
  let stage: 'greeting' | 'hello' | 'starttls' = 'greeting'
  let text = ''
  socket.on('error', () => resolve('unreachable'))
  socket.on('close', () => {
    clearTimeout(timer)
    resolve('unreachable')
  })
  if (!startTls) socket.on('connect', () => resolve(socket))
  else {
    const say = (line: string): void => {
      text = ''
      socket.write(`${line}\r\n`)
    }
    const give = (end: 'no-tls' | Socket): void => {
      if (end === 'no-tls') socket.end('QUIT\r\n')
      resolve(end)
    }
    socket.on('data', (bytes: Buffer) => {
      if (text.length > 16_384) return void socket.destroy()
      text += bytes.toString('latin1')
      const last = /^(\d{3}) [^\n]{0,1000}\n$/m.exec(text)
      if (last === null || !text.endsWith('\n')) return
      if (stage === 'greeting' && last[1] === '220') {
        stage = 'hello'
        say(`EHLO ${hostname}`)
      } else if (stage === 'hello' && last[1] === '250') {
        if (!/^250[ -]STARTTLS\b/im.test(text)) return give('no-tls')
        stage = 'starttls'
        say('STARTTLS')
      } else if (stage === 'starttls' && last[1] === '220') {
        socket.removeAllListeners('data')
        give(socket)
      } else give('no-tls')
    })
  }
  return promise
}
