import { foldedWords } from '../fold.ts'
import { VALUES, type MailFacts } from './signals.ts'
import type { LearnedReason } from './labels.ts'
import type { Passage } from './meaning.ts'

/**
 * What the setting of a mail says against a passage, whatever its words: an exercise in a course, a scene in a theatre, an
 * advertisement for a job, an invoice of a company, an animal's wound. In log-odds; nobody real is meant there.
 */

const WEIGHT = {
  company: 2.5, invoice: 1.5, animal: 2, exercise: 4, scene: 3.5, vacancy: 3, rates: 6, elder: 3, addressOnly: 5,
} as const
/** Weight of a person who is surely one: a title, initials, a full name. */
const PERSON_SURE = 0.9
const ACCOUNT = VALUES.findIndex((types) => types.includes('IBAN'))
/** Most addresses that are looked at. */
const ADDRESSES_MAX = 10
/** How much of the text around a passage is looked at. */
const AROUND = 400

/** How an exercise is set. */
const EXERCISE = new RegExp(String.raw`\b(?:casus|oefencasus|opdracht|opgave|tentamen|toets|rollenspel|lesweek|werkcollege|vignette|case study|practice case|assignment|worksheet|seminar|exam|homework|übung\p{L}*|fallbeispiel|klausur|aufgabe|hausaufgabe|exercice|cas pratique|énoncé|partiel|devoir)\b`
  + String.raw`|\b(?:schrijf|maak|noem|bereken|beschrijf|bespreek|beantwoord|stel) (?:een|de|het|drie|twee|vijf|je|jouw|wanneer|hoe|wat|op)\b|\b(?:list|write|describe|discuss|calculate|explain|draft) (?:your|a|an|the|three|two|five|how|what|why)\b`
  + String.raw`|\b(?:erstellen|beschreiben|berechnen|erläutern|nennen|diskutieren) sie\b|\b(?:rédigez|décrivez|calculez|expliquez|citez|proposez|discutez)\b`, 'iu')
/** How a scene, a page or a speech balloon is told. */
const SCENE = new RegExp(String.raw`\b(?:sc[eè]ne|scene|szene|akt|acte?|bedrijf|hoofdstuk|chapter|kapitel|chapitre|prent|pagina|page|planche|panel|ballo{1,2}n|bulle|sprechblase|regel|line|zin|rol|role|rolle|rôle|repliek|réplique|dialoog|dialogue|dialog|personage|character|figur|personnage|hoofdpersoon|held|heldin|verhaal|story|roman|novel|geschichte|récit|plot|inzending|entry)\b`, 'iu')
/** Beginnings of words in the addresses of those who place advertisements for jobs. */
const JOB_WORDS = ['vacature', 'vacancy', 'vacancies', 'jobs', 'jobboard', 'karriere', 'stellen', 'emploi', 'recrutement', 'werkenbij', 'banensite', 'candidats', 'sollicit', 'bewerb', 'recruit']
const JOB = new RegExp(String.raw`(?<!\p{L})(?:vacatures?|gezocht|wij zoeken|we zoeken|wij bieden|we bieden|sollicit\p{L}*|uur per week|uren per week|salaris tot|schaal \d+|je begeleidt|wisseldienst|dienstverband|functie-eisen|vacanc\p{L}*|we need|we are looking|we are hiring|we offer|an hour|per hour|hours a week|dbs check|apply|applicants?|wir suchen|wir bieten|bewerb\p{L}*|stellenangebot|teilzeit|vollzeit|unbefristet|nous recherchons|nous recrutons|poste à pourvoir|candidatures?|cdi|cdd|temps plein)(?!\p{L})`, 'giu')
/** So many of those words make an advertisement, whoever gets it. */
const JOB_WORDS_ENOUGH = 2
/** What is paid for goods and work. */
const INVOICE = new RegExp(String.raw`(?<!\p{L})(?:factuur\p{L}*|facturen|invoices?|rechnung(?:en)?|rechnungsnummer|factures?|offertes?|angebot|devis|bestelling|bestellung|commande|restbetaling|aanbetaling|btw|vat|mwst|tva|contributie|lidmaatschapsgeld|subscription|mitgliedsbeitrag|cotisation|sponsor\p{L}*|binnen (?:\d+|veertien|dertig) dagen|within (?:\d+|thirty|fourteen) days|innerhalb von \d+ tagen|sous (?:\d+|trente) jours)(?!\p{L})`, 'iu')

/** Somebody of the generation before: worries about them are no worries about a child. */
const ELDER = new RegExp(String.raw`(?<!\p{L})(?:schoon)?(?:moeder|vader|ouders|oma|opa|grootmoeder|grootvader|oudtante|mothers?|fathers?|mum|dad|parents?|grandmother|grandfather|grandma|grandpa|(?:schwieger|groß)?(?:mutter|vater)|eltern|oma|(?:grand-?|belle-|beau-)?(?:mère|père))(?!\p{L})`, 'iu')
/** A child, or what belongs to one; `child` and `kind` also inside of a word, for much is made of them. */
const CHILD = new RegExp(String.raw`kind|child|enfant|minderjarig|minor|mineur|(?<!\p{L})(?:zoon\p{L}*|zonen|dochter\p{L}*|baby\p{L}*|peuter\p{L}*|kleuter\p{L}*|leerling\p{L}*|pupil\p{L}*|jongen|jongens|meisjes?|jeugd\p{L}*|jongeren?|tiener\p{L}*|puber\p{L}*|school\p{L}*|schol\p{L}*|klas|groep|juf|mentor|voogd\p{L}*|gezins?\p{L}*|pleeg\p{L}*|omgang\p{L}*|co-ouder\p{L}*|veilig thuis|ots|sons?|daughters?|boys?|girls?|toddlers?|teen\p{L}*|students?|class|custody|foster\p{L}*|guardian\p{L}*|safeguarding|sohn\p{L}*|söhne|tochter\p{L}*|töchter|junge|jungen|mädchen|jugend\p{L}*|schüler\p{L}*|schul\p{L}*|klasse|sorgerecht|pflege\p{L}*|fils|filles?|bébés?|garçons?|élèves?|écol\p{L}*|ados?|tutelle|garde|placement)(?!\p{L})`, 'iu')

