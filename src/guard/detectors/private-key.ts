import { matches, HITS_MAX, type Detector, type Hit } from './detector.ts'

const BLOCK = /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g
const OTHER = new RegExp(String.raw`\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b|\bPuTTY-User-Key-File-\d: |\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\b(?=[^\n]{0,40}wif)`, 'g')
/** What stands behind the begin of a block when it holds a key. */
const INSIDE = /^\s*(?:[A-Za-z][\w-]{1,40}: [^\n]{0,200}\s+){0,4}[A-Za-z0-9+/=\\]{16}/

/** Private keys in blocks: TLS, SSH, OpenPGP, age. */
export const privateKey: Detector = {
  id: 'private-key',
  type: 'PRIVATE_KEY',
  title: { nl: 'Geheime sleutel', en: 'Private key', de: 'Privater Schlüssel', fr: 'Clé privée' },
  basis: 'AVG art. 32; BIO2 8.24',
  check: 'begin of a key block (RFC 7468), key inside',
  feeds: 'credentials',
  find({ text }) {
    const hits: Hit[] = []
    if (text.includes('-----BEGIN ')) {
      for (const match of matches(text, BLOCK)) {
        const end = match.index + match[0].length
        const behind = text.slice(end, end + 400)
        const isEmpty = /^\s*(?:-----END|\.{3}|…|\*{3}|<)/.test(behind)
        hits.push({ start: match.index, end, confidence: isEmpty ? 0.3 : INSIDE.test(behind) ? 0.99 : 0.8, why: ['key-block'] })
        if (hits.length >= HITS_MAX) break
      }
    }
    if (text.includes('AGE-SECRET-KEY-1') || text.includes('PuTTY-User-Key-File')) {
      for (const match of matches(text, OTHER)) if (hits.length < HITS_MAX) hits.push({ start: match.index, end: match.index + match[0].length, confidence: 0.98, why: ['key-format'] })
    }
    return hits
  },
  examples: {
    hit: ['-----BEGIN RSA PRIVATE KEY-----\nMIIEpQIBAAKCAQEAn6', '-----BEGIN OPENSSH PRIVATE KEY-----', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF', '-----BEGIN EC PRIVATE KEY-----\r\nMHcCAQEEIAh5qA3rmqQQ'],
    miss: ['-----BEGIN PUBLIC KEY-----', '-----BEGIN OPENSSH PRIVATE KEY----------END OPENSSH PRIVATE KEY-----', '-----BEGIN CERTIFICATE-----', '-----BEGIN RSA PRIVATE KEY-----\n...'],
  },
}
