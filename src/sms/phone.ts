/** Characters of a number as typed that are looked at. */
export const PHONE_LENGTH_MAX = 40

/**
 * A number as typed, in the one spelling E.164: blanks, hyphens, dots and brackets dropped, `00` read as `+`, a
 * national `0` as the country given. Undefined when it is none.
 */
export function readPhone(typed: string, { country }: { readonly country: string }): string | undefined {
  if (typed.length > PHONE_LENGTH_MAX) return undefined
  const compact = typed.replace(/\(0\)/g, '').replace(/[\s\u00a0()./-]/g, '')
  const international = compact.startsWith('00')
    ? `+${compact.slice(2)}`
    : compact.startsWith('0') ? `${country}${compact.slice(1)}` : compact
  return /^\+[1-9]\d{6,14}$/.test(international) ? international : undefined
}

/** Enough to recognise the own number, too little to call it: `06 •• •• •• 21`, `+44 •••••• 21`. */
export function phoneHint(phone: string): string {
  const last = phone.slice(-2)
  if (/^\+316\d{8}$/.test(phone)) return `06 •• •• •• ${last}`
  return `${phone.slice(0, 3)} •••••• ${last}`
}
