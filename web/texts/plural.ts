type Counted = 'nl' | 'en' | 'de' | 'fr'

const rules: Readonly<Record<Counted, Intl.PluralRules>> = {
  nl: new Intl.PluralRules('nl'), en: new Intl.PluralRules('en'), de: new Intl.PluralRules('de'), fr: new Intl.PluralRules('fr'),
}
const numbers = { nl: new Intl.NumberFormat('nl-NL'), en: new Intl.NumberFormat('en-GB') }

/** The form that goes with a count: `one` for exactly one thing (in French also for none), `other` for none or more. */
export function plural(language: Counted, count: number, one: string, other: string): string {
  return rules[language].select(count) === 'one' ? one : other
}

/** A number as Dutch readers write it: 8.412. */
export const dutchNumber = (value: number): string => numbers.nl.format(value)

/** A number as English readers write it: 8,412. */
export const englishNumber = (value: number): string => numbers.en.format(value)
