import type { Random } from './random.ts'
import type { Snippet } from './snippets.ts'
import { familyName, firstName, type Language } from './slots.ts'

/** Who writes to whom: offices that fit the subject, people at home, lists, newspapers. */

const OFFICES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  nl: {
    stage: 'theater-{w} uitgeverij-{w} toneel-{w} filmmakers-{w} schrijvers-{w}', school: 'hogeschool-{w} opleiding-{w} academie-{w} training-{w} cursus-{w}',
    care: 'huisartsenpraktijk-{w} thuiszorg-{w} ggz-{w} ziekenhuis-{w} fysio-{w} tandarts-{w} apotheek-{w} verloskundigen-{w} kraamzorg-{w} revalidatie-{w} zorggroep-{w} wijkteam-{w} jeugdzorg-{w} opvang-{w} arbodienst-{w} begeleiding-{w}',
    money: 'bewindvoering-{w} administratiekantoor-{w} hypotheek-{w} belastingadvies-{w} schuldhulp-{w} verzekeraar-{w} salaris-{w} bank-{w} accountants-{w}',
    law: 'advocaten-{w} notaris-{w} reclassering-{w} mediation-{w} deurwaarders-{w} letselschade-{w}',
    office: 'gemeente-{w} school-{w} wonen-{w} bouw-{w} drukkerij-{w} transport-{w} groothandel-{w} makelaar-{w} architecten-{w} software-{w} garage-{w} sportclub-{w} theater-{w} bibliotheek-{w} museum-{w} uitgeverij-{w} advies-{w} installatie-{w} vereniging-{w} stichting-{w} kerk-{w} hotel-{w} energie-{w} uitzendbureau-{w}',
    animal: 'dierenkliniek-{w} dierenarts-{w} manege-{w} asiel-{w}', press: 'krant-{w} omroep-{w} dagblad-{w}',
    list: 'leden@{o}-lijst klanten@{o}-lijst ouders@{o}-lijst nieuwsbrief@{o} bewoners@{o}-lijst abonnees@{o}-lijst deelnemers@{o}-lijst alle@{w}-lijst partners@{w}-verzendlijst studenten@{w}-klaslijst',
  },
  en: {
    stage: 'theatre-{w} publishing-{w} drama-{w} films-{w} writers-{w}', school: 'college-{w} university-{w} academy-{w} training-{w}',
    care: 'surgery-{w} homecare-{w} hospital-{w} physio-{w} dental-{w} pharmacy-{w} clinic-{w} hospice-{w} nursing-{w} mentalhealth-{w} occhealth-{w}',
    money: 'mortgages-{w} payroll-{w} accountants-{w} debtadvice-{w} insurance-{w} bank-{w} pensions-{w}', law: 'solicitors-{w} chambers-{w} probation-{w} mediation-{w} legal-{w}',
    office: 'council-{w} school-{w} housing-{w} builders-{w} print-{w} logistics-{w} wholesale-{w} estates-{w} software-{w} garage-{w} club-{w} theatre-{w} library-{w} museum-{w} press-office-{w} consulting-{w} recruiting-{w} charity-{w} hotel-{w} energy-{w}',
    animal: 'vets-{w} stables-{w} petcare-{w}', press: 'herald-{w} gazette-{w} news-{w}', list: 'members@{o}-list customers@{o}-list parents@{o}-list newsletter@{o} residents@{o}-list subscribers@{o}-list all@{w}-list partners@{w}-maillist students@{w}-classlist',
  },
  de: {
    stage: 'theater-{w} verlag-{w} film-{w} drehbuch-{w}', school: 'hochschule-{w} akademie-{w} schulung-{w} kurs-{w}',
    care: 'praxis-{w} pflegedienst-{w} klinik-{w} krankenhaus-{w} physio-{w} zahnarzt-{w} apotheke-{w} altenheim-{w} hebamme-{w} sozialdienst-{w}', money: 'steuerberater-{w} bank-{w} lohnbuero-{w} versicherung-{w} schuldnerberatung-{w} finanz-{w}',
    law: 'kanzlei-{w} notariat-{w} rechtsanwalt-{w} gericht-{w}', office: 'gemeinde-{w} schule-{w} wohnbau-{w} bau-{w} druckerei-{w} spedition-{w} handel-{w} makler-{w} software-{w} autohaus-{w} verein-{w} theater-{w} bibliothek-{w} museum-{w} verlag-{w} beratung-{w} technik-{w} hotel-{w} energie-{w}',
    animal: 'tierarzt-{w} reitstall-{w}', press: 'zeitung-{w} redaktion-{w} rundfunk-{w}', list: 'mitglieder@{o}-liste kunden@{o}-liste eltern@{o}-liste newsletter@{o} buerger@{o}-liste alle@{w}-verteiler kurs@{w}-kursliste',
  },
  fr: {
    stage: 'theatre-{w} editions-{w} films-{w} auteurs-{w}', school: 'universite-{w} formation-{w} ecole-{w} institut-{w}',
    care: 'cabinet-medical-{w} clinique-{w} hopital-{w} infirmiers-{w} kine-{w} dentiste-{w} pharmacie-{w} ehpad-{w} soins-{w}', money: 'banque-{w} comptable-{w} courtier-{w} assurance-{w} paie-{w} credit-{w}', law: 'avocats-{w} notaire-{w} huissier-{w} mediation-{w}',
    office: 'mairie-{w} ecole-{w} habitat-{w} batiment-{w} imprimerie-{w} transports-{w} grossiste-{w} immobilier-{w} logiciels-{w} garage-{w} club-{w} theatre-{w} mediatheque-{w} musee-{w} editions-{w} conseil-{w} electricite-{w} hotel-{w} energie-{w}',
    animal: 'veterinaire-{w} haras-{w}', press: 'journal-{w} redaction-{w} radio-{w}', list: 'membres@{o}-liste clients@{o}-liste parents@{o}-liste lettre@{o} habitants@{o}-liste tous@{w}-liste cours@{w}-diffusion',
  },
}
const WORDS = 'linde noord zuid haven kompas zon brug meer oost west alpha delta beek vos park ring valk roos luna nova kern zwaan berg dal'.split(' ')
const BOXES: Readonly<Record<Language, string>> = { nl: 'info administratie planning balie secretariaat hr directie kantoor receptie beheer inkoop verkoop', en: 'info office admin hr desk reception sales accounts bookings support', de: 'info buero verwaltung personal empfang leitung einkauf vertrieb', fr: 'info accueil secretariat direction rh achats gestion contact' }
const HOMES = 'gmail ziggo hotmail outlook kpnmail postfach mailhub courriel live xs4all'.split(' ')

