import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guestDe } from './guest.de.ts'
import { guestEn } from './guest.en.ts'
import { guestFr } from './guest.fr.ts'
import { guestNl } from './guest.nl.ts'

/** Words of a sentence for people who read slowly. */
const wordsMax = 15

/** Every text, with something in its gaps. */
function* texts(of: unknown, path = ''): Generator<readonly [string, string]> {
  if (typeof of === 'string') yield [path, of]
  else if (typeof of === 'function') yield* texts((of as (...gaps: unknown[]) => unknown)(...(of.length > 1 ? ['x', 'y'] : [/left|wait|percent|files|paused|going|again|step/.test(path) ? 3 : 'x'])), path)
  else if (Array.isArray(of)) yield [path, of.join(' ')]
  else if (typeof of === 'object' && of !== null) for (const [key, value] of Object.entries(of)) yield* texts(value, `${path}.${key}`)
}

for (const [language, catalogue] of [['nl', guestNl], ['en', guestEn], ['de', guestDe], ['fr', guestFr]] as const) {
  test(`no sentence for guests is longer than ${wordsMax} words (${language})`, () => {
    const long = [...texts(catalogue)].filter(([, text]) => text.split(/(?<=[.?!:])\s+/).some((sentence) => sentence.split(/\s+/).length > wordsMax))
    assert.deepEqual(long, [])
  })
  test(`no word for guests is one that only we know (${language})`, () => {
    const ours = [...texts(catalogue)].filter(([, text]) => /encrypt|versleutel|verschlüssel|chiffr(?!e)|verifi|vérifi|authenti|portal|portail|ledger|browser|navigateur/i.test(text))
    assert.deepEqual(ours, [])
  })
}

test('every text is there in each language, and is not the Dutch one', () => {
  const dutch = new Map(texts(guestNl))
  for (const catalogue of [guestEn, guestDe, guestFr]) {
    const others = new Map(texts(catalogue))
    assert.deepEqual([...others.keys()], [...dutch.keys()])
    const same = [...others].filter(([path, text]) => text === dutch.get(path) && text.length > 12 && !/^\S+ - \S+$/.test(text))
    assert.deepEqual(same, [])
  }
})
