import { foldedWords } from '../fold.ts'
import { hasName, isInitialOfFamily, isSurely, mayBe, peopleOf, person, type Person } from './person.ts'
import { localOf, type Alarm, type Situation } from './warning.ts'

const SALUTATION = new RegExp(String.raw`^\s*(?:beste|geachte|hoi|hallo|hai|hee|dag|lieve|hey|h[ée]|goede ?(?:morgen|middag|navond|avond|dag)|goedendag|amice|ha|dear|hi|hello|good (?:morning|afternoon|evening|day)|morning|(?:liebe|werte|sehr (?:geehrte|verehrte))(?:[rs]|[/(:*_][rs]\)?)?|guten (?:tag|morgen|abend)|moin|servus|gr[üu]ezi|bonjour|bonsoir|ch[èe]r(?:e?s?|\(e\)|[·.]e)|salut|coucou)\s+(.{1,80}?)\s*(?:[,!:.\n]|$)`, 'iu')
/** A name alone on the first line, as many people begin. */
const BARE_NAMES = new RegExp(String.raw`^\s*(\p{Lu}[\p{Ll}-]{1,20}(?:(?:,? (?:en|and|und|et) |, ?| ?[&/] ?| )\p{Lu}[\p{Ll}-]{1,20}){0,3})\s*[,!]?\s*$`, 'u')

/** Titles whose dot does not end the greeting. */
const DOTTED = /\b(dr|drs|ir|mr|mrs|ms|prof|dhr|mevr|mw|mme|mlle|ing|fam|hr|fr|st)\./giu
const INITIALS = /(?<![\p{L}])(\p{Lu})\.(?=\s?\p{Lu})/gu

/** Words in a greeting that are nobody's name. */
const TITLES = new Set(`heer heren mevrouw mevr mw meneer mijnheer dhr hr de van der den het ten ter te tot en and und et mr mrs ms miss dr drs ir mr prof professor ing herr herrn frau madame monsieur m mme mlle mademoiselle
docteur doctor doktor dokter familie fam dames lieve liebe beste all collega ik we i je du und von vom zu zur le la
les du des sir madam vader moeder oom tante opa oma zuster broeder pastoor dominee wethouder burgemeester
directeur voorzitter bestuurder notaris meester maitre me o mc st saint sint rabbi imam pater kapitein agent officer judge councillor colleague confrere consoeur`.split(/\s+/))
const FORMAL = new RegExp(String.raw`(?<![\p{L}])(?:heer|mevrouw|mevr|mw|meneer|mijnheer|dhr|mr|mrs|ms|miss|dr|drs|prof|professor|herrn?|frau|madame|monsieur|mme|mlle|m|docteur|doctor|dokter|familie|fam|collega)(?![\p{L}])`, 'iu')
/** Who greets a group, a role or nobody in particular greets no name. Folded words. */
const GROUPS = new Set(`allemaal allen alle iedereen all everyone everybody folks guys team teams teamleden collegas collegae collega's leden ouders verzorgers klant klanten bewoner bewoners relatie relaties lezer lezers deelnemers leerlingen studenten
clienten patienten members parents carers colleagues customer customers client clients resident residents volunteers
students manager recruiter sirs zusammen kollegen kolleginnen damen herren eltern mitglieder kunde kunden kundin
kundinnen nachbarn mandant mandantin
tous toutes parents membres messieurs mesdames heren dames vrienden vriendinnen friends freunde amis buren neighbours
neighbors vrijwilligers both beide beiden mensen people lui there dag voisins adherents abonnes abonnees subscribers
interessierte teilnehmer partner partners gasten guests gaste bestuur redactie directie commissie raad planning balie
receptie secretariaat support helpdesk accounts sales hr administratie sollicitant kandidaat inwoner inwoners
member investor investors shareholder shareholders traveler traveller passenger applicant applicants user users
subscriber friend neighbour neighbor mitglied membre lid deelnemer aanvrager huurder huurders eigenaar eigenaren
student leerling abonnee abonne adherent
winner owner owners tenant tenants homeowner guest editor sponsor sponsors donor donateur donateurs spender spenderin patient patientin patiente teilnehmerin mieter mieterin`.split(/\s+/))

/** "Dear what a lovely day": a sentence, no greeting. */
const MANY_PLAIN_WORDS = /^\p{Ll}+\s+\p{Ll}+\s+\p{Ll}+\s+\p{Ll}/u

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

/** Whether the greeting names somebody who is none of the recipients, while they have names to compare with. */
export function greetingMismatch({ draft, knowledge, newText }: Situation): Alarm[] {
  const greeting = greetingOf(newText)
  if (greeting === undefined || draft.recipients.length > GREETED_RECIPIENTS_MAX) return []
  const people = peopleOf(draft.recipients.filter(({ field }) => field !== 'bcc'), knowledge.contacts)
  if (people.length === 0 || greeting.names.some((name) => people.some((one) => mayBe(name, one)))) return []
  // Only when every recipient's own name can be read: an office address is nobody's name.
  if (people.some((one) => !hasName(one))) return []
  const there = new Set(people.map(({ address }) => address))
  const families = new Set(people.flatMap(({ words }) => words).filter((word) => word.length >= 3))
  const meant = knowledge.contacts.map(({ address, name }) => person(address, name))
    .find((one) => !there.has(one.address)
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
      const isNobody = names.length === 0 || foldedWords(bare).some((word) => GROUPS.has(word))
      return isNobody ? undefined : { names, isFormal: false, isBare: true }
    }
    // "Beste Ada, beste Joop," and "Dear Tom, dear Ruth": the second greeting stands on the same line.
    const more = SALUTATION.exec(line.slice(line.indexOf(greeted) + greeted.length).replace(/^[\s,]+/, ''))?.[1] ?? ''
    const both = `${greeted} ${more}`
    if (foldedWords(both).some((word) => GROUPS.has(word)) || MANY_PLAIN_WORDS.test(greeted)) return undefined
    const names = namesIn(both)
    return names.length === 0 ? undefined : { names, isFormal: FORMAL.test(both), isBare: false }
  }
  return undefined
}

/** Capitalised words that are no titles; `Jansen-de Vries` gives both names. */
const namesIn = (greeted: string): string[] => greeted.split(/[\s/&,-]+/).filter((word) => /^\p{Lu}/u.test(word))
  .flatMap((word) => foldedWords(word)).filter((word) => word.length >= 2 && !TITLES.has(word))

/** Several people behind one address: any of them may be greeted by the first name. */
const HOUSEHOLD = new RegExp(String.raw`^(?:fam(?:ilie|ily|ille)?\b|gezin\b)|\s(?:en|and|und|et|&)\s`, 'iu')

/**
* Whether enough of the name can be read to warn without a contact of the greeted name: first and last name, or the
last
 * name when the greeting is formal.
 */
function hasSureName({ address, shown }: Person, { isFormal }: Greeting): boolean {
  if (shown !== null && HOUSEHOLD.test(shown)) return isFormal
  if (shown !== null && foldedWords(shown).filter((word) => word.length >= 2).length >= 2) return true
  const local = localOf(address)
  const long = foldedWords(local).filter((word) => /^[a-z]{2,}$/.test(word)).length
  return /[._-]/.test(local) && (long >= 2 || (isFormal && long === 1 && /^[a-z][._-]/.test(local)))
}
