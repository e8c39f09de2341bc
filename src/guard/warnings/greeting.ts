import { foldedWords } from '../fold.ts'
import { isOtherForm } from './nicknames.ts'
import { localOf, type Alarm, type Situation } from './warning.ts'

const SALUTATION = new RegExp(String.raw`^\s*(?:beste|geachte|hoi|hallo|hai|hee|dag|lieve|hey|h[ée]|goede ?(?:morgen|middag|navond|avond|dag)|goedendag|amice|ha|dear|hi|hello|good (?:morning|afternoon|evening|day)|morning|liebe[rs]?|sehr (?:geehrte|verehrte)[rs]?|werte[rs]?|guten (?:tag|morgen|abend)|moin|servus|gr[üu]ezi|bonjour|bonsoir|ch[èe]re?s?|salut|coucou)\s+(.{1,80}?)\s*(?:[,!:.\n]|$)`, 'iu')
/** A name alone on the first line, as many people begin. */
const BARE_NAMES = /^\s*(\p{Lu}[\p{Ll}-]{1,20}(?:(?:,? (?:en|and|und|et) |, ?| ?[&/] ?| )\p{Lu}[\p{Ll}-]{1,20}){0,3})\s*[,!]?\s*$/u

/** Titles whose dot does not end the greeting. */
const DOTTED = /\b(dr|drs|ir|mr|mrs|ms|prof|dhr|mevr|mw|mme|mlle|ing|fam|hr|fr|st)\./giu
const INITIALS = /(?<![\p{L}])(\p{Lu})\.(?=\s?\p{Lu})/gu

/** Words in a greeting that are nobody's name. */
const TITLES = new Set(`heer heren mevrouw mevr mw meneer mijnheer dhr hr de van der den het ten ter te tot en and und et mr mrs ms miss dr drs ir mr prof professor ing herr herrn frau madame monsieur m mme mlle mademoiselle
docteur doctor doktor dokter familie fam dames lieve liebe beste all collega ik we i je du und von vom zu zur le la les du des sir madam vader moeder oom tante opa oma zuster broeder pastoor dominee wethouder burgemeester
directeur voorzitter bestuurder notaris meester maitre me o mc st saint sint rabbi imam pater kapitein agent officer judge councillor colleague confrere consoeur`.split(/\s+/))
const FORMAL = /(?<![\p{L}])(?:heer|mevrouw|mevr|mw|meneer|mijnheer|dhr|mr|mrs|ms|miss|dr|drs|prof|professor|herrn?|frau|madame|monsieur|mme|mlle|m|docteur|doctor|dokter|familie|fam|collega)(?![\p{L}])/iu
/** Who greets a group, a role or nobody in particular greets no name. Folded words. */
const GROUPS = new Set(`allemaal allen alle iedereen all everyone everybody folks guys team teams teamleden collegas collegae collega's leden ouders verzorgers klant klanten bewoner bewoners relatie relaties lezer lezers deelnemers leerlingen studenten
clienten patienten members parents carers colleagues customer customers client clients resident residents volunteers students manager recruiter sirs zusammen kollegen kolleginnen damen herren eltern mitglieder kunde kunden kundin kundinnen nachbarn mandant mandantin
tous toutes parents membres messieurs mesdames heren dames vrienden vriendinnen friends freunde amis buren neighbours neighbors vrijwilligers both beide beiden mensen people lui there dag voisins adherents abonnes abonnees subscribers
interessierte teilnehmer partner partners gasten guests gaste bestuur redactie directie commissie raad planning balie receptie secretariaat support helpdesk accounts sales hr administratie sollicitant kandidaat inwoner inwoners`.split(/\s+/))

/** First lines in which a greeting is looked for, and characters of each. */
const GREETING_LINES_MAX = 2
const GREETING_LENGTH_MAX = 160
/** A mail to more people greets whom it likes. */
const GREETED_RECIPIENTS_MAX = 20

export interface Greeting {
  /** Folded names that are greeted. */
  readonly names: readonly string[]
  /** With a title: the names are family names. */
  readonly isFormal: boolean
  /** Only names, no word of greeting: counts when a contact of that name is known. */
  readonly isBare: boolean
}

interface Person { readonly address: string, readonly shown: string | null, readonly words: readonly string[], readonly joined: string }

