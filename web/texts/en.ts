import { adminEn } from './admin.en.ts'
import { houseEn } from './house.en.ts'
import { readEn } from './read.en.ts'
import { settingsEn } from './settings.en.ts'
import { signInEn } from './sign-in.en.ts'
import { writeEn } from './write.en.ts'
import type { Texts } from './nl.ts'

/** The same words in English: short sentences, plain words, what is so first. */
export const en: Texts = {
  ...houseEn,
  ...signInEn,
  ...readEn,
  ...writeEn,
  ...settingsEn,
  ...adminEn,
}
