import assert from 'node:assert/strict'
import { judgeText } from './guard.testing.ts'
import { spans } from './spans.ts'
import { CASE_NOW } from './cases.ts'

const encoder = new TextEncoder()

/** The whole guard on any text: an answer, findings inside the text, linear work. */
export const fuzz = {
  name: 'guard',
  seeds: ['Mevrouw A. Prins, geb. 3-4-1951, BSN 111222333, Kerkstraat 4, 1234 AB', 'wachtwoord: Zomer!2031 en sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'naam;bsn\nJan;111222333\nEva;123456782',
    'Hoi,\n\nzie bijlage.\n\nMet vriendelijke groet,\nJan\n\nOp 1-1-2025 schreef Eva:\n> BE68 5390 0754 7034\n', 'P<NLDDE<BRUIJN<<WILLEKE<<<<<<<<<<<<<<<<<<<<<'].map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const { findings } = judgeText(text)
    for (const { start, end, part } of findings) if (part === 'body') assert.ok(start >= 0 && start <= end && end <= text.length)
    for (const { start, end } of spans(text, CASE_NOW)) assert.ok(start >= 0 && start <= end && end <= text.length)
  },
}
