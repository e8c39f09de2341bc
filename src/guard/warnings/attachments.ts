import { foldWord, foldedWords } from '../fold.ts'
import { classFlags, is, scan } from '../scan.ts'
import { lexicon } from '../words.ts'
import { numberPlaces } from '../person-numbers.ts'
import { identityOf } from './file-identity.ts'
import { kindWords } from './kind-words.ts'
import { domainOf, localOf, type Alarm, type Situation } from './warning.ts'

/** Files that are compared with the mail. */
export const COMPARED_FILES_MAX = 100
/** Characters of the new text that are compared with them. */
const COMPARED_TEXT_MAX = 20_000

/** What the mail says of whom it is about. */
interface Around {
  /** Folded words of subject and new text. */
  readonly spoken: ReadonlySet<string>
  /** Those that stand there without a capital: no names. */
  readonly plain: ReadonlySet<string>
  /** Folded words of the recipients' addresses and names. */
  readonly reader: readonly string[]
  /** Capitalised words inside sentences or the subject: whom or what the mail is about. */
  readonly anchors: readonly string[]
  /** A title with a name stands in the mail, outside its greeting. */
  readonly isAboutSomebody: boolean
  readonly cases: readonly string[]
  readonly own: ReadonlySet<string>
  /** One recipient with a name, to whom the file itself belongs. */
  readonly isToItsSubject: boolean
}

/** A file that carries another name, case or number than subject, text and recipients do. */
export function attachmentMismatch(situation: Situation): Alarm[] {
  const { draft: { attachments } } = situation
  if (attachments.length === 0) return []
  const around = aroundOf(situation)
  const numbers = numbersByPlace(situation)
  return attachments.slice(0, COMPARED_FILES_MAX).flatMap(({ id, name, text }): Alarm[] => {
    const base = name.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/([a-zà-ÿ])([A-ZÀ-Þ])/g, '$1 $2').slice(0, 300)
    // The strongest reason is the one that is told: another number is beyond doubt, a name may be a title.
    const found = otherNumber(numbers, id) ?? otherCase(base, around) ?? otherName(base, around)
      ?? (text === undefined ? undefined : otherIdentity(text, base, around))
    return found === undefined ? [] : [{ id: 'attachment-mismatch', attachments: [id], ...found }]
  })
}

function aroundOf({ draft, newText, knowledge }: Situation): Around {
  const told = `${draft.subject}\n${newText.slice(0, COMPARED_TEXT_MAX)}`
  const about = `${draft.subject}\n${withoutGreeting(newText).slice(0, 4000)}`
  const [only, another] = draft.recipients
  return {
    spoken: new Set(foldedWords(told)), plain: new Set(
      (told.match(/(?<![\p{L}])\p{Ll}{3}(?!\p{L})/gu) ?? []).slice(0, 5000).map(foldWord),
    ),
    reader: draft.recipients.slice(0, 100).flatMap(({ address, name }) => [...foldedWords(localOf(address)), ...foldedWords(domainOf(address)), ...foldedWords(name ?? '')]),
    anchors: namesIn(about), isAboutSomebody: TITLED.test(about), cases: caseNumbers(told),
    own: new Set([...foldedWords(knowledge.senderName ?? ''), ...foldedWords(draft.from), ...knowledge.own.names.flatMap(foldedWords)]),
    isToItsSubject: only !== undefined && another === undefined && PERSON_ADDRESS.test(only.address)
      && (YOURS.test(told) || !PROFESSIONAL.test(domainOf(only.address))),
  }
}

const TITLED = new RegExp(String.raw`(?<!\p{L})(?:heer|mevrouw|mevr\.?|mw\.?|dhr\.?|Mr\.?|Mrs\.?|Ms\.?|Miss|Herrn?|Frau|Monsieur|Madame|Mme|M\.)\s+(?:\p{Lu}\.\s?)*(?:(?:van|de|der|den|von|zu|du|le|la)\s+)*\p{Lu}\p{Ll}{2,}`, 'u')
const PERSON_ADDRESS = /^[a-z]{1,20}[._-][a-z]{2,}[^@]*@/i
const YOURS = new RegExp(String.raw`(?<!\p{L})(?:(?:uw|je|jouw|your|ihre?[nmrs]?|deine?[nmrs]?|votre|vos|ton|ta|tes)\s\p{L}{4,}|(?:voor|for|für|pour) (?:u|jou|you|sie|dich|vous|toi)(?!\p{L}))`, 'iu')
/** Offices that get files about others. */
const PROFESSIONAL = new RegExp(String.raw`praktijk|praxis|zorg|huisarts|arts|arzt|kliniek|klinik|clinic|ziekenhuis|hospital|h[oô]pital|apothe|pharma|surgery|nhs|ggz|ggd|medi[cs]|therap|fysio|physio|tand|dent|gemeente|gov|overheid|wijkteam|school|college|universi|advoca|notar|legal|law|recht|kanzlei|anwalt|avocat|cabinet|rechtbank|court|justi|politie|police|bank|verzeker|insur|versicher|assur|boekhoud|account|admin|belasting|tax|steuer|makel|chambers|bureau|kantoor|office|collega`, 'i')