const ascii = (text: string): string => text.toLowerCase().normalize('NFD').replace(/[^a-z]/g, '')

/** From, to and the house for a mail about this snippet; at least one recipient is outside. */
export function addresses(main: Snippet, random: Random, language: Language): { from: string, to: string[],
  internalDomains: string[] } {
  const offices = OFFICES[language]
  const domain = (kind: string): string => `${random.pick((offices[kind] ?? offices['office'] ?? '').split(' ')).replace('{w}', random.pick(WORDS))}.example`
  const box = (place: string): string => `${random.chance(0.5) ? random.pick(BOXES[language].split(' ')) : `${ascii(firstName(random, language)).charAt(0)}.${ascii(familyName(random, language))}`}@${place}`
  const home = (): string => `${ascii(firstName(random, language))}${random.pick(['.', '', '-'])}${ascii(familyName(random, language))}@${random.pick(HOMES)}.example`
  const house = domain(houseOf(main, random))
  const list = (): string => `${random.pick((offices['list'] ?? '').split(' ')).replace('{o}', house.replace('.example', '')).replace('{w}', random.pick(WORDS))}.example`
  const kind = whereTo(main, random)
  // People at home write too.
  const from = main.kind === null && random.chance(0.12) ? home() : box(house)
  const to = kind === 'home' ? [home()] : kind === 'list' ? [list()] : kind === 'press' ? [box(domain('press'))] : [box(domain(kind))]
  if (random.chance(0.08)) to.push(box(house))
  return { from, to, internalDomains: [from.slice(from.indexOf('@') + 1)] }
}

function houseOf({ reasons, kind }: Snippet, random: Random): string {
  if (kind === 'animal') return random.chance(0.8) ? 'animal' : 'office'
  if (kind === 'fictional') return random.chance(0.6) ? 'stage' : 'office'
  if (kind === 'educational') return random.chance(0.6) ? 'school' : 'office'
  // Half of the texts about nobody come from the same offices as the others: the sender alone decides nothing.
  if (random.chance(0.5)) return random.pick(['care', 'money', 'law', 'office', 'office'])
  if (reasons.includes('health')) return random.chance(0.7) ? 'care' : 'office'
  if (reasons.includes('financial')) return random.chance(0.6) ? 'money' : 'office'
  if (reasons.includes('criminal')) return random.chance(0.5) ? 'law' : 'office'
  return 'office'
}

function whereTo({ reasons, kind }: Snippet, random: Random): string {
  if (kind === 'news' || kind === 'public') return random.pick(['press', 'list', 'office', 'home', 'list'])
  if (kind === 'fictional') return random.pick(['stage', 'stage', 'office', 'home', 'list'])
  if (kind === 'general' || kind === 'educational' || kind === 'statistics') return random.pick(['list', 'list', 'home', 'office', 'care'])
  if (kind === 'vacancy' || kind === 'tender') return random.pick(['office', 'list', 'home', 'press'])
  if (kind !== null) return random.pick(['office', 'office', 'home', 'home', 'list', 'care'])
  if (reasons.includes('confidential-business')) return random.pick(['office', 'office', 'law', 'money', 'press', 'home'])
  return random.pick(['home', 'home', 'office', 'care', 'care', 'law', 'money', 'office'])
}
