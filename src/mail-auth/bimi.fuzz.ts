import { assert } from '../base/assert.ts'
import { certificatesIn, EVIDENCE_CHAIN_MAX } from './bimi-evidence.ts'
import { logoProblem } from './bimi-svg.ts'
import { locationsOf } from './bimi.ts'

const seed = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Logos, records and certificates of strangers: taken or refused, never thrown at. */
export const fuzz = {
  name: 'BIMI: record, logo and evidence',
  seeds: [
    seed('<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 9 9"><title>a</title><path d="M0 0"/></svg>'),
    seed('v=BIMI1; l=https://a.example/b.svg; a=https://a.example/b.pem'), seed('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'),
  ],
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    if (logoProblem(text) === undefined) assert(!/<script|<image|<foreignObject/i.test(text), 'a logo that is more than a picture')
    const place = locationsOf(text)
    assert(place === undefined || place.logo === '' || place.logo.startsWith('https://'), 'a logo from elsewhere')
    assert(certificatesIn(text).length <= EVIDENCE_CHAIN_MAX, 'too many certificates')
  },
}
