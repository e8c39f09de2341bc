/** In which a guest reads. */
export type GuestLanguage = 'nl' | 'en' | 'de' | 'fr'

/** Each language by its own name: who does not read the page must find his own. */
export const guestLanguages = [['nl', 'Nederlands'], ['en', 'English'], ['de', 'Deutsch'], ['fr', 'Français']] as const

export function isGuestLanguage(word: string | null): word is GuestLanguage {
  return guestLanguages.some(([code]) => code === word)
}

/** In which language a guest reads: as the browser asks; undefined when it asks for others only. */
export function languageOf(asked: readonly string[]): GuestLanguage | undefined {
  return asked.map((one) => one.slice(0, 2).toLowerCase()).find(isGuestLanguage)
}
