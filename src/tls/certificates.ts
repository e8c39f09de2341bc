import { BitString, Integer, OctetString, Utf8String } from 'asn1js'
import {
  AttributeTypeAndValue, BasicConstraints, Certificate, CryptoEngine, Extension, ExtKeyUsage, GeneralName, GeneralNames,
  setEngine,
} from 'pkijs'
import type { Clock } from '../base/clock.ts'
import { day, hour } from '../base/sizes.ts'
import type { KeyPair } from './server-tls.ts'

/** Makes certificates for the first start of an installation, the demonstration and tests. ECDSA P-256. */

setEngine('webcrypto', new CryptoEngine({ name: 'webcrypto', crypto: globalThis.crypto }))

/** Longest life of a certificate we make, in days. Public authorities are at 200 and going down (CA/B Forum SC-081). */
export const CERTIFICATE_DAYS = 365

export interface CertificateRequest {
  /** Host names (and IP addresses) for subjectAltName; the first is the common name. */
  readonly names: readonly string[]
  readonly clock: Clock
  readonly days?: number
}

/** A certificate authority of our own: what it issues is trusted only where its certificate was put. */
export interface CertificateAuthority {
  /** PEM, to be trusted by clients. */
  readonly certificate: string
  /** Certificate (its own after the issued one) and key. */
  issue(request: CertificateRequest): Promise<KeyPair>
}

/** A certificate that signs itself: what a fresh installation shows until a real one is put in its place. */
export async function selfSigned(request: CertificateRequest): Promise<KeyPair> {
  const keys = await newKeys()
  const certificate = await build({ request, keys, issuer: undefined, authority: false })
  return { certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER()), key: await keyPem(keys) }
}

/** A fresh authority. Its key exists only in this process. */
export async function createCertificateAuthority({ name, clock, days = 10 * CERTIFICATE_DAYS }: {
  readonly name: string, readonly clock: Clock, readonly days?: number,
}): Promise<CertificateAuthority> {
  const keys = await newKeys()
  const own = await build({ request: { names: [name], clock, days }, keys, issuer: undefined, authority: true })
  const certificate = pem('CERTIFICATE', own.toSchema(true).toBER())
  return {
    certificate,
    async issue(request) {
      const leafKeys = await newKeys()
      const leaf = await build({ request, keys: leafKeys, issuer: { certificate: own, keys }, authority: false })
      return { certificate: pem('CERTIFICATE', leaf.toSchema(true).toBER()) + certificate, key: await keyPem(leafKeys) }
    },
  }
}

interface Issuer {
  readonly certificate: Certificate
  readonly keys: CryptoKeyPair
}

async function build({ request, keys, issuer, authority }: {
  readonly request: CertificateRequest, readonly keys: CryptoKeyPair, readonly issuer: Issuer | undefined,
  readonly authority: boolean,
}): Promise<Certificate> {
  const { names, clock, days = CERTIFICATE_DAYS } = request
  const certificate = new Certificate()
  certificate.version = 2
  certificate.serialNumber = new Integer({ valueHex: serialNumber().buffer })
  const commonName = new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: (names[0] ?? '').slice(0, 64) }) })
  certificate.subject.typesAndValues.push(commonName)
  certificate.issuer.typesAndValues = issuer === undefined ? [commonName] : issuer.certificate.subject.typesAndValues
  // An hour back, for clocks that are behind.
  certificate.notBefore.value = new Date(clock.now() - hour)
  certificate.notAfter.value = new Date(clock.now() + days * day)
  const basic = new BasicConstraints({ cA: authority })
  // keyUsage (RFC 5280 §4.2.1.3): keyCertSign and cRLSign, or digitalSignature.
  const usage = new BitString({
    valueHex: new Uint8Array([authority ? 0x06 : 0x80]).buffer, unusedBits: authority ? 1 : 7,
  })
  certificate.extensions = [
    new Extension({ extnID: '2.5.29.19', critical: true, extnValue: basic.toSchema().toBER(), parsedValue: basic }),
    new Extension({ extnID: '2.5.29.15', critical: true, extnValue: usage.toBER() }),
  ]
  if (!authority) {
    const alternative = new GeneralNames({ names: names.map(generalName) })
    // serverAuth; clientAuth, because a mail server is a client as well.
    const purposes = new ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'] })
    certificate.extensions.push(
      new Extension({ extnID: '2.5.29.17', critical: false, extnValue: alternative.toSchema().toBER() }),
      new Extension({ extnID: '2.5.29.37', critical: false, extnValue: purposes.toSchema().toBER() }),
    )
  }
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey)
  await certificate.sign(issuer?.keys.privateKey ?? keys.privateKey, 'SHA-256')
  return certificate
}

/** dNSName, or iPAddress for an IPv4 address. */
function generalName(name: string): GeneralName {
  const octets = name.split('.').map(Number)
  const isOctet = (octet: number): boolean => Number.isInteger(octet) && octet >= 0 && octet <= 255
  const isAddress = octets.length === 4 && octets.every(isOctet)
  if (!isAddress) return new GeneralName({ type: 2, value: name })
  return new GeneralName({ type: 7, value: new OctetString({ valueHex: new Uint8Array(octets).buffer }) })
}

/** 16 random bytes, positive (RFC 5280 §4.1.2.2). */
function serialNumber(): Uint8Array<ArrayBuffer> {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = (bytes[0] ?? 0) & 0x7f | 0x40
  return bytes
}

async function newKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
}

async function keyPem(keys: CryptoKeyPair): Promise<string> {
  return pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey))
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = new Uint8Array(der).toBase64().match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

