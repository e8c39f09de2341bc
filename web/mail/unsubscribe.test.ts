import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SenderTruth } from './types.ts'
import { wayOut, type WayOut } from './unsubscribe.ts'

const proved: SenderTruth = { verdict: 'verified', domain: 'lijst.test', reason: 'dmarc-pass' }
const mail = { to: 'stop@lijst.test', subject: 'x' }
const both = ['mailto:stop@lijst.test?subject=x', 'https://www.lijst.test/stop?u=1']
const cases: readonly (readonly [what: string, truth: SenderTruth | null, urls: readonly string[] | null, out: WayOut | undefined])[] = [
  ['a signature covers it', { ...proved, oneClick: true }, both, { way: 'one-click', to: 'www.lijst.test', mail }],
  ['covered, of a sender that is not proved', { ...proved, verdict: 'unverifiable', oneClick: true }, both, { way: 'one-click', to: 'www.lijst.test' }],
  ['nothing covers it', proved, both, { way: 'mail', to: 'stop@lijst.test', mail }],
  ['a subject that is a sentence', proved, ['mailto:stop@lijst.test?subject=Ik%20neem%20ontslag&body=Nu'],
    { way: 'mail', to: 'stop@lijst.test', mail: { to: 'stop@lijst.test', subject: 'unsubscribe' } }],
  ['a mail to another organisation', proved, ['mailto:directeur@elders.test'], undefined],
  ['a mail to a neighbour of that name', proved, ['mailto:stop@boselijst.test'], undefined],
  ['a mail to a sister domain', { ...proved, domain: 'post.lijst.test' }, ['mailto:stop@af.lijst.test?subject=x'],
    { way: 'mail', to: 'stop@af.lijst.test', mail: { to: 'stop@af.lijst.test', subject: 'x' } }],
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
