import { nl, type Texts } from '../texts/nl.ts'
import type { Language } from './dates.ts'

let current = $state.raw<Texts>(nl)
let language = $state<Language>('nl')

/** The words of the chosen language. Reading it in a component makes that component follow a change of language. */
export const t = (): Texts => current

/** The chosen language, for dates, numbers and sizes. */
export const lang = (): Language => language

const storageKey = 'zegel.language'

/** Switches the whole screen; English loads when it is first asked for. Remembered on this device for the door. */
export async function chooseLanguage(next: Language): Promise<void> {
  current = next === 'en' ? (await import('../texts/en.ts')).en : nl
  language = next
  document.documentElement.lang = next
  try {
    localStorage.setItem(storageKey, next)
  } catch {
    // Storage is off: the door will guess from the browser.
  }
}

/** The language to start in: what this device last used, else what the browser asks for, else Dutch. */
export async function startLanguage(): Promise<void> {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(storageKey)
  } catch {
    kept = null
  }
  const english = kept === 'en' || (kept === null && !navigator.languages.some((one) => one.startsWith('nl')) && navigator.language.startsWith('en'))
  if (english) await chooseLanguage('en')
}
