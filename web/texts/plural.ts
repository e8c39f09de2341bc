const rules = { nl: new Intl.PluralRules('nl'), en: new Intl.PluralRules('en') }
const numbers = { nl: new Intl.NumberFormat('nl-NL'), en: new Intl.NumberFormat('en-GB') }

/** The form that goes with a count: `one` for exactly one thing, `other` for none or more. */
export function plural(language: 'nl' | 'en', count: number, one: string, other: string): string {
  return rules[language].select(count) === 'one' ? one : other
}

/** A number as Dutch readers write it: 8.412. */
export const dutchNumber = (value: number): string => numbers.nl.format(value)

/** A number as English readers write it: 8,412. */
export const englishNumber = (value: number): string => numbers.en.format(value)
