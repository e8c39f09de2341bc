import { matches, HITS_MAX, type Detector, type Hit } from './detector.ts'

const CANDIDATE = /(?<![\w.+-])[A-Za-z0-9](?:[\w.+'-]{0,63})@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,6}[A-Za-z]{2,24}(?![\w-])/g

/** Mail addresses. Evidence only in lists of persons. */
export const email: Detector = {
  id: 'email',
  type: 'EMAIL',
  title: { nl: 'E-mailadres', en: 'E-mail address', de: 'E-Mail-Adresse', fr: 'Adresse électronique' },
  basis: 'AVG art. 4 lid 1',
  find({ text }) {
    const hits: Hit[] = []
    if (!text.includes('@')) return hits
    for (const match of matches(text, CANDIDATE)) {
      hits.push({ start: match.index, end: match.index + match[0].length, confidence: 0.95, why: ['shape:address'] })
      if (hits.length >= HITS_MAX) break
    }
    return hits
  },
  examples: { hit: ['schrijf naar jan.de.vries@voorbeeld.nl', 'a+b@x.example.org'], miss: ['@jan', 'jan@', 'a@b'] },
}
