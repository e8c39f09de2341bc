import { foldedWords } from './fold.ts'
import type { Draft, Knowledge, Policy } from './types.ts'

/**
 * What sender, recipients and subject tell before a word is read: a practice, a vet, a list of members, a newspaper.
 * Only from words in the addresses; nobody is looked up.
 */

export interface Setting {
  readonly draft: Draft
  readonly knowledge: Knowledge
  readonly policy: Policy
  /** Recipients outside, folded addresses. */
  readonly outside: readonly string[]
  readonly isCare: boolean
  readonly isAnimalCare: boolean
  readonly isLegal: boolean
  readonly isMoney: boolean
  readonly isStaffOffice: boolean
  /** Names of the houses that write and get the mail, from their domains, without blanks: `roofersashwood`. */
  readonly houses: readonly string[]
  /** A theatre, a publisher, a film maker: people in its mail are invented more often than not. */
  readonly isStage: boolean
  /** A course, a college, a writer of lessons: cases in its mail are examples more often than not. */
  readonly isLesson: boolean
  /** To a mailing list, the press or everybody. */
  readonly isToMany: boolean
  readonly isToPress: boolean
  /** To one person at a private address. */
  readonly isToPerson: boolean
}

const CARE = stems(`praktijk zorg huisarts dokter arts apotheek pharm ziekenhuis hospital clinic kliniek klinik medisch medical medic psych ggz fysio physio tandarts tand dental dentist zahn ortho verpleeg verloskund kraam
thuiszorg hospice revalid rehab nurse nursing soins sante infirm medecin cabinet-med hopital chu pflege altenheim
seniorenheim krankenhaus kranken arztpraxis praxis therap wondzorg bloed labor lab oncolog cardiolog poli ggd
jeugdzorg wijkteam opvang care surgery gp ward nhs sozialdienst sozialstation ehpad logoped dieet dietist audicien huisartsenpost ambulance spoed mentaal verslaving arbo bedrijfsarts gehandicapt begeleid maatschappelijk`)
const ANIMAL = stems('dier dieren vet vets veterin tierarzt tierklinik animal pet pets paarden hoef asiel manege kennel stal dierenarts dap')
const LEGAL = stems('advoca notari legal law juridi recht anwalt kanzlei avocat notaire solicitor barrister letsel deurwaarder gerecht rechtbank court tribunal reclasser politie police justitie mediat')
const MONEY = stems('bank hypothe mortgage krediet credit lening loan belasting tax steuer fiscal account boekhoud compta buchhalt administratie loon payroll lohn salar bewind schuld debt budget verzeker insur versicher assur pensioen pension incasso makelaar')
const STAFF = stems('hr personeel personal personnel staff rh p-en-o recruit loon payroll lohnb salaris people verzuim')
const MANY = stems('lijst liste list leden members mitglieder membres klanten kunden clients customers ouders parents eltern bewoners inwoners habitants buerger burger residents abonnees subscribers nieuwsbrief newsletter allen iedereen everyone mailing alle all team-alle abonnes medewerkers personeel mitarbeiter staffall leerlingen schuler vrijwilligers volunteers donateurs donors ecoles scholen developers huurders deelnemers')
const STAGE = stems('plays playwright screenwriter storyprize shortstory radioplay theatre toneel uitgeverij verlag editions edition publisher publishing schrijf writers auteur author roman romans novel novels boeken books bucher livres verhaal story stories strip comic comics drama film films movie cinema scenario drehbuch script hoorspel podcast musical opera buhne spektakel casting productie')
const LESSON = stems('hogeschool universiteit university universite universitat college academie akademie academy opleiding cursus cursist kurs cours course training trainer trainings schulung formation student studenten students studierende etudiant eleves examen exam prufung klausur didact lesmateriaal lesson mbo hbo havo vwo lyceum klas klassen klaslijst cohort workshop webinar bijscholing nascholing fortbildung elearning e-learning mooc teachers docenten')
const PRESS = stems('pers press presse redactie redaktion redaction krant zeitung journal news nieuws herald gazette dagblad courant omroep radio tv media times')
const FREEMAIL = stems('gmail googlemail hotmail outlook live yahoo icloud me msn ziggo kpnmail kpn xs4all planet home hetnet upcmail casema chello tele2 online solcon gmx web t-online freenet posteo orange free laposte sfr wanadoo protonmail proton aol mailhub postfach courriel kpnplanet quicknet caiway telenet skynet btinternet virginmedia talktalk sky')