type Found = Pick<Alarm, 'score' | 'rules'>

function otherCase(base: string, { cases }: Around): Found | undefined {
  const own = caseNumbers(base.replace(/_/g, ' '))
  const isOther = own.length > 0 && cases.length > 0 && !own.some((one) => cases.includes(one))
    && own.some((one) => cases.some((other) => other.length === one.length || one.slice(0, 3) === other.slice(0, 3)))
  return isOther ? { score: 0.8, rules: ['other-case-number'] } : undefined
}

/** Numbers of one person by kind and by place: '' for what was written now, the id for a file. */
type NumbersByPlace = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>

function numbersByPlace({ draft, policy }: Situation): NumbersByPlace {
  const kinds = new Map<string, Map<string, Set<string>>>()
  for (const { key, type, confidence, attachment, isNew } of numberPlaces(draft, policy)) {
    if (confidence < SURE_NUMBER || (attachment === undefined && !isNew)) continue
    const places = kinds.get(type) ?? new Map<string, Set<string>>()
    const place = attachment ?? ''
    kinds.set(type, places.set(place, (places.get(place) ?? new Set()).add(key)))
  }
  return kinds
}

/** A number is one from this confidence on. */
const SURE_NUMBER = 0.5

/** Numbers of a kind that a file may hold and be about one person still: theirs, and one of somebody beside them. */
const FILE_NUMBERS_MAX = 2

/** The file's only number of a kind is another than the one the mail names. */
function otherNumber(numbers: NumbersByPlace, id: string): Found | undefined {
  for (const places of numbers.values()) {
    const [told, held] = [places.get(''), places.get(id)]
    const isOther = told !== undefined && held !== undefined && held.size <= FILE_NUMBERS_MAX
      && told.isDisjointFrom(held)
    // Some other file may be the one that the text is about.
    if (isOther && ![...places].some(([place, keys]) => place !== '' && place !== id && !told.isDisjointFrom(keys))) {
      return { score: 0.8, rules: ['other-number'] }
    }
  }
  return undefined
}

const NAME = classFlags('first-name', 'family-name')
const isListedName = (word: string): boolean => is(scan(word, lexicon), 0, NAME)

