const units = ['KB', 'MB', 'GB', 'TB'] as const
/** French readers count in octets. */
const french = ['Ko', 'Mo', 'Go', 'To'] as const
const localeOf = { nl: 'nl-NL', en: 'en-GB', de: 'de-DE', fr: 'fr-FR' } as const

/** A file's size for people: `214 KB`, `1,4 MB`. Steps of 1,000, as file managers count; never under 1 KB. */
export function fileSize(bytes: number, language: keyof typeof localeOf): string {
  let value = bytes / 1000
  let step = 0
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000
    step += 1
  }
  const number = new Intl.NumberFormat(localeOf[language], {
    maximumFractionDigits: step > 0 && value < 10 ? 1 : 0,
  })
  return `${number.format(Math.max(value, step === 0 ? 1 : 0))} ${(language === 'fr' ? french : units)[step] ?? 'TB'}`
}