/** An address of mail: `admin` in it is whom it reaches, and no way in. */
const MAIL_ADDRESS = /[^\s@<>()",;:]{1,64}@[^\s@<>()",;:]{1,255}/gu
/** What somebody gets in with. */
const WAY_IN = new RegExp(String.raw`wachtwoord|password|passwo|kennwort|mot de passe|identifiant|gebruikersnaam|user ?name|benutzername|inlog|log ?in|anmeld|connexion|(?<!\p{L})(?:pin|pins|mdp|pw|pwd|otp|2fa|wifi|wi-fi|wlan|vpn|ssh|api)(?!\p{L})|code|token|sleutel|(?<!\p{L})keys?(?!\p{L})|schlüssel|(?<!\p{L})clés?(?!\p{L})|secret|geheim|toegang|access|zugang|accès|credential|account|konto|compte|alarm|kluis`, 'iu')

/** Cells of a table: between bars, tabs and line ends. */
const CELLS = /[|\t\n]/
/** A cell that holds an amount, a number, a bound or nothing. */
const AMOUNT = /^[\s€$£%~–:.,()\d-]*(?:euro|eur|nihil|tot|en meer|meer dan|to|and more|bis|und mehr|et plus)?[\s.]*$/i
/** A table of rates has at least so many cells, and so large a share of them are amounts. */
const RATE_CELLS = 8
const RATE_SHARE = 0.5
/** Most cells that are looked at. */
const CELLS_MAX = 200

/** A table of rates and budgets: amounts in cells, and nobody who is surely somebody. */
function isRates({ reading: { text }, sentences, first, last, persons }: Passage): boolean {
  const [start, end] = [sentences[first]?.start ?? 0, sentences[last]?.end ?? 0]
  if (persons.some((one) => one.start < end && one.end > start && one.weight >= PERSON_SURE)) return false
  const cells = text.slice(start, end).split(CELLS, CELLS_MAX).map((cell) => cell.trim()).filter((cell) => cell !== '')
  return cells.length >= RATE_CELLS && cells.filter((cell) => AMOUNT.test(cell)).length >= cells.length * RATE_SHARE
}

/** Log-odds that the setting speaks against a passage for a reason. */
export function againstSetting(reason: LearnedReason, passage: Passage, { setting, values, rules }: MailFacts): number {
  const { person } = passage
  let against = 0
  if (reason === 'financial' && person < PERSON_SURE && (values[ACCOUNT] ?? 0) <= 0) {
    if ((values[ACCOUNT] ?? 0) < 0) against += WEIGHT.company
    else if (!setting.isToPerson && INVOICE.test(textAround(passage))) against += WEIGHT.invoice
  }
  if ((reason === 'personal-data' || reason === 'financial') && values.every((value) => value <= 0) && isRates(passage)) against += WEIGHT.rates
  if (reason === 'health' && setting.isAnimalCare && person < PERSON_SURE) against += WEIGHT.animal
  if (reason === 'credentials' && (rules.credentials ?? 0) < 0.5 && isAddressOnly(passage)) against += WEIGHT.addressOnly
  if (reason === 'children' && isOfElder(passage, setting.draft.subject)) against += WEIGHT.elder
  if (reason === 'confidential-business' || reason === 'dossier') return against
  const text = `${setting.draft.subject}\n${textAround(passage)}`
  if (setting.isLesson && EXERCISE.test(text)) against += WEIGHT.exercise
  else if (setting.isStage && SCENE.test(text)) against += WEIGHT.scene
  else if (person < PERSON_SURE && isAdvertisement(text, setting)) against += WEIGHT.vacancy
  return against
}

/** Nothing but an address speaks of a way in. */
function isAddressOnly({ reading: { text }, sentences, first, last }: Passage): boolean {
  const told = text.slice(sentences[first]?.start ?? 0, sentences[last]?.end ?? 0)
  const rest = told.replace(MAIL_ADDRESS, ' ')
  return rest.length < told.length && !WAY_IN.test(rest)
}

/** A parent is spoken of, and no child near it. */
function isOfElder(passage: Passage, subject: string): boolean {
  const { reading: { text }, sentences, first, last } = passage
  return ELDER.test(text.slice(sentences[first]?.start ?? 0, sentences[last]?.end ?? 0)) && !CHILD.test(`${subject}\n${textAround(passage)}`)
}

/** Work is offered to whoever wants it. */
function isAdvertisement(text: string, { outside }: MailFacts['setting']): boolean {
  const said = new Set((text.match(JOB) ?? []).map((word) => word.toLowerCase())).size
  return said >= JOB_WORDS_ENOUGH || (said > 0 && outside.slice(0, ADDRESSES_MAX).flatMap(foldedWords)
    .some((word) => JOB_WORDS.some((begin) => word.startsWith(begin))))
}

/** A passage with what stands around it. */
function textAround({ reading: { text }, sentences, first, last }: Passage): string {
  const from = Math.max(0, (sentences[first]?.start ?? 0) - AROUND)
  return text.slice(from, Math.min((sentences[last]?.end ?? 0) + AROUND, from + 6 * AROUND))
}