function otherName(base: string, around: Around): Found | undefined {
  if (!isPersonalKind(base)) return undefined
  const words = base.split(/[\s_.,()+-]+/).map((word) => word.replace(/(?<=\p{L})[’'`](?=\p{L})/gu, ''))
  const capitals = words.filter((word) => /^\p{Lu}\p{L}{2,}$/u.test(word))
    .filter((word) => !kindWords.has(foldWord(word)) && !PERSONAL_STEM.test(word) && !around.own.has(foldWord(word)))
  const names = capitals.filter((word) => isListedName(word) || (!KIND_ENDING.test(word)
    && !ADJECTIVE_ENDING.test(word) && !around.plain.has(foldWord(word))))
  if (names.length === 0 || fits(names.map(foldWord), around)) return undefined
  // Several words with capitals, none of them a listed name, are mostly a title; two behind a kind of file, sent to a
  // person of whom both names are known, are another person's.
  if (capitals.length > 1 && !names.some(isListedName)
    && !(names.length === 2 && capitals.length === 2 && isOnlyKindAndName(words, names)
      && around.isToItsSubject)) return undefined
  if (around.anchors.length > 0) return { score: 0.8, rules: ['other-name', 'text-names-another'] }
  return around.isToItsSubject ? { score: 0.6, rules: ['other-name-than-recipient'] } : undefined
}

/** Nothing but a kind of file, numbers and a name: `Rechnung_Albers_Femke`. */
const isOnlyKindAndName = (words: readonly string[], names: readonly string[]): boolean => words.every((word) =>
  names.includes(word) || !/\p{L}/u.test(word) || kindWords.has(foldWord(word)) || isPersonalKind(word)
    || PARTICLE.test(word))
const PARTICLE = /^(?:van|vd|de|den|der|ten|ter|el|al|von|zu|du|le|la|da|di|dos|v\d*|def)$/i

/** The file's own fields name somebody whom neither mail nor recipients nor file name know. */
function otherIdentity(text: string, base: string, around: Around): Found | undefined {
  const names = identityOf(text).filter((name) => !around.own.has(name) && !kindWords.has(name))
  if (names.length === 0 || fits(names, around) || foldedWords(base)
    .some((word) => names.includes(word))) return undefined
  if (around.isAboutSomebody || around.anchors.some(isListedName)) return { score: 0.8, rules: ['other-identity', 'text-names-another'] }
  return around.isToItsSubject ? { score: 0.7, rules: ['other-identity-than-recipient'] } : undefined
}

const fits = (names: readonly string[], { spoken, reader }: Around): boolean =>
  names.some((name) => spoken.has(name) || near(name, spoken)
  || reader.some((one) => one === name || (name.length >= 4 && one.includes(name))))

/** A longer form of the same word counts as the same name: `Jansens` and `Jansen`. */
function near(word: string, words: ReadonlySet<string>): boolean {
  return word.length >= 6 && [...words].slice(0, 2000).some((other) => Math.abs(other.length - word.length) <= 2
    && (other.startsWith(word) || word.startsWith(other)) && other.length >= 5)
}

/** Compounds and nouns that are no names: `koopcontract`, `Kerkstraat`, `Erneuerung`. */
const KIND_ENDING = new RegExp(String.raw`(?:contract|overeenkomst|akte|rapport|verslag|brief|plan|formulier|lijst|nota|factuur|offerte|vertrag|bericht|schreiben|rechnung|liste|antrag|gutachten|statement|letter|report|agreement|form|sheet`
  + String.raw`|straat|laan|weg|plein|gracht|kade|singel|dijk|stra(?:ss|ß)e|gasse|platz|street|road|avenue|lane|hof|park|ing|ung|heit|keit|schaft|tion|tie|teit|ment|ance|ence|ure|age|ity|isme|ismus|ium|erij|nis|gegevens|overzicht|aanvraag|kaart|boek|werk|dienst|zorg|bedrijf|bouw|tuin|dak|huis)$`, 'i')

/** Words for a file about one client, case or person, wherever they stand in a word: `echtscheidingsconvenant`. */
const PERSONAL_STEM = new RegExp(String.raw`testament|dossier|contract|overeenkomst|polis|schade|indicatie|beschikking|besluit|rapport|verslag|intake|kopie|paspoort|salaris|jaaropgave|hypotheek|taxatie|convenant|scheiding|vonnis|aangifte|uitslag|medisch|medical|offerte|tenancy|mortgage|payslip|statement|agreement|referral|discharge|results|assessment|invoice|factuur|vertrag|bescheinigung|gutachten|befund|zeugnis|abrechnung|antrag|rechnung|angebot|contrat|facture|bulletin`
  + String.raw`|r[ée]sultats|attestation|certifi[ck]at|concept|proposal|application|familie|patient|mandant|aanvraag|verwijzing|behandel|bescheid|schriftsatz|ordonnance|courrier|vollmacht|volmacht|machtiging|power of attorney|procuration|k[uü]ndigung|urkunde|bezwaar|aanslag|toekenning|declaratie|specificatie|convocation|prescription|diploma|jugement|judgment|affidavit|eigenbijdrage|regeling|advies|aanmaning|herinnering|vergunning|toewijzing|beoordeling|bevestiging|licen[cs]e|confirmation|mahnung|best[äa]tigung|vereinbarung|genehmigung|sinistre|[ée]ch[ée]ancier|quittance|relev[ée]|d[ée]cision|assurance|pension|pensioen|rente|uitkering|subsid|toelage|zorgplan|voorschot|terugvordering|inschrijving|anmeldung|inscription|enrolment|appraisal`, 'i')
/**
 * The same for words so short that they stand by chance in others (`avis` in `Scandinavisch`): a word's begin or end.
 */
const PERSONAL_WORD = new RegExp(String.raw`(?<!\p{L})(?:akte|claim|brief|plan|loon|zorg|huur|nota|client|offer|letter|report|record|klage|rezept|recept|attest|mandat|urteil|fiche|compte|offre|police|polizze|keuze|toets|cijfer|schuld|borg)|(?:akte|claim|brief|plan|nota|lijst|letter|report|fiche)(?:en|s|n)?(?!\p{L})`
  + String.raw`|(?<!\p{L})(?:offer|quote|file|case|will|lease|form|draft|bail|avis|pr[eê]t|devis|option|settlement|permit|permis)s?(?!\p{L})`, 'iu')
const isPersonalKind = (name: string): boolean => PERSONAL_STEM.test(name) || PERSONAL_WORD.test(name)

/** Words with a capital that say of what kind something is, not whose: `Scandinavisch`, `Annuel`. */
const ADJECTIVE_ENDING = new RegExp(String.raw`(?:isch|ische|ish|isches|ischer|lijk|lijke|lich|liche|ique|iques|aal|ale|eel|ieel|iele|ief|ieve|ive|ious|eux|euse|able|ible|baar|loos|los|vol|full|haft|matig|mäßig|nel|nelle|uel|uelle)$`, 'i')

/** Capitalised words inside sentences or in the subject that are no kind of file. */
function namesIn(text: string): string[] {
  const found: string[] = []
  for (const match of text.matchAll(/(?<![.!?]\s|^)(?<=\s|^)(?:O[’'])?\p{Lu}\p{Ll}{2,}(?=\s|[,.;:!?)]|$)/gmu)) {
    const word = foldWord(match[0])
    if (!kindWords.has(word)) found.push(word)
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
