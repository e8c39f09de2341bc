/** Check digits of numbers. Each takes digits (and letters where the number has them) without separators. */

/** Dutch citizen service number: weights 9 to 2 and -1, divisible by 11. Wet algemene bepalingen BSN; also the RSIN's. */
export function isElevenTest(digits: string): boolean {
  const offset = 9 - digits.length
  if (offset !== 0 && offset !== 1) return false
  let sum = 0
  for (let at = 0; at < digits.length - 1; at += 1) sum += (9 - offset - at) * (digits.charCodeAt(at) - 48)
  if (sum % 11 !== digits.charCodeAt(digits.length - 1) - 48) return false
  // Nobody has a number of zeros or of one digit throughout.
  return !/^0{6}|^(\d)\1{8}$/.test(offset === 0 ? digits : `0${digits}`)
}

/** ISO 7064 mod 97-10 over digits and letters (A = 10). */
export function mod97(text: string): number {
  let rest = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    rest = code >= 65 ? (rest * 100 + code - 55) % 97 : (rest * 10 + code - 48) % 97
  }
  return rest
}

/** ISO/IEC 7812-1 annex B. */
export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let at = digits.length - 1, double = false; at >= 0; at -= 1, double = !double) {
    const digit = digits.charCodeAt(at) - 48
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

/** Lengths of account numbers per country. ISO 13616 registry. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  ('AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 '
  + 'HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 '
  + 'RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30').split(' ').map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]))

/** Length of a country's account numbers; 0 when the country has none. */
export const ibanLength = (country: string): number => IBAN_LENGTHS[country] ?? 0

/** Whether text without blanks is a valid account number. ISO 13616 */
export function isIban(text: string): boolean {
  return text.length === ibanLength(text.slice(0, 2)) && /^[A-Z]{2}\d\d[A-Z0-9]+$/.test(text) && bankPart(text)
    && mod97(text.slice(4) + text.slice(0, 4)) === 1
}

/** Where the bank stands in letters for the countries met most. */
const bankPart = (text: string): boolean => !/^(?:NL|GB|IE)/.test(text) || /^[A-Z]{4}\d+$/.test(text.slice(4))

/** Card networks by first digits and length. ISO/IEC 7812 ranges as the networks publish them. */
export function cardIssuer(digits: string): string | undefined {
  const four = Number(digits.slice(0, 4))
  const two = Math.floor(four / 100)
  const length = digits.length
  if (digits.startsWith('4') && (length === 13 || length === 16 || length === 19)) return 'visa'
  if (length === 16 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))) return 'mastercard'
  if (length === 15 && (two === 34 || two === 37)) return 'amex'
  if (length === 14 && (two === 36 || two === 38 || two === 39 || (four >= 3000 && four <= 3059))) return 'diners'
  if (length === 16 && (four === 6011 || two === 65 || (four >= 6440 && four <= 6499) || (four >= 6221 && four <= 6229))) return 'discover'
  if ((length === 16 && four >= 3528 && four <= 3589) || (length === 15 && (four === 2131 || four === 1800))) return 'jcb'
  if (length >= 12 && length <= 19 && (two === 50 || (two >= 56 && two <= 58) || two === 67 || two === 63)) return 'maestro'
  return undefined
}

/** Belgian national register number: 97 minus the rest, with a 2 before for births from 2000. */
export function isRijksregister(digits: string): boolean {
  const check = Number(digits.slice(9))
  const month = Number(digits.slice(2, 4)) % 20
  if (digits.length !== 11 || month > 12 || Number(digits.slice(4, 6)) > 31) return false
  return 97 - Number(digits.slice(0, 9)) % 97 === check || 97 - Number(`2${digits.slice(0, 9)}`) % 97 === check
}

/** French social security number with its key: 97 minus the rest; Corsica's 2A and 2B count as 19 and 18. */
export function isNir(text: string): boolean {
  if (!/^[1-478]\d{4}(?:\d\d|2[AB])\d{6}\d\d$/.test(text)) return false
  const number = text.slice(0, 13).replace('2A', '19').replace('2B', '18')
  const month = Number(text.slice(3, 5))
  return ((month >= 1 && month <= 12) || month >= 20) && 97 - Number(BigInt(number) % 97n) === Number(text.slice(13))
}