/** Whether the greeting names somebody who is none of the recipients, while they have names to compare with. */
export function greetingMismatch({ draft, knowledge, newText }: Situation): Alarm[] {
  const greeting = greetingOf(newText)
  if (greeting === undefined || draft.recipients.length > GREETED_RECIPIENTS_MAX) return []
  const names = new Map(knowledge.contacts.map(({ address, name }) => [address.toLowerCase(), name]))
  const people = draft.recipients.filter(({ field }) => field !== 'bcc')
    .map(({ address, name }) => person(address, name ?? names.get(address.toLowerCase()) ?? null))
  if (people.length === 0 || greeting.names.some((name) => people.some((one) => mayBe(name, one)))) return []
  // Only when every recipient's own name can be read: an office address is nobody's name.
  if (people.some((one) => !hasName(one))) return []
  const there = new Set(people.map(({ address }) => address))
  const families = new Set(people.flatMap(({ words }) => words).filter((word) => word.length >= 3))
  const meant = knowledge.contacts.map(({ address, name }) => person(address, name)).find((one) => !there.has(one.address)
    && greeting.names.some((name) => isSurely(name, one) || isInitialOfFamily(name, one, families)))
  if (meant === undefined && (greeting.isBare || people.some((one) => !hasSureName(one, greeting)))) return []
  return [{
    id: 'greeting-mismatch', score: meant === undefined ? 0.65 : 0.9, recipients: people.map(({ address }) => address),
    rules: ['greeting-names-another', ...meant === undefined ? [] : ['known-contact-of-that-name']],
    ...meant === undefined ? {} : { suggestion: meant.address },
  }]
}

