import { assert } from '../base/assert.ts'
import { dataText, textFacts } from './outgoing.ts'
import { DataScanner } from './scanner.ts'

const seed = (text: string): Uint8Array => new TextEncoder().encode(text)

function scan(input: Uint8Array, pieceSize: number): { kept: number[], end: number, problem: string | undefined } {
  const kept: number[] = []
  const scanner = new DataScanner({
    sizeBytesMax: 1 << 20, keep: (piece, start, end) => kept.push(...piece.subarray(start, end)),
  })
  for (let at = 0; at < input.length; at += pieceSize) {
    const end = scanner.push(input.subarray(at, at + pieceSize), 0)
    if (end >= 0) return { kept, end: at + end, problem: scanner.problem }
  }
  return { kept, end: -1, problem: scanner.problem }
}

/** Any bytes: the end does not depend on how they are cut, it is CRLF.CRLF, and what is kept has no bare line end. */
export const fuzz = {
  name: 'smtp data scanner',
  seeds: [seed('a\r\n.\r\nb'), seed('..\r\n.\r\n'), seed('a\n.\r\n\r\n.\r\n'), seed('\r\r\n.\r\n'), seed('\r\n.\r\r\n.\r\n')],
  run(input: Uint8Array): void {
    const bounded = input.subarray(0, 20_000)
    const whole = scan(bounded, Math.max(1, bounded.length))
    for (const size of [1, 2, 3, 7]) {
      const cut = scan(bounded, size)
      assert(cut.end === whole.end && cut.problem === whole.problem, 'the result depends on the pieces')
      if (whole.problem === undefined) assert(cut.kept.length === whole.kept.length, 'the text depends on the pieces')
    }
    if (whole.problem === undefined && whole.end >= 0) {
      const text = Uint8Array.from(whole.kept)
      assert(!textFacts(text).bareLineEnd, 'a bare line end was kept')
      assert(scan(dataText(text), 5).kept.length === text.length, 'what was taken cannot be sent on unchanged')
    }
  },
}
