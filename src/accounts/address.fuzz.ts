import assert from 'node:assert/strict'
import { readCode } from '../crypto/codes.ts'
import { readDomain } from '../tenants/domain.ts'
import { isNewLocalPart, readAddress } from './address.ts'
import { APP_PASSWORD_GROUPS } from './limits.ts'
import { totpStepOf } from './totp.ts'

const encoder = new TextEncoder()
const secret = encoder.encode('12345678901234567890')

/** What strangers type at the door: addresses, domains, codes. Nothing throws; what is read reads the same again. */
export const fuzz = {
  name: 'accounts/address',
  seeds: [
    'anna@zonnehof.test', 'Anna+x@BÜCHER.test.', '@', 'a@b@c', `${'a'.repeat(64)}@b`, '"a b"@c.nl',
    'a@[127.0.0.1]',
    'xn--a@xn--b.nl', 'k7wd-2x0p-0000-1111-abcd-efgh', '287 082', '\u202ea@b.nl', 'a\r\nb@c.nl',
  ].map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const address = readAddress(text)
    if (address !== undefined) {
      assert.ok(address.domain.length <= 253 && encoder.encode(address.local).length <= 64)
      assert.equal(address.domain, address.domain.toLowerCase())
      assert.equal(readDomain(address.domain), address.domain)
      assert.ok(address.local.startsWith(address.base))
      if (isNewLocalPart(address.local)) assert.ok(!/[\s\p{Cc}\p{Cf}]/u.test(address.local))
    }
    const domain = readDomain(text)
    if (domain !== undefined) assert.equal(readDomain(domain), domain)
    const code = readCode(text, APP_PASSWORD_GROUPS)
    if (code !== undefined) assert.equal(readCode(code, APP_PASSWORD_GROUPS), code)
    const step = totpStepOf(secret, text, 59_000)
    assert.ok(step === undefined || (step >= 0 && step <= 2))
  },
}