interface Stems { readonly whole: ReadonlySet<string>, readonly long: readonly string[] }

function stems(list: string): Stems {
  const words = list.split(/\s+/)
  return { whole: new Set(words), long: words.filter((word) => word.length >= 5) }
}

/** Words of an address or domain against a list: whole, or beginning or ending with a stem of five letters or more. */
function matches(words: readonly string[], { whole, long }: Stems): boolean {
  return words.some((word) => whole.has(word) || long.some((stem) => word.startsWith(stem) || word.endsWith(stem)
    || (stem.length >= 7 && word.includes(stem))))
}

/** Addresses looked at to know the setting; more are like the first. */
const ADDRESSES_MAX = 200

export function settingOf(draft: Draft, knowledge: Knowledge, policy: Policy): Setting {
  const internal = internalTest(knowledge)
  const outside = draft.recipients.map(({ address }) => address.toLowerCase()).filter((address) => !internal(address))
  const looked = outside.slice(0, ADDRESSES_MAX)
  const from = foldedWords(draft.from)
  const to = looked.flatMap(foldedWords)
  const all = [...from, ...to]
  const isAnimalCare = matches(from, ANIMAL)
  const isToMany = matches(looked.flatMap((address) => foldedWords(address)), MANY)
  return {
    draft, knowledge, policy, outside, isAnimalCare, isToMany,
    houses: [draft.from, ...outside.slice(0, HOUSES_MAX)].map(houseOf).filter(
      (house) => house.length >= HOUSE_LENGTH_MIN,
    ),
    isCare: !isAnimalCare && matches(all, CARE),
    isLegal: matches(all, LEGAL),
    isMoney: matches(all, MONEY),
    isStaffOffice: matches(from, STAFF),
    isStage: matches(all, STAGE),
    isLesson: matches(all, LESSON),
    isToPress: matches(to, PRESS),
    isToPerson: looked.length === 1 && !isToMany && matches(foldedWords(looked[0]?.split('@')[1] ?? ''), FREEMAIL),
  }
}

/** Most recipients whose house is known by name. */
export const HOUSES_MAX = 10
/** Shortest name of a house that is looked for. */
export const HOUSE_LENGTH_MIN = 8

/** The domain without its last label, as one word. */
function houseOf(address: string): string {
  const host = address.slice(address.lastIndexOf('@') + 1)
  return foldedWords(host.slice(0, Math.max(0, host.lastIndexOf('.')))).join('')
}

/** Whether a name of several words is that of a house that writes or gets the mail: `Roofers Ashwood`, not somebody. */
export function isHouseName(name: string, { houses }: Pick<Setting, 'houses'>): boolean {
  if (houses.length === 0) return false
  const words = foldedWords(name)
  const joined = words.join('')
  return words.length >= 2 && joined.length >= HOUSE_LENGTH_MIN && houses.some((house) => house.includes(joined))
}

/** Whether an address is of the organisation: the recipient's own knowledge first, then the domain and what is below it. */
export function internalTest(knowledge: Knowledge): (address: string) => boolean {
  const known = new Map(knowledge.recipients.map(({ address, isInternal }) => [address.toLowerCase(), isInternal]))
  const domains = new Set(knowledge.internalDomains.map((domain) => domain.toLowerCase()))
  return (address) => {
    const folded = address.toLowerCase()
    const told = known.get(folded)
    return told ?? domains.has(folded.slice(folded.lastIndexOf('@') + 1))
  }
}
