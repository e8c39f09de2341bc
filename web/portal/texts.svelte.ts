import { guestNl, type GuestTexts } from '../texts/guest.nl.ts'
import { isGuestLanguage, languageOf, type GuestLanguage } from './language.ts'

let current = $state.raw<GuestTexts>(guestNl)
let language = $state<GuestLanguage>('nl')
let chosen = false

/** The words of the guest's language. */
export const t = (): GuestTexts => current

export const lang = (): GuestLanguage => language

/** Dutch is in the page; the others come when somebody reads them. */
const catalogues: Readonly<Record<GuestLanguage, () => Promise<GuestTexts>>> = {
  nl: () => Promise.resolve(guestNl),
  en: async () => (await import('../texts/guest.en.ts')).guestEn,
  de: async () => (await import('../texts/guest.de.ts')).guestDe,
  fr: async () => (await import('../texts/guest.fr.ts')).guestFr,
}

async function speak(next: GuestLanguage): Promise<void> {
  current = await catalogues[next]()
  language = next
  document.documentElement.lang = next
}

const storageKey = 'zegel.guest.language'

/** The guest chose: remembered for this tab only. */
export async function chooseLanguage(next: GuestLanguage): Promise<void> {
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
  const known = isGuestLanguage(kept) ? kept : languageOf(navigator.languages)
  chosen = known !== undefined
  const next = known ?? 'nl'
  if (next !== 'nl') await speak(next)
}

/** The sender named a language for this guest: it counts where neither guest nor browser said anything. */
export async function suggestLanguage(next: GuestLanguage): Promise<void> {
  if (!chosen && next !== language) await speak(next)
}
