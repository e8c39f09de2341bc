/** What a TLS handshake proved of the server, from its certificates and from what was known of it before. */
import { X509Certificate } from 'node:crypto'
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { connectionLevel, keyLevel } from '../tls/levels.ts'
import { CHAIN_MAX, fitsDane } from './dane.ts'
import { provenBy } from './demand.ts'
import { untrusted } from './tls-failure.ts'
import { TLS_PROOFS, type HopTrust, type ReachedTls, type TlsProof } from './types.ts'

/** Looks at a connection after its handshake. `now` in ms. */
export function reachedBy(socket: TLSSocket, { host, trust = {}, now }: {
  readonly host: string, readonly trust?: HopTrust | undefined, readonly now: number,
}): ReachedTls {
  const peer = socket.getPeerCertificate(true)
  const [leaf] = chainOf(peer)
  const protocol = socket.getProtocol() ?? 'TLS'
  const cipher = socket.getCipher().standardName
  const group = groupOf(socket)
  const certificateFailure = untrusted(socket)
    ?? (checkServerIdentity(host, peer) === undefined ? undefined : 'certificate-host-mismatch')
  return {
    protocol, cipher, group, peerName: host, proofs: proofsOf(socket, peer, { trust, now }),
    level: connectionLevel({ protocol, cipher, group }),
    keyLevel: leaf === undefined ? 'insufficient' : keyLevel(leaf.publicKey),
    fingerprint: (leaf?.fingerprint256 ?? '').replaceAll(':', '').toLowerCase(),
    ...(certificateFailure === undefined ? {} : { certificateFailure }),
  }
}

function proofsOf(socket: TLSSocket, peer: DetailedPeerCertificate, { trust, now }: {
  readonly trust: HopTrust, readonly now: number,
}): readonly TlsProof[] {
  const { tlsa, certificate } = trust
  const found = new Set<TlsProof>()
  if (tlsa !== undefined && fitsDane({ chain: chainOf(peer), ...tlsa, now })) found.add('dane')
  // `authorized`: the chain leads to an authority we trust, in time and for servers. Whose it is stands in the names.
  if (certificate !== undefined && socket.authorized
    && certificate.names.some((name) => checkServerIdentity(name, peer) === undefined)) {
    for (const proof of provenBy(certificate.proof)) found.add(proof)
  }
  return TLS_PROOFS.filter((proof) => found.has(proof))
}

/** The certificates as the server sent them, its own first. */
function chainOf(peer: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let one: DetailedPeerCertificate | undefined = peer
  while (one?.raw !== undefined && chain.length < CHAIN_MAX) {
    chain.push(new X509Certificate(one.raw))
    // A certificate that signs itself is its own issuer here.
    one = one.issuerCertificate === one ? undefined : one.issuerCertificate
  }
  return chain
}

function groupOf(socket: TLSSocket): string {
  const key: object | null = socket.getEphemeralKeyInfo()
  return key !== null && 'name' in key && typeof key.name === 'string' ? key.name : ''
}