/** German tax identification number: ISO 7064 mod 11,10; one digit twice or three times. § 139b AO */
export function isSteuerId(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false
  const counts = Array.from({ length: 10 }, () => 0)
  for (const digit of digits.slice(0, 10)) counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1
  if (counts.filter((count) => count === 0).length > 2 || Math.max(...counts) > 3
    || Math.max(...counts) < 2) return false
  let product = 10
  for (let at = 0; at < 10; at += 1) {
    const sum = (digits.charCodeAt(at) - 48 + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === digits.charCodeAt(10) - 48
}

/** German health insurance number: letter as two digits, weights 1 and 2, digit sums. § 290 SGB V */
export function isKvnr(text: string): boolean {
  if (!/^[A-Z]\d{9}$/.test(text)) return false
  const digits = String(text.charCodeAt(0) - 64).padStart(2, '0') + text.slice(1, 9)
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const product = (digits.charCodeAt(at) - 48) * (at % 2 === 0 ? 1 : 2)
    sum += product > 9 ? product - 9 : product
  }
  return sum % 10 === text.charCodeAt(9) - 48
}

/** UK NHS number: weights 10 to 2, 11 minus the rest. */
export function isNhs(digits: string): boolean {
  if (digits.length !== 10 || /^(\d)\1{9}$/.test(digits)) return false
  let sum = 0
  for (let at = 0; at < 9; at += 1) sum += (10 - at) * (digits.charCodeAt(at) - 48)
  const check = 11 - sum % 11
  return check !== 10 && check % 11 === digits.charCodeAt(9) - 48
}

/** UK national insurance number: letters that are given out. */
export function isNino(text: string): boolean {
  return /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(text) && !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(text)
}

/** German pension insurance number: weights 2,1,2,5,7,1,2,1,2,1,2,1 with digit sums, mod 10. */
export function isRentenversicherung(text: string): boolean {
  if (!/^\d{8}[A-Z]\d{3}$/.test(text)) return false
  const day = Number(text.slice(2, 4))
  const month = Number(text.slice(4, 6))
  if (day < 1 || day > 81 || month < 1 || month > 12) return false
  const digits = text.slice(0, 8) + String(text.charCodeAt(8) - 64).padStart(2, '0') + text.slice(9, 11)
  const weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]
  let sum = 0
  for (let at = 0; at < 12; at += 1) {
    const product = (digits.charCodeAt(at) - 48) * (weights[at] ?? 1)
    sum += Math.floor(product / 10) + product % 10
  }
  return sum % 10 === text.charCodeAt(11) - 48
}

/** Check digit of a machine readable zone: weights 7, 3, 1; letters A = 10. ICAO 9303-3 §4.9 */
export function mrzCheck(text: string): number {
  let sum = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const value = code >= 65 ? code - 55 : code === 60 ? 0 : code - 48
    sum += value * ([7, 3, 1][at % 3] ?? 1)
  }
  return sum % 10
}

/** Dutch education number of pupils without a BSN: nine digits from 10, the BSN's sum leaves 5. Besluit persoonsgebonden nummer */
export function isOnderwijsnummer(digits: string): boolean {
  if (!/^10\d{7}$/.test(digits)) return false
  let sum = -(digits.charCodeAt(8) - 48)
  for (let at = 0; at < 8; at += 1) sum += (9 - at) * (digits.charCodeAt(at) - 48)
  return sum % 11 === 5
}

/** Check of a VAT number by country; undefined where the country's rule is not known here. VIES */
export function isVatId(text: string): boolean | undefined {
  const digits = text.slice(2)
  switch (text.slice(0, 2)) {
    case 'NL': return /^\d{9}B\d\d$/.test(digits) && (isElevenTest(digits.slice(0, 9)) || mod97(text) === 1)
    case 'DE': return /^[1-9]\d{8}$/.test(digits) && isMod1110(digits)
    case 'BE': return /^[01]\d{9}$/.test(digits) && 97 - Number(digits.slice(0, 8)) % 97 === Number(digits.slice(8))
    case 'FR': return /^[A-HJ-NP-Z0-9]{2}\d{9}$/.test(digits)
      && (!/^\d\d/.test(digits) || (12 + 3 * (Number(digits.slice(2)) % 97)) % 97 === Number(digits.slice(0, 2)))
    default: return undefined
  }
}

/** ISO 7064 mod 11,10 over digits with the last as check digit. */
export function isMod1110(digits: string): boolean {
  let product = 10
  for (let at = 0; at < digits.length - 1; at += 1) {
    const sum = (digits.charCodeAt(at) - 48 + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === digits.charCodeAt(digits.length - 1) - 48
}

/** Last character as the ICAO 9303 check digit of the others. */
export const hasDocumentCheck = (text: string): boolean => mrzCheck(text.slice(0,
  -1)) === text.charCodeAt(text.length - 1) - 48
