import assert from 'node:assert/strict'
import { isPage, pageRule } from './page-rules.ts'

const seeds = ['<script>eval(x)</script>', '<svg onload=a>', '&#x65;&colon;\\u0061', '\ufeff<!-- x --><html>', '<meta http-equiv=refresh content="0;url=data:a">', 'a/*b*/"+"c']

/** Any bytes end in a rule or in none, the same each time. */
export const fuzz = {
  name: 'page-rules',
  seeds: seeds.map((seed) => new TextEncoder().encode(seed)),
  run(input: Uint8Array): void {
    assert.equal(pageRule(input), pageRule(input))
    isPage(['a'], '', input)
  },
}
