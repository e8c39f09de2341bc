import { foldedWords, foldWord } from '../fold.ts'
import { localOf, type Alarm, type Situation } from './warning.ts'

/** Words that say what kind of file it is, not whose. */
const KIND_WORDS = new Set(`testament concept dossier rapport verslag verslagen brief contract overeenkomst factuur offerte loonstrook loonstroken salarisstrook jaaropgave polis schade claim rapportage behandelplan zorgplan indicatie besluit beschikking aanvraag formulier lijst overzicht planning notulen agenda begroting jaarrekening
cijfers intake kopie paspoort id scan foto fotos tekening bijlage bijlagen stukken definitief def versie version
final draft getekend signed compleet volledig medisch medische client patient leerling familie fam mevrouw dhr heer
mw mr mrs ms file case report letter agreement invoice quote payslip statement will estate claim form list overview
minutes budget plan assessment referral discharge summary
results test lab copy passport photo drawing attachment document documents doc docs pdf docx doc xlsx xls csv zip
odt txt jpg png eml pptx option settlement offer proposal lease mortgage application record records care treatment
medical akte vertrag rechnung angebot bericht bescheinigung gutachten befund arztbrief zeugnis lohnabrechnung
gehaltsabrechnung anlage entwurf unterlagen antrag liste plan kosten mandant frau herr
rapport contrat facture devis lettre bulletin paie fiche compte rendu cr resultats analyses dossier attestation
certificat offre pret projet liste annexe piece jointe madame monsieur de het een van der den en voor naar met the
of and for und der die das fur von la le les du des et pour huis hypotheek lening taxatie taxatierapport koop
koopakte koopovereenkomst huur huurcontract huurovereenkomst verzuim verzuimverslag
gesprek gespreksverslag evaluatie beoordeling functioneren ontslag ontslagbrief vaststellingsovereenkomst vso
procesdossier dagvaarding verweerschrift pleitnota vonnis zitting convenant ouderschapsplan scheiding echtscheiding
opdracht opdrachtbevestiging order bestelling pakbon meting onderhoud keuring keuringsrapport januari februari maart
april mei juni juli augustus september oktober november december january february march may june july august october
december jan feb mrt apr jun jul aug sep okt nov dec
januar marz mai dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre week maand jaar kwartaal q1 q2 q3 q4 team afdeling intern extern nieuw oud herzien bijgewerkt updated new old medewerkers personeel klanten leden bewoners presentatie handleiding folder brochure flyer poster menu programma uitnodiging lonen marge per klant werkgeversverklaring bankafschrift aangifte belasting belastingaangifte ib vpb btw`.split(/\s+/))

/** A file that carries another name, case or number than subject, text and recipients do. */
export function attachmentMismatch({ draft, newText, knowledge }: Situation): Alarm[] {
  if (draft.attachments.length === 0) return []
  const alarms: Alarm[] = []
  const around = foldedWords(`${draft.subject} ${newText.slice(0, 20_000)}`)
  const spoken = new Set(around)
  const people = draft.recipients.slice(0, 100).flatMap(({ address, name }) => [...foldedWords(localOf(address)), ...foldedWords(address.slice(address.lastIndexOf('@'))), ...foldedWords(name ?? '')])
  const reader = new Set(people)
  const anchors = namesIn(`${draft.subject}\n${withoutGreeting(newText).slice(0, 4000)}`)
  const cases = caseNumbers(`${draft.subject}\n${newText.slice(0, 20_000)}`)
  const ownNames = new Set([...foldedWords(knowledge.senderName ?? ''), ...foldedWords(draft.from), ...knowledge.own.names.flatMap(foldedWords)])
  for (const { id, name } of draft.attachments.slice(0, 100)) {
    const base = name.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/([a-zà-ÿ])([A-ZÀ-Þ])/g, '$1 $2')
    const fileCases = caseNumbers(base.replace(/_/g, ' '))
    if (fileCases.length > 0 && cases.length > 0 && !fileCases.some((one) => cases.includes(one))
      && fileCases.some((one) => cases.some((other) => other.length === one.length || sameSeries(one, other)))) {
      alarms.push({ id: 'attachment-mismatch', score: 0.8, attachments: [id], rules: ['other-case-number'] })
      continue
    }
    const names = base.split(/[\s_.,()+-]+/).filter((word) =>
      /^\p{L}{3,}$/u.test(word)).filter((word) => !KIND_WORDS.has(foldWord(word)) && !ownNames.has(foldWord(word)))
      .filter((word) => /^\p{Lu}/u.test(word) || anchors.length > 0)
    // Where the file name has capitals they are the name; the rest says what kind of file it is.
    const capitals = names.filter((word) => /^\p{Lu}/u.test(word) && !KIND_ENDING.test(word))
    if (names.length === 0) continue
    const folded = (capitals.length > 0 ? capitals : names).map(foldWord)
    if (folded.some((word) => spoken.has(word) || reader.has(word) || near(word, spoken)
      || [...reader].some((one) => one.includes(word) && word.length >= 4))) continue
    const isName = capitals.length > 0 && PERSONAL_KIND.test(base)
    const named = anchors.length > 0
    if (named && isName) alarms.push({ id: 'attachment-mismatch', score: 0.8, attachments: [id], rules: ['other-name', 'text-names-another'] })
    else if (isName && draft.recipients.length === 1 && readerHasName(draft.recipients[0]?.address ?? '')) alarms.push({ id: 'attachment-mismatch', score: 0.6, attachments: [id], rules: ['other-name-than-recipient'] })
  }
  return alarms
}