/** The greeting in the first lines; undefined when there is none, or it greets a group. */
export function greetingOf(text: string): Greeting | undefined {
  const lines = text.slice(0, 600).split('\n').filter((line) => line.trim() !== '').slice(0, GREETING_LINES_MAX)
  for (const [index, whole] of lines.entries()) {
    const line = whole.slice(0, GREETING_LENGTH_MAX).replace(DOTTED, '$1').replace(INITIALS, '$1 ').replace(/(?<=\p{L})[’'`](?=\p{L})/gu, '')
    const greeted = SALUTATION.exec(line)?.[1]
    if (greeted === undefined) {
      const bare = index === 0 ? BARE_NAMES.exec(line)?.[1] : undefined
      if (bare === undefined) continue
      const names = namesIn(bare)
      return names.length === 0 || foldedWords(bare).some((word) => GROUPS.has(word)) ? undefined : { names, isFormal: false, isBare: true }
    }
    // "Beste Ada, beste Joop," and "Dear Tom, dear Ruth": the second greeting stands on the same line.
    const more = SALUTATION.exec(line.slice(line.indexOf(greeted) + greeted.length).replace(/^[\s,]+/, ''))?.[1] ?? ''
    const both = `${greeted} ${more}`
    if (foldedWords(both).some((word) => GROUPS.has(word)) || /^\p{Ll}+\s+\p{Ll}+\s+\p{Ll}+\s+\p{Ll}/u.test(greeted)) return undefined
    const names = namesIn(both)
    return names.length === 0 ? undefined : { names, isFormal: FORMAL.test(both), isBare: false }
  }
  return undefined
}

/** Capitalised words that are no titles; `Jansen-de Vries` gives both names. */
const namesIn = (greeted: string): string[] => greeted.split(/[\s/&,-]+/).filter((word) => /^\p{Lu}/u.test(word))
  .flatMap((word) => foldedWords(word)).filter((word) => word.length >= 2 && !TITLES.has(word))

function person(address: string, shown: string | null): Person {
  const local = foldedWords(localOf(address))
  return { address: address.toLowerCase(), shown, words: [...local, ...foldedWords(shown ?? '')].map(plain), joined: plain(local.join('')) }
}

/** `juergen` and `jurgen`, `mueller` and `muller` alike. */
const plain = (word: string): string => word.replace(/([aou])e/g, '$1')

/** Whether a name may be this person: it, a short form, its initial, or part of a run-together address. */
function mayBe(name: string, one: Person): boolean {
  const own = plain(name)
  return isSurely(name, one) || isOtherForm(name, one.words) || isOtherForm(own, one.words)
    || one.words.some((word) => startsAlike(own, word) || (word.length === 1 && word === own[0]))
    || (own.length >= 3 && one.words.some((word) => word.length >= 6 && word.includes(own)))
    || (own.length >= 4 && one.joined.includes(own)) || isRunTogether(own, one)
}

/** One begins with the other, and the shorter has at least two letters of a name of four. */
const startsAlike = (name: string, word: string): boolean => (name.length >= 2 && word.length >= 4 && word.startsWith(name))
  || (word.length >= 3 && name.length >= 4 && name.startsWith(word))

/** `hjdevries`: initials and family in one word; the first letter fits and nothing speaks against it. */
const isRunTogether = (name: string, { words, shown }: Person): boolean => shown === null && words.length === 1
  && (words[0]?.length ?? 0) >= 7 && words[0]?.[0] === name[0]

/** The name stands there as a word, or behind a joined particle (`vanderveen`, `degroot`). */
function isSurely(name: string, { words }: Person): boolean {
  const own = plain(name)
  return words.some((word) => word === own || (own.length >= 4 && word.length > own.length && PARTICLE.test(word) && word.endsWith(own)))
}
const PARTICLE = /^(?:\p{L}?(?:van|vande|vander|vanden|de|den|der|ten|ter|te|von|du|le|la|mc|mac|o))\p{L}/u

/** "Beste Marloes" with `m.jansen` known beside `t.jansen`: the initial of the same family. */
const isInitialOfFamily = (name: string, { words }: Person, families: ReadonlySet<string>): boolean =>
  words.some((word) => word.length === 1 && word === plain(name)[0]) && words.some((word) => families.has(word))

const OFFICE = new RegExp(String.raw`^(?:info|post|mail|kontakt|contact|office|admin\w*|sales|hr|it|support|service\w*|kantoor|secretar\w*|balie|receptie|verkoop|inkoop|boekhouding|finance|press|pers|hello|hallo|team\w*|directie|bestuur|accueil|b(?:ue)?ro|klanten\w*|praktijk|poli\w*|apotheek|huisarts\w*|spoed|zorg\w*|griffie\w*|beheer|redactie|planning|agentur|leitung|verwaltung|direction|mairie|comptab\w*|agence|reception|enquir\w*|accounts?|billing|helpdesk|ict|advies\w*|dossier\w*|wijkteam|loon\w*|lohn\w*|hypotheker|partner|physio|landowner|courtier|kasse|medecin|arts|school|ouders?|leden|klant\w*|schilder|onderaannemer|raad|beleid|ward\w*|lawyer|legal|advoca\w*|notari\w*|intake|aanmeld\w*|facturen|invoice\w*|rechnung\w*|lijst|news\w*|ops|docs|dev\w*|web\w*|mt|familie|fam|gezin|family|no|noreply|assistent\w*|verpleeg\w*|afdeling|kliniek|clinic|surgery|nurse|kanzlei|praxis|cabinet|bureau|marketing|communicatie|presse|jobs|vacature\w*|werk\w*|bestel\w*|order\w*|shop|winkel|garage|stichting|vereniging|gemeente|burger\w*|belasting\w*|bank|makelaar|aannemer|bouw\w*|tuin\w*)$`)

/** Whether the address or its shown name is a person's. */
function hasName({ address, shown }: Person): boolean {
  if (shown !== null && foldedWords(shown).filter((word) => word.length >= 2).length >= 2) return true
  const words = foldedWords(localOf(address)).filter((word) => /^[a-z]+$/.test(word))
  return words.length > 0 && !OFFICE.test(words[0] ?? '') && words.some((word) => word.length >= 3)
}

/**
 * Whether enough of the name can be read to warn without a contact of the greeted name: first and last name, or the last
 * name when the greeting is formal.
 */
function hasSureName({ address, shown }: Person, { isFormal }: Greeting): boolean {
  if (shown !== null && foldedWords(shown).filter((word) => word.length >= 2).length >= 2) return true
  const local = localOf(address)
  const long = foldedWords(local).filter((word) => /^[a-z]{2,}$/.test(word)).length
  return /[._-]/.test(local) && (long >= 2 || (isFormal && long === 1 && /^[a-z][._-]/.test(local)))
}
