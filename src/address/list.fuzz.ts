import assert from 'node:assert/strict'
import { ADDRESS_TEXT_MAX, parseAddressList } from './list.ts'

const encoder = new TextEncoder()

/** Address lists: any text gives addresses of bounded length without line ends. */
export const fuzz = {
  name: 'address-list',
  seeds: ['Jan <jan@x.nl>, "P, Q" <p@y.nl>', 'team: a@x.nl, b@x.nl;', 'a@x.nl (A (b) c)', '<@r.nl:a@x.nl>',
    '"a b"@x.nl; c'].map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    const { groups } = parseAddressList(new TextDecoder().decode(input))
    for (const { addresses } of groups) {
      for (const { email } of addresses) {
        assert.ok(email.length <= ADDRESS_TEXT_MAX + 1)
        assert.doesNotMatch(email, /[\r\n\0]/)
      }
    }
  },
}
