import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFixedFolderName } from './fixed-folders.ts'
import { houseEn } from './house.en.ts'
import { houseNl } from './house.nl.ts'

test('no own folder is called as a fixed one, in Dutch or English and in any capitals', () => {
  for (const { nav } of [houseNl, houseEn]) {
    for (const role of ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash', 'all'] as const) {
      for (const name of [nav[role], nav[role].toUpperCase(), nav[role].toLowerCase(), ` ${nav[role].replace(' ', '  ')} `]) {
        assert.equal(isFixedFolderName(name), true, name)
      }
    }
  }
  for (const name of ['Wijk Noord', 'Verzonden 2025', 'Postvak', 'constructor', '']) assert.equal(isFixedFolderName(name), false, name)
})
