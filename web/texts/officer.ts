import { lang } from '../ui/texts.svelte.ts'
import { officerEn } from './officer.en.ts'
import { officerNl, type OfficerTexts } from './officer.nl.ts'

/** Words of the privacy officer's pages; they travel with those pages only. */
export const officerTexts = (): OfficerTexts => lang() === 'nl' ? officerNl : officerEn
