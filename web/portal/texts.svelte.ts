import { guestNl, type GuestTexts } from '../texts/guest.nl.ts'
import type { Language } from '../ui/dates.ts'
import { languageOf } from './language.ts'

let current = $state.raw<GuestTexts>(guestNl)
let language = $state<Language>('nl')
let chosen = false

/** The words of the guest's language. */
export const t = (): GuestTexts => current

export const lang = (): Language => language

async function speak(next: Language): Promise<void> {
  current = next === 'en' ? (await import('../texts/guest.en.ts')).guestEn : guestNl
  language = next
  document.documentElement.lang = next
}

const storageKey = 'zegel.guest.language'

/** The guest chose: remembered for this tab only. */
export async function chooseLanguage(next: Language): Promise<void> {
  chosen = true
  await speak(next)
  try {
    sessionStorage.setItem(storageKey, next)
  } catch {
    // Storage is off: the choice holds for this page.
  }
}

/** Before anything is drawn: what was chosen in this tab, else what the browser asks for, else Dutch. */
export async function startLanguage(): Promise<void> {
  let kept: string | null = null
  try {
    kept = sessionStorage.getItem(storageKey)
  } catch {
    // Storage is off.
  }
  chosen = kept === 'nl' || kept === 'en' || languageOf(navigator.languages) !== undefined
  const next = kept === 'nl' || kept === 'en' ? kept : languageOf(navigator.languages) ?? 'nl'
  if (next !== 'nl') await speak(next)
}

/** The sender named a language for this guest: it counts where neither guest nor browser said anything. */
export async function suggestLanguage(next: Language): Promise<void> {
  if (!chosen && next !== language) await speak(next)
}
