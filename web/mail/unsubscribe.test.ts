import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SenderTruth } from './types.ts'
import { wayOut, type WayOut } from './unsubscribe.ts'

const proved: SenderTruth = { verdict: 'verified', domain: 'lijst.test', reason: 'dmarc-pass' }
const both = ['mailto:stop@lijst.test?subject=x', 'https://www.lijst.test/stop?u=1']
const cases: readonly (readonly [what: string, truth: SenderTruth | null, urls: readonly string[] | null, out: WayOut | undefined])[] = [
  ['a signature covers it', { ...proved, oneClick: true }, both, { way: 'one-click', to: 'www.lijst.test' }],
  ['covered, of a sender that is not proved', { ...proved, verdict: 'unverifiable', oneClick: true }, both, { way: 'one-click', to: 'www.lijst.test' }],
  ['nothing covers it', proved, both, { way: 'mail', to: 'stop@lijst.test' }],
  ['nothing covers it, nobody is proved', { ...proved, verdict: 'unverifiable' }, both, undefined],
  ['in Junk', { ...proved, oneClick: true, junk: ['words'] }, both, undefined],
  ['who poses as somebody else', { ...proved, verdict: 'impersonation', oneClick: true }, both, undefined],
  ['plain http', { ...proved, oneClick: true }, ['http://lijst.test/'], undefined],
  ['broken addresses', { ...proved, oneClick: true }, ['https://', 'mailto:%ff'], undefined],
  ['no field', proved, null, undefined],
  ['no truth', null, both, undefined],
]
for (const [what, senderTruth, urls, out] of cases) {
  test(`leaving a list: ${what}`, () => assert.deepEqual(wayOut({ senderTruth }, { 'header:List-Unsubscribe:asURLs': urls }), out))
}
