import type { Language } from '../ui/dates.ts'

/** In which language a guest reads: as the browser asks; undefined when it asks for others only. */
export function languageOf(asked: readonly string[]): Language | undefined {
  const first = asked.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one === 'nl' || one === 'en')
  return first === 'nl' || first === 'en' ? first : undefined
}
