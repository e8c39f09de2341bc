import assert from 'node:assert/strict'
import { concatBytes } from '../base/bytes.ts'
import { fuzz as message } from './parse.fuzz.ts'
import { parseMessage } from './parse.ts'
import { parsedBehind } from './parsed-behind.ts'
import { withoutFields } from './rewrite.ts'

const FRONT = new TextEncoder().encode('Return-Path: <>\r\nReceived: from a\r\n\tby b; c\r\n')

/** A message behind a trace: what is moved is what parsing it anew gives. */
export const fuzz = {
  name: 'parsed-behind',
  seeds: message.seeds,
  run(input: Uint8Array): void {
    const parsed = parseMessage(input)
    const without = parsed.headers.filter(({ name }) => /^(?:return-path|received|x)/i.test(name))
    for (const gone of [[], without]) {
      const found = parsedBehind(FRONT, { raw: input, parsed, without: gone })
      if (found !== undefined) assert.deepEqual(found, parseMessage(concatBytes([FRONT, withoutFields(input, gone)])))
    }
  },
}
