import { hash, X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'

/** The kinds of channel binding we know. RFC 9266 (exporter), RFC 5929 §4 (certificate of the server) */
const CHANNEL_BINDINGS = ['tls-exporter', 'tls-server-end-point'] as const

/** Gives what binds a sign-in to this connection; undefined when the kind is unknown or not to be had here. */
export type BindChannel = (type: string) => Uint8Array | undefined

/** For a connection without TLS. */
export const noChannel: BindChannel = () => undefined

/** Whether any binding is to be had, so that the mechanisms with one can be offered. */
export function canBind(bind: BindChannel): boolean {
  return CHANNEL_BINDINGS.some((type) => bind(type) !== undefined)
}

/** The bindings of a connection whose handshake is done. */
export function channelOf(socket: TLSSocket): BindChannel {
  return (type) => {
    if (type === 'tls-exporter') return exporter(socket)
    return type === 'tls-server-end-point' ? endPoint(socket) : undefined
  }
}

/** Only with TLS 1.3: before it, nobody can see here whether the extended master secret was agreed. RFC 9266 §4.2 */
function exporter(socket: TLSSocket): Uint8Array | undefined {
  if (socket.getProtocol() !== 'TLSv1.3') return undefined
  return socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
}

/**
 * The hash of our certificate, by the hash function of its signature; SHA-256 in place of older ones. A signature with no
 * hash function of its own (Ed25519) has no such binding. RFC 5929 §4.1
 */
function endPoint(socket: TLSSocket): Uint8Array | undefined {
  const own = socket.getCertificate()
  if (own === null || !('raw' in own) || own.raw === undefined) return undefined
  const algorithm = new X509Certificate(own.raw).signatureAlgorithm?.toLowerCase() ?? ''
  const name = SIGNATURE_HASHES.find(([word]) => algorithm.includes(word))?.[1]
  return name === undefined ? undefined : hash(name, own.raw, 'buffer')
}

const SIGNATURE_HASHES = [['sha512', 'sha512'], ['sha384', 'sha384'], ['sha256', 'sha256'], ['sha1', 'sha256'],
  ['md5', 'sha256']] as const
