import assert from 'node:assert/strict'
import { judgeMessage } from './judge.ts'
import { WEIGHTS } from './places.ts'

const encoder = new TextEncoder()
const weights = { version: 'fuzz', bias: 0, scale: 0.01, threshold: 0, bytes: new Int8Array(WEIGHTS).fill(1) }

/** Any message: a finite score. */
export const fuzz = {
  name: 'spam',
  seeds: ['From: a@a.test\r\nSubject: win\r\nContent-Type: text/html\r\n\r\n<a href="http://x@1.2.3.4:81/%41">http://b</a><div style="display:none">x</div><!--',
    'From: "a@b" <c@d>\r\nReply-To: e@f\r\nAuthentication-Results: m; spf=fail\r\n\r\nhttp://bit.ly/x CLICK HERE!!! 100% $$$\r\n']
    .map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    assert.ok(Number.isFinite(judgeMessage(input, weights, { proof: 'of-message' }).score))
  },
}
