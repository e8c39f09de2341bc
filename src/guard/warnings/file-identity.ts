import { foldedWords } from '../fold.ts'

/** Whom a file is about, by its own words: the labelled fields at its head. */

/** Characters of a file's text, and lines of it, in which labels are looked for. */
export const IDENTITY_TEXT_MAX = 20_000
const IDENTITY_LINES_MAX = 200
/** Names that are taken from one file. */
const IDENTITY_NAMES_MAX = 12

const LABEL = new RegExp(String.raw`^[\s*#>|-]*(?:naam|voornaam|achternaam|naam cli[ëe]nt|cli[ëe]nt|pati[ëe]nt|leerling|bewoner|werknemer|medewerker|verzekerde|verzekeringnemer|betrokkene|belanghebbende|aanvrager|huurder|koper|debiteur|eiser|gedaagde|erflater|testateur|rekeninghouder|opdrachtgever|betreft`
  + String.raw`|name|first name|surname|client|client name|patient|patient name|pupil|student|resident|employee|employee name|insured|policy ?holder|applicant|tenant|account holder|claimant|defendant|testator|re|regarding|customer`
  + String.raw`|vorname|nachname|familienname|patient(?:in)?|klient(?:in)?|mandant(?:in)?|antragsteller(?:in)?|versicherte[rn]?|arbeitnehmer(?:in)?|mieter(?:in)?|sch[üu]ler(?:in)?|bewohner(?:in)?|kontoinhaber(?:in)?|betreff|betrifft`
  + String.raw`|nom|pr[ée]nom|nom du client|nom du patient|patiente?|cliente?|assur[ée]e?|salari[ée]e?|locataire|[ée]l[èe]ve|r[ée]sidente?|demandeu(?:r|se)|titulaire|concerne|objet)\s?:\s*(.{2,120})$`, 'iu')
const TITLES = new Set('heer mevrouw mevr mw meneer dhr mr mrs ms miss dr drs ir prof herr herrn frau monsieur madame mme mlle familie fam van von der den het ten ter the les des'.split(' '))

/** Folded names from the labelled fields of a text; none when it labels nobody. */
export function identityOf(text: string): string[] {
  const names = new Set<string>()
  for (const line of text.slice(0, IDENTITY_TEXT_MAX).split('\n').slice(0, IDENTITY_LINES_MAX)) {
    const value = LABEL.exec(line.slice(0, 200))?.[1]
    if (value === undefined) continue
    // "Betreft: uw aanvraag" is about a matter: a name has a capital, and what follows a date or number is none.
    const [person = ''] = value.split(/[\d(;|]|,? geb|,? born|,? né|,? date of/u)
    const words = person.split(/[\s,./]+/).filter((word) => word !== '')
    if (words.length > 6 || !words.some((word) => /^\p{Lu}\p{L}{2,}/u.test(word))) continue
    if (words.some((word) => /^\p{Ll}{4,}$/u.test(word) && !TITLES.has(word.toLowerCase()))) continue
    for (const word of words) {
      if (!/^\p{Lu}\p{L}{2,}/u.test(word)) continue
      for (const name of foldedWords(word)) if (name.length >= 3 && !TITLES.has(name)
        && names.size < IDENTITY_NAMES_MAX) names.add(name)
    }
  }
  return [...names]
}
