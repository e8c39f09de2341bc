import { assert } from '../base/assert.ts'
import { publicKeyInfo } from './dane.ts'
import { matchesMx, MAX_AGE_SECONDS_MAX, parsePolicy, policyId, POLICY_MX_MAX } from './mta-sts.ts'

const seed = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Words of strangers that decide how mail travels: never thrown at, and what is taken keeps to its limits. */
export const fuzz = {
  name: 'MTA-STS policy, announcement and the key in a certificate',
  seeds: [
    seed('version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n'),
    seed('v=STSv1; id=20160831085700Z;'),
    Uint8Array.from([0x30, 0x0a, 0x30, 0x08, 0x02, 0x01, 0x01, 0x30, 0x00, 0x30, 0x01, 0x00]),
  ],
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const policy = parsePolicy(text)
    if (policy !== undefined) {
      assert(policy.maxAgeSeconds >= 0 && policy.maxAgeSeconds <= MAX_AGE_SECONDS_MAX, 'a policy lives too long')
      assert(policy.mx.length <= POLICY_MX_MAX, 'a policy names too many hosts')
      assert(policy.mode === 'none' || policy.mx.length > 0, 'a policy names no host')
      for (const pattern of policy.mx) {
        assert(!matchesMx(policy, '') && !matchesMx({ mx: [pattern] }, `a.b.${pattern}`), 'a pattern fits more than one label')
      }
    }
    const id = policyId(text.split('\n'))
    assert(id === undefined || /^[A-Za-z0-9]{1,32}$/.test(id), 'an id of other characters')
    const info = publicKeyInfo(input)
    assert(info === undefined || info[0] === 0x30, 'a key that is no sequence')
  },
}
