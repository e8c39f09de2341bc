import { calledAs, holdsLabel } from '../labels.ts'
import { candidates, share, CONFIDENCE_MIN, HITS_MAX, type Detector, type Hit } from './detector.ts'

/** Side codes 1 to 11 with hyphens. RDW */
const NL = new RegExp(String.raw`(?:[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d|[A-Z]{2}-\d\d-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d\d|\d\d-[A-Z]{2}-[A-Z]{2}|\d\d-[A-Z]{3}-\d|\d-[A-Z]{3}-\d\d|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{3}-\d\d-[A-Z])(?![\w-])`, 'y')
/**
 * The same side codes without hyphens or with blanks, and what neighbours use; only beside their word, or where the
 * shape is rare.
 */
const OTHER = new RegExp('(?:[A-Za-z]{2}[ -]?\\d{3}[ -]?[A-Za-z]{1,2}|[A-Za-z][ -]?\\d{3}[ -]?[A-Za-z]{2,3}|\\d[ -]?[A-Za-z]{3}[ -]?\\d{2,3}|\\d\\d[ -]?[A-Za-z]{2,3}[ -]?\\d{1,2}|[A-Za-z]{3}[ -]?\\d{2,3}[ -]?[A-Za-z]'
  + '|[A-Za-z]{2}[ -]?\\d\\d[ -]?[A-Za-z]{2,3}|[A-ZÄÖÜa-zäöü]{1,3}[ -][A-Za-z]{1,2}[ -]?\\d{1,4}[EHeh]?|\\d\\d[ -]?\\d\\d[ -]?[A-Za-z]{2})(?![\\w-])', 'y')
const NL_OLD = /^(?:[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d)$/

/** Licence plates. Personal only together with a person. */
export const licencePlate: Detector = {
  id: 'licence-plate',
  type: 'PLATE',
  title: { nl: 'Kenteken', en: 'Licence plate', de: 'Kennzeichen', fr: 'Plaque d’immatriculation' },
  basis: 'AVG art. 4 lid 1; Wegenverkeerswet 1994 art. 42',
  check: 'Dutch side codes 1 to 11; Belgian, German, French and British shapes',
  feeds: null,
  find(reading) {
    const hits: Hit[] = []
    const isNamed = holdsLabel(reading, ['plate'])
    for (const [pattern, isDutch] of [[NL, true], [OTHER, false]] as const) {
      for (const { start, end, written } of candidates(reading, pattern, { lead: 2 })) {
        if (hits.length >= HITS_MAX) break
        const prior = isDutch ? dutch(written) : foreign(written)
        if (prior === undefined || (prior < -1.4 && !isNamed
          && reading.text.length > 40) || hits.some((hit) => hit.start < end && start < hit.end)) continue
        const { own, other } = calledAs(reading, { start, end }, ['plate'])
        const isAlone = !isDutch && reading.part === 'body' && reading.text.trim() === written && STANDS_ALONE.test(written)
        const confidence = share(prior + own * 5 - (other > own ? other * 4 : 0) + (isAlone ? 3 : 0))
        if (confidence >= CONFIDENCE_MIN) hits.push({ start, end, confidence, why: [isDutch ? 'side-code' : 'shape', ...own > 0 ? ['context:plate'] : []] })
      }
    }
    return hits.toSorted((a, b) => a.start - b.start)
  },
  examples: {
    hit: ['kenteken 1-KBB-23', 'GB-123-K', '12-AB-34', 'kenteken GB123K', 'Kennzeichen B AB 1234', 'Kennzeichen HH-AB 1234', 'plaque 1-ABC-234', 'immatriculation AB-123-CD', 'registration AB51 ABC', 'Vehicles AB51 ABC and BD62XYZ were seen', 'XRB-12-B'],
    miss: ['12-3456', 'A-12-B', 'AA-AA-AA', 'artikel GB123K', '2025-11-12', 'B 1234', '1250 mg', '1234aa', 'AB49 ABC', 'kamer 12-B'],
  },
}

/** Letters that are given out, and not one of the combinations that are not. */
function dutch(written: string): number | undefined {
  const letters = written.replace(/[^A-Z]/g, '')
  if (/[AEIOUCQ]/.test(letters) && !NL_OLD.test(written)) return undefined
  return /^(?:GVD|KKK|NSB|PKK|PSV|TBS|SS|SD|PVV|SGP|VVD|LPF|SP|SA|CDA)$/.test(letters) ? -1.5 : 0.5
}

/** German with blanks; British since 2001, 1983 and 1963. */
const STANDS_ALONE = new RegExp(String.raw`^(?:[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]\d{1,4}[EH]?|[A-Z]{2}(?:0[2-9]|[12]\d|5[1-9]|[67]\d) ?[A-Z]{3}|[A-HJ-NPR-TV-Y]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Y])$`, 'i')

function foreign(written: string): number | undefined {
  if (/[a-z]/.test(written) && /[A-Z]/.test(written)) return undefined
  // French since 2009 and Belgian since 2010 with hyphens stand alone; everything else needs its word.
  if (/^[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}$/.test(written)) return 0.6
  if (/^[1-9]-[A-Z]{3}-\d{3}$/.test(written)) return 0.4
  if (/^[A-Z]{1,3}-[A-Z]{1,2}[ -]\d{1,4}[EH]?$/.test(written)) return -0.8
  return /^[A-Z]{2}(?:0[2-9]|[12]\d|5[1-9]|[67]\d) [A-Z]{3}$/.test(written) ? -1.5 : -2.5
}
