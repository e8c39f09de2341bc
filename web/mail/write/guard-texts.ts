import { guardEn } from '../../texts/guard.en.ts'
import { guardNl, type GuardTexts } from '../../texts/guard.nl.ts'
import { lang } from '../../ui/texts.svelte.ts'

/** The guard's words in the language of the screen. */
export const g = (): GuardTexts => lang() === 'en' ? guardEn : guardNl
