/**
 * Fuzz target of the PROXY header: never throws, never reads past what it says, and more input changes nothing of what was
 * read.
 */
import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { PROXY_BLOCK_OCTETS_MAX, readProxyHeader } from './proxy-header.ts'

const block = (...octets: readonly number[]): Uint8Array =>
  Uint8Array.from([0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, ...octets])
const line = (text: string): Uint8Array => new TextEncoder().encode(text)

export const fuzz = {
  name: 'proxy-header',
  seeds: [
    line('PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\nEHLO x\r\n'), line('PROXY TCP6 2001:db8::7 2001:db8::1 4124 993\r\n'),
    line('PROXY UNKNOWN\r\n'), block(0x21, 0x11, 0, 12, 192, 0, 2, 7, 198, 51, 100, 1, 1, 2, 0, 25), block(0x20, 0, 0, 0),
    block(0x21, 0x21, 0, 36, ...Array.from({ length: 36 }, (_, index) => index)),
  ],
  run(input: Uint8Array): void {
    const read = readProxyHeader(input)
    if (read.state !== 'read') return
    assert.ok(read.octets <= input.length && read.octets <= PROXY_BLOCK_OCTETS_MAX)
    if (read.client !== null) assert.notEqual(isIP(read.client.ip), 0)
    assert.deepEqual(readProxyHeader(input.subarray(0, read.octets)), read)
    assert.deepEqual(readProxyHeader(Uint8Array.from([...input, 1, 2, 3])), read)
    for (const cut of [0, 1, 12, read.octets - 1]) {
      if (cut >= 0 && cut < read.octets) assert.notEqual(readProxyHeader(input.subarray(0, cut)).state, 'read')
    }
  },
}