/** Compounds that are kinds of file: `koopcontract`, `Arbeitsvertrag`. */
const KIND_ENDING = new RegExp(String.raw`(?:contract|overeenkomst|akte|rapport|verslag|brief|plan|formulier|lijst|nota|factuur|offerte|vertrag|bericht|schreiben|rechnung|liste|antrag|gutachten|statement|letter|report|agreement|form|sheet)$`, 'i')

/** Kinds of file that are about one client, case or person. */
const PERSONAL_KIND = new RegExp(String.raw`testament|dossier|akte|contract|overeenkomst|polis|schade|claim|plan|indicatie|beschikking|besluit|rapport|verslag|brief|intake|kopie|paspoort|loon|salaris|jaaropgave|hypotheek|taxatie|convenant|scheiding|vonnis|aangifte|uitslag|medisch|medical|offerte|offer|quote|letter|report|file|case|will|lease|mortgage|payslip|statement|agreement|referral|discharge|results|record|plan|assessment|invoice|factuur|vertrag|bescheinigung|gutachten|befund|arztbrief|zeugnis|abrechnung|antrag|rechnung|angebot|contrat|devis|facture|bulletin|fiche|compte|résultats|resultats|attestation|certificat|offre|pr[eê]t|settlement|option|draft|concept|proposal|application|form|familie|client|patient|mandant`, 'i')

const readerHasName = (address: string): boolean => /^[a-z]{2,}[._-][a-z]{2,}@/i.test(address)
  || /^[a-z][._-][a-z]{3,}@/i.test(address)

/** One letter off counts as the same name. */
function near(word: string, words: ReadonlySet<string>): boolean {
  return word.length >= 6 && [...words].slice(0, 2000).some((other) => Math.abs(other.length - word.length) <= 2
    && (other.startsWith(word) || word.startsWith(other)) && other.length >= 5)
}

/** Capitalised words inside sentences or in the subject that are no kind of file: whom or what the mail is about. */
function namesIn(text: string): string[] {
  const found: string[] = []
  for (const match of text.matchAll(/(?<![.!?]\s|^)(?<=\s|^)\p{Lu}\p{Ll}{2,}(?=\s|[,.;:!?)]|$)/gmu)) {
    const word = foldWord(match[0])
    if (!KIND_WORDS.has(word)) found.push(word)
    if (found.length >= 40) break
  }
  return found
}

const withoutGreeting = (text: string): string => text.replace(/^\s*\S+(?: \S+){0,5},?\s*\n/, '')

/** Numbers that name a case: four digits or more, also with letters and signs, no years and no dates. */
function caseNumbers(text: string): string[] {
  const found: string[] = []
  for (const match of text.matchAll(/(?<![\w])(?:[A-Z]{1,4}[-_ ]?)?\d{2,}(?:[-/_.]\d{2,}){0,3}(?!\w)/g)) {
    const digits = match[0].replace(/\D/g, '')
    if (digits.length < 4 || digits.length > 12 || /^(?:19|20)\d\d$/.test(digits)
      || /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/.test(digits)
        || /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(match[0])) continue
    found.push(digits)
    if (found.length >= 40) break
  }
  return found
}

const sameSeries = (a: string, b: string): boolean => a.slice(0, 3) === b.slice(0, 3)
