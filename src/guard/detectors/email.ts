import { HITS_MAX, type Detector, type Hit } from './detector.ts'

/** Longest part before and behind the sign. RFC 5321 §4.5.3.1 */
const LOCAL_MAX = 64
const DOMAIN_MAX = 190
const DOMAIN = new RegExp(String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?:[\p{L}]{2,24}|xn--[a-zA-Z0-9-]{2,40})(?![\p{L}\p{N}_]|-[\p{L}\p{N}])`, 'uy')

/** Mail addresses. Evidence only in lists of persons. */
export const email: Detector = {
  id: 'email',
  type: 'EMAIL',
  title: { nl: 'E-mailadres', en: 'E-mail address', de: 'E-Mail-Adresse', fr: 'Adresse électronique' },
  basis: 'AVG art. 4 lid 1',
  check: 'RFC 5321 shape',
  feeds: null,
  find({ text }) {
    const hits: Hit[] = []
    for (let at = text.indexOf('@'); at >= 0 && hits.length < HITS_MAX; at = text.indexOf('@', at + 1)) {
      let start = at
      while (start > 0 && at - start < LOCAL_MAX && isLocal(text.charCodeAt(start - 1))) start -= 1
      while (start < at && !/[\p{L}\p{N}_]/u.test(text[start] ?? '')) start += 1
      if (start === at || text[at - 1] === '.') continue
      DOMAIN.lastIndex = at + 1
      const domain = DOMAIN.exec(text)?.[0]
      if (domain === undefined || domain.length > DOMAIN_MAX) continue
      hits.push({ start, end: at + 1 + domain.length, confidence: 0.95, why: ['shape:address'] })
    }
    return hits
  },
  examples: { hit: ['schrijf naar jan.de.vries@voorbeeld.nl', 'a+b@x.example.org', 'user@xn--80ak6aa92e.com', 'a@xn--d1acufc.xn--p1ai', '<jan_2@voorbeeld.nl>', 'info@voorbeeld.nl.'], miss: ['@jan', 'jan@', 'a@b', 'my email is info@presidio.', 'x@.nl'] },
}

/** Letters, digits and the signs that addresses are written with. RFC 5322 §3.2.3, the common ones */
function isLocal(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97
    && code <= 122) || code === 46 || code === 95 || code === 43 || code === 45
    || code === 39 || code >= 0xc0
}
