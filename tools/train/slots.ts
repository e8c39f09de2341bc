import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from './random.ts'

/**
 * Values for the slots of the training texts: `{first}`, `{client}`, `{bsn}`. Names from lists that may ship; numbers
 * made.
 */

export const LANGUAGES = ['nl', 'en', 'de', 'fr'] as const
export type Language = typeof LANGUAGES[number]

/** What a value is to the tagger. */
export type NameTag = 'PER' | 'LOC' | 'ORG'

/** Pieces of a value; a piece with a tag is a name. */
export interface Piece { readonly text: string, readonly tag?: NameTag }

const folder = join(import.meta.dirname, 'lists')
const lines = (file: string): string[] => readFileSync(join(folder, file), 'utf8').split('\n').filter((line) => line !== '')
/** Lines `nl word word ...`, as one list per language. */
function perLanguage(file: string, separator: string): Record<Language, string[]> {
  const made: Record<Language, string[]> = { nl: [], en: [], de: [], fr: [] }
  for (const line of lines(file)) {
    const language = line.slice(0, 2) as Language
    // A blank within a name of a list that blanks part is written as an underscore.
    made[language].push(...line.slice(3).split(separator).map((one) => one.replaceAll('_', ' ')))
  }
  return made
}

const ownFamily = perLanguage('own-family-names.txt', ' ')
const ownPlaces = perLanguage('own-places.txt', ' ')
const diseases = perLanguage('own-diseases.txt', '|')
const familyTop = lines('family-names-nl-top.txt')
const familyAll = lines('family-names-nl.txt').filter((name) => /^(?:\p{L}[\p{L}'’]+[ -]?)+$/u.test(name) && name.length > 3)
export const firstNames: Record<Language, string[]> = {
  nl: [...lines('first-names-nl.txt'), ...lines('first-names-nl-be.txt')], en: lines('first-names-en.txt'),
  de: lines('first-names-de.txt'), fr: lines('first-names-fr.txt'),
}
export const placesNl = lines('places-nl.txt')
const medicines = [...lines('medicine-substances.txt'), ...lines('medicine-brands.txt')].filter((name) => name.length > 3 && !/\d/.test(name))
/** Every family name, for the tagger's list. */
export const familyNames = (): string[] => [...familyAll, ...familyTop, ...Object.values(ownFamily).flat()]
export const placeNames = (): string[] => [...placesNl, ...Object.values(ownPlaces).flat()]

const MONTHS: Record<Language, string[]> = {
  nl: 'januari februari maart april mei juni juli augustus september oktober november december'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
}
const WEEKDAYS: Record<Language, string[]> = {
  nl: 'maandag dinsdag woensdag donderdag vrijdag zaterdag zondag'.split(' '),
  en: 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' '),
  de: 'Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag'.split(' '),
  fr: 'lundi mardi mercredi jeudi vendredi samedi dimanche'.split(' '),
}
const RELATIVES: Record<Language, string[]> = {
  nl: 'mijn moeder|mijn vader|mijn zoon|mijn dochter|mijn man|mijn vrouw|mijn zus|mijn broer|mijn oma|mijn opa|uw moeder|uw vader|uw man|uw vrouw|uw zoon|uw dochter|onze zoon|onze dochter|haar moeder|zijn vader|je zus|je broer|mijn schoonmoeder|mijn partner|ons kind|mijn kleinzoon|mijn tante|zijn vrouw|haar man|mijn vriendin'.split('|'),
  en: 'my mother|my father|my son|my daughter|my husband|my wife|my sister|my brother|my gran|my grandfather|your mother|your father|your husband|your wife|your son|your daughter|our son|our daughter|her mother|his father|my partner|my mum|my dad|his wife|her husband|my aunt|my mother-in-law'.split('|'),
  de: 'meine Mutter|mein Vater|mein Sohn|meine Tochter|mein Mann|meine Frau|meine Schwester|mein Bruder|meine Oma|mein Opa|Ihre Mutter|Ihr Vater|Ihr Mann|Ihre Frau|Ihr Sohn|Ihre Tochter|unser Sohn|unsere Tochter|ihre Mutter|sein Vater|meine Schwiegermutter|meine Partnerin'.split('|'),
  fr: 'ma mère|mon père|mon fils|ma fille|mon mari|ma femme|ma sœur|mon frère|ma grand-mère|mon grand-père|votre mère|votre père|votre mari|votre épouse|votre fils|votre fille|notre fils|notre fille|sa mère|son père|ma belle-mère|mon compagnon'.split('|'),
}
const TITLES: Record<Language, string[]> = {
  nl: 'mevrouw|meneer|dhr.|mw.|de heer|mevr.|Mevrouw|Meneer|Dhr.|Mw.|mijnheer|mw|dhr'.split('|'),
  en: 'Mr|Mrs|Ms|Mr.|Mrs.|Miss'.split('|'), de: 'Herr|Frau|Herrn|Hr.|Fr.'.split('|'), fr: 'M.|Mme|Monsieur|Madame|Mlle'.split('|'),
}
const CLIENTS: Record<Language, string[]> = {
  nl: 'cliënt|patiënt|bewoner|de cliënt|bewoonster|leerling|deelnemer|onze cliënt|cliënte|patiënte'.split('|'),
  en: 'client|patient|resident|our client|service user|pupil|tenant'.split('|'),
  de: 'Klient|Patient|Bewohner|Bewohnerin|Patientin|Klientin|Mandant'.split('|'), fr: 'le patient|la patiente|le résident|la résidente|notre client'.split('|'),
}
const STREETS: Record<Language, (random: Random) => string> = {
  nl: (random) => `${random.pick('Kerk Dorps School Molen Stations Beuken Linden Prins Wilhelmina Juliana Oranje Nieuwe Haven Markt Boter Vis Tulpen Rozen Berken Eiken Merel Lijster Valken Koningin Raadhuis Zuider Noorder Wester Ooster Industrie Hoge Lage Brink Singel Linge Maas Waal'.split(' '))}${random.pick('straat straat straat laan laan weg plein kade gracht dijk hof pad dreef singel'.split(' '))} ${random.between(1, 240)}${random.chance(0.15) ? random.pick(['a', 'b', '-2', ' bis', 'c']) : ''}`,
  en: (random) => `${random.between(1, 240)} ${random.pick('High Station Church Park Victoria Green Manor Kings Queens Mill London Bridge Springfield Chapel Alma Albert Grange Elm Oak Cedar Orchard'.split(' '))} ${random.pick('Street Road Lane Avenue Close Drive Gardens Terrace Crescent'.split(' '))}`,
  de: (random) => `${random.pick('Haupt Bahnhof Garten Schul Dorf Berg Linden Birken Wald Ring Kirch Schiller Goethe Mozart Wiesen Mühlen Rosen Buchen'.split(' '))}${random.pick(['straße', 'straße', 'weg', 'allee', 'platz', 'str.'])} ${random.between(1, 180)}${random.chance(0.1) ? 'a' : ''}`,
  fr: (random) => `${random.between(1, 180)} ${random.pick(['rue', 'avenue', 'boulevard', 'place', 'impasse', 'chemin'])} ${random.pick('de la République|Victor Hugo|des Écoles|du Moulin|des Lilas|Jean Jaurès|de la Gare|Pasteur|du Château|des Acacias|de Verdun|Gambetta|des Tilleuls|de l’Église'.split('|'))}`,
}
const COMPANY_HEADS: Record<Language, string[]> = {
  nl: 'Bakkerij Installatiebedrijf Aannemersbedrijf Drukkerij Transport Garage Schildersbedrijf Kwekerij Makelaardij Administratiekantoor Timmerfabriek Groothandel Uitgeverij Slagerij Zuivelfabriek Technisch Bureau Reisbureau'.split(' '),
  en: 'Northgate Redwood Silverline Harbour Crossfield Brightwater Oakham Stonebridge Kingfisher Maplewood Lakeside Bluebird Westbrook Ironbridge'.split(' '),
  de: 'Autohaus Druckerei Spedition Bäckerei Elektro Bau Metallbau Gärtnerei Verlag Brauerei Möbelhaus Tischlerei Maschinenbau Softwarehaus'.split(' '),
  fr: 'Boulangerie Imprimerie Transports Menuiserie Garage Éditions Électricité Maçonnerie Brasserie Pépinières Plomberie Logistique Cabinet'.split(' '),
}
const COMPANY_WORDS = 'Vantage Lumina Nordex Kompas Delta Aqua Terra Nova Solis Optima Primus Meridian Apex Vector Zenith Stella Corda Fides Luxor Calor Viridis Orion Helios Astra Cirrus Pluvia Quantis Tempora Ventis Alcor Brivo Dexta Elvora Fenix Galvo Hydrant Intera Jovis Kelvar Limex Mondia Norvia Ostara Pactum Quorum Remedia Salvia Trivium'.split(' ')
const COMPANY_TAILS: Record<Language, string[]> = { nl: ['BV', 'B.V.', 'bv', 'NV', 'Groep', 'Holding', 'en Zonen', '& Zn.', ''], en: ['Ltd', 'plc', 'Group', 'Limited', 'Partners', '& Sons', ''], de: ['GmbH', 'AG', 'KG', 'GmbH & Co. KG', 'Gruppe', ''], fr: ['SARL', 'SA', 'SAS', 'et Fils', 'Groupe', ''] }
const ORGS: Record<Language, string[]> = {
  nl: 'Gemeente {P}|Stichting {W}|Zorggroep {W}|{W} College|Basisschool De {W}|Ziekenhuis {W}|Provincie {P}|Vereniging {W}|Waterschap {W}|Politie {P}|FC {P}|{P} United|SV {W}|Universiteit {P}|Rechtbank {P}|GGZ {W}|Woningcorporatie {W}|de {W}fabriek|Museum {W}|Omroep {W}|Kamer van Koophandel|Raad van State|Tweede Kamer|KV {P}|Bibliotheek {P}|Hogeschool {W}|Buurtzorg {P}|Jeugdzorg {W}|Voedselbank {P}|Apotheek {W}|Huisartsenpraktijk {W}|UWV|GGD {P}|Belastingdienst|Rabobank|Ajax|{P}se Courant'.split('|'),
  en: '{P} City Council|{W} Foundation|{W} Primary School|{P} General Hospital|University of {P}|{P} United|{W} Trust|{P} County Court|{W} Housing Association|{P} Rovers|the {W} Institute|{P} Museum|Ministry of Health|House of Commons|{W} Care|{P} Police|{P} Food Bank|{W} Academy|the Bank of {P}|NHS {P}|{P} Herald'.split('|'),
  de: 'Stadt {P}|Stiftung {W}|{W}-Gymnasium|Klinikum {P}|Universität {P}|FC {P}|Landgericht {P}|Kreis {P}|{W} Verein|TSV {P}|Jugendamt {P}|Sparkasse {P}|AOK|Bundestag|Caritas {P}|Grundschule {W}|Finanzamt {P}|Pflegedienst {W}|{P}er Zeitung|Eintracht {P}|Diakonie {P}'.split('|'),
  fr: 'Mairie de {P}|Fondation {W}|Lycée {W}|CHU de {P}|Université de {P}|AS {P}|Tribunal de {P}|Conseil régional|Association {W}|Clinique {W}|Caisse d’Allocations familiales|Musée {W}|RC {P}|Préfecture de {P}|École {W}|Olympique de {P}|Maison de retraite {W}|CPAM de {P}|Pharmacie {W}|Assemblée nationale|le Courrier de {P}'.split('|'),
}
const ORG_WORDS: Record<Language, string[]> = {
  nl: 'Lindenhof Waterlelie Regenboog Vlinder Zonneweide Horizon Kompas Meerpaal Brug Haven Parel Kastanje Springplank Duin Vuurtoren Kring Bolster Wegwijzer Esdoorn Morgenster Klaver Anker Zilverberg Oever'.split(' '),
  en: 'Willow Harbour Beacon Meadow Bridge Compass Riverside Oakfield Sunrise Heron Pathway Ashgrove Lantern Clover Kestrel Brookside'.split(' '),
  de: 'Lindenhof Sonnenschein Regenbogen Kompass Brücke Birkenau Horizont Rosengarten Hafen Leuchtturm Waldblick Morgenstern Sternberg'.split(' '),
  fr: 'Horizon Arc-en-ciel Tilleuls Boussole Passerelle Rivière Lumière Mimosas Bellevue Phare Coquelicots Érables Hirondelle'.split(' '),
}
const DEPTS: Record<Language, string[]> = {
  nl: 'afdeling Financiën|Personeelszaken|HR|de administratie|afdeling Cardiologie|de receptie|Facilitair|ICT|het secretariaat|afdeling Vergunningen|team Inkoop|Burgerzaken|Klantenservice|de polikliniek|Sociaal Domein|Juridische Zaken|Planning'.split('|'),
  en: 'Finance|HR|Human Resources|the front desk|Facilities|IT|Accounts Payable|Customer Service|Legal|Procurement|Ward 7|Planning|Admissions|Estates'.split('|'),
  de: 'Buchhaltung|Personalabteilung|Einkauf|IT|Empfang|Kundenservice|Rechtsabteilung|Station 4|Sozialdienst|Vertrieb|Verwaltung'.split('|'),
  fr: 'la comptabilité|les ressources humaines|le service achats|l’accueil|le service informatique|le secrétariat|le service juridique|la logistique|les urgences'.split('|'),
}
const PRODUCTS: Record<Language, string[]> = {
  nl: 'bureaustoelen|een printer|tegels|zonnepanelen|een fiets|laptops|kantoorpapier|een warmtepomp|koffiebonen|werkhandschoenen|een pomp|schroeven|stellingkasten|een tent|verf|gordijnen'.split('|'),
  en: 'office chairs|a printer|tiles|solar panels|a bike|laptops|copy paper|a heat pump|coffee beans|gloves|a pump|screws|shelving|a tent|paint|curtains'.split('|'),
  de: 'Bürostühle|ein Drucker|Fliesen|Solarmodule|ein Fahrrad|Laptops|Kopierpapier|eine Wärmepumpe|Kaffeebohnen|Handschuhe|eine Pumpe|Schrauben|Regale|Farbe'.split('|'),
  fr: 'des chaises|une imprimante|du carrelage|des panneaux solaires|un vélo|des ordinateurs|du papier|une pompe à chaleur|du café|des gants|une pompe|des vis|des étagères|de la peinture'.split('|'),
}
const PASS_WORDS = 'Zomer Winter Tulp Dakgoot Fietsbel Regen Kanarie Herfst Lente Panda Anker Koffie Bril Maan Kasteel Zebra Wolk Spaghetti Tandem Gouda Pinda Sunshine Welcome Dragon Monkey Castle River Orange Silver Garden Falcon Sommer Garten Vogel Blume Himmel Soleil Jardin Cheval Bonjour Fromage'.split(' ')

const digits = (random: Random, count: number): string => Array.from({ length: count }, () => String(random.between(0, 9))).join('')
const two = (value: number): string => String(value).padStart(2, '0')

function bsn(random: Random): string {
  for (;;) {
    const body = `${random.between(1, 9)}${digits(random, 7)}`
    let sum = 0
    for (let at = 0; at < 8; at += 1) sum += Number(body[at]) * (9 - at)
    const check = sum % 11
    if (check > 9) continue
    const whole = `${body}${check}`
    return random.pick([whole, whole, `${whole.slice(0, 4)} ${whole.slice(4, 6)} ${whole.slice(6)}`, `${whole.slice(0, 3)}.${whole.slice(3, 6)}.${whole.slice(6)}`, `${whole.slice(0, 3)} ${whole.slice(3, 6)} ${whole.slice(6)}`])
  }
}

function iban(random: Random, language: Language): string {
  const [country, body] = language === 'de' ? ['DE', digits(random, 18)] : language === 'fr' ? ['FR', digits(random, 23)] : language === 'en'
    ? ['GB', `${random.pick(['BARC', 'LOYD', 'NWBK'])}${digits(random, 14)}`] : ['NL', `${random.pick(['INGB', 'RABO', 'ABNA', 'TRIO', 'SNSB', 'KNAB', 'BUNQ'])}${digits(random, 10)}`]
  const spelled = `${body}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  let rest = 0
  for (const digit of spelled) rest = (rest * 10 + Number(digit)) % 97
  const whole = `${country}${two(98 - rest)}${body}`
  return random.chance(0.5) ? whole : whole.replace(/(.{4})(?=.)/g, '$1 ')
}

function card(random: Random): string {
  const body = `${random.pick(['4', '51', '53', '37'])}${digits(random, 14)}`.slice(0, 15)
  let sum = 0
  for (let at = 0; at < 15; at += 1) {
    const doubled = Number(body[14 - at]) * (at % 2 === 0 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  const whole = `${body}${(10 - sum % 10) % 10}`
  return random.chance(0.5) ? whole : whole.replace(/(.{4})(?=.)/g, '$1 ')
}

function phone(random: Random, language: Language): string {
  if (language === 'nl') return random.pick([`06-${digits(random, 8)}`, `06 ${digits(random, 4)} ${digits(random, 4)}`, `0${random.pick(['20', '30', '38', '50', '70'])}-${digits(random, 7)}`, `+31 6 ${digits(random, 8)}`])
  if (language === 'en') return random.pick([`07${digits(random, 3)} ${digits(random, 6)}`, `020 7946 0${digits(random, 3)}`, `+44 7${digits(random, 9)}`])
  if (language === 'de') return random.pick([`0151 ${digits(random, 8)}`, `0${digits(random, 3)} / ${digits(random, 6)}`, `+49 171 ${digits(random, 7)}`])
  return random.pick([`06 ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)}`, `01 99 ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)}`])
}

function date(random: Random, language: Language, from: number, to: number): string {
  const [day, month, year] = [random.between(1, 28), random.between(1, 12), random.between(from, to)]
  const name = MONTHS[language][month - 1] ?? ''
  const forms = [`${day}-${month}-${year}`, `${two(day)}-${two(month)}-${year}`, `${day} ${name} ${year}`, `${two(day)}/${two(month)}/${year}`]
  if (language === 'de') forms.push(`${two(day)}.${two(month)}.${year}`, `${two(day)}.${two(month)}.${year}`, `${day}. ${name} ${year}`)
  if (from > 2020) forms.push(`${day} ${name}`, `${day} ${name}`)
  return random.pick(forms)
}

function amount(random: Random, language: Language): string {
  const whole = random.pick([random.between(20, 990), random.between(1000, 9900), random.between(10, 95) * 1000,
    random.between(1, 9) * 100])
  const grouped = String(whole).replace(/(\d)(?=(\d{3})+$)/g, `$1${language === 'en' ? ',' : '.'}`)
  if (language === 'en') return random.pick([`£${grouped}`, `${grouped} pounds`, `€${grouped}`, `£${grouped}.${digits(random, 2)}`])
  return random.pick([`${grouped} euro`, `€ ${grouped}`, `€${grouped}`, `${grouped},${digits(random, 2)} euro`, `EUR ${grouped}`, `${grouped},-`])
}

function password(random: Random): string {
  const [word, other] = [random.pick(PASS_WORDS), random.pick(PASS_WORDS)]
  return random.pick([`${word}${random.between(1, 2031)}`, `${word}-${other}${random.between(1, 99)}`, `${word}${random.pick(['!', '#', '?', '@', '$'])}${random.between(10, 2031)}`, `${word.toLowerCase()}${random.between(1, 999)}`, `${word}${other}`,
    Array.from({ length: random.between(8, 12) }, () => random.pick([...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%'])).join('')])
}

const initialsOf = (random: Random): string => Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, () => `${random.pick([...'ABCDEFGHIJKLMNPRSTVWY'])}.`).join('')

/** A family name as people of that language carry it; now and then one from elsewhere. */
export function familyName(random: Random, language: Language): string {
  if (language !== 'nl') return random.pick(random.chance(0.85) ? ownFamily[language] : Object.values(ownFamily).flat())
  return random.chance(0.5) ? random.pick(familyTop) : random.chance(0.75) ? random.pick(familyAll)
    : random.pick(Object.values(ownFamily).flat())
}

export const firstName = (random: Random, language: Language): string =>
  random.pick(firstNames[random.chance(0.88) ? language : random.pick(LANGUAGES)])

export const placeName = (random: Random, language: Language): string =>
  random.pick(language === 'nl' && random.chance(0.6) ? placesNl : ownPlaces[random.chance(0.9) ? language : random.pick(LANGUAGES)])

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

export function company(random: Random, language: Language): string {
  const tail = random.pick(COMPANY_TAILS[language])
  const head = random.pick([
    () => `${random.pick(COMPANY_HEADS[language])} ${capital(familyName(random, language))}`,
    () => random.pick(COMPANY_WORDS), () => `${random.pick(COMPANY_WORDS)} ${random.pick(['Systems', 'Techniek', 'Pharma', 'Food', 'Energy', 'Logistics', 'Media'])}`,
    () => `${capital(familyName(random, language))} ${random.pick(['&', 'en', 'and'])} ${capital(familyName(random, language))}`,
  ])()
  return tail === '' ? head : `${head} ${tail}`
}

export const organisation = (random: Random, language: Language): string => random.pick(ORGS[language])
  .replace('{P}', placeName(random, language)).replace('{W}', random.pick(ORG_WORDS[language]))

/** The value of a slot, in pieces. `name` without its number. */
export function slotValue(name: string, random: Random, language: Language): readonly Piece[] {
  const plain = (text: string): Piece[] => [{ text }]
  switch (name) {
    case 'first': return [{ text: firstName(random, language), tag: 'PER' }]
    case 'last': return [{ text: capital(familyName(random, language)), tag: 'PER' }]
    case 'full': return [{ text: random.chance(0.85) ? `${firstName(random, language)} ${familyName(random, language)}` : `${initialsOf(random)} ${familyName(random, language)}`, tag: 'PER' }]
    case 'initials': return [{ text: random.pick([`${initialsOf(random)} ${familyName(random, language)}`, `${firstName(random, language)} ${capital(familyName(random, language)).charAt(0)}.`]), tag: 'PER' }]
    case 'client': return random.chance(0.88)
      ? [{ text: `${random.pick(TITLES[language])} ` }, { text: random.chance(0.8) ? capital(familyName(random, language)) : `${initialsOf(random)} ${familyName(random, language)}`, tag: 'PER' }]
      : random.chance(0.6) ? [{ text: `${random.pick(CLIENTS[language])} ` }, { text: random.pick([capital(familyName(random, language)), `${initialsOf(random)} ${familyName(random, language)}`, firstName(random, language)]), tag: 'PER' }]
        : plain(`${random.pick(CLIENTS[language])} ${random.pick({ nl: ['kamer', 'nr', ''], en: ['room', 'no.', ''], de: ['Zimmer', 'Nr.', ''], fr: ['chambre', 'n°', ''] }[language])} ${random.between(2, 98)}`.replace('  ', ' '))
    case 'rel': return plain(random.pick(RELATIVES[language]))
    case 'place': return [{ text: placeName(random, language), tag: 'LOC' }]
    case 'street': return [{ text: STREETS[language](random), tag: 'LOC' }]
    case 'postcode': return plain(language === 'nl' ? `${random.between(1000, 9999)} ${random.pick([...'ABCDEGHJKLMNPRSTVWXZ'])}${random.pick([...'ABCDEGHJKLMNPRSTVWXZ'])}` : language === 'en' ? `${random.pick(['LS', 'M', 'BS', 'EH', 'SW'])}${random.between(1, 19)} ${random.between(1, 9)}${random.pick([...'ABDEFGH'])}${random.pick([...'JLNPQRS'])}` : digits(random, 5))
    case 'org': return [{ text: organisation(random, language), tag: 'ORG' }]
    case 'company': return [{ text: company(random, language), tag: 'ORG' }]
    case 'date': return plain(date(random, language, 2024, 2027))
    case 'birthdate': return plain(date(random, language, 1929, 2019))
    case 'time': return plain(language === 'fr' ? `${random.between(8, 19)}h${random.pick(['', '30', '15'])}` : language === 'en' ? random.pick([`${random.between(1, 12)}${random.pick(['am', 'pm'])}`, `${random.between(8, 19)}:${random.pick(['00', '30', '15'])}`]) : `${random.between(8, 19)}${random.pick(['.', ':'])}${random.pick(['00', '30', '15', '45'])} ${language === 'nl' ? 'uur' : 'Uhr'}`)
    case 'weekday': return plain(random.pick(WEEKDAYS[language]))
    case 'month': return plain(random.pick(MONTHS[language]))
    case 'year': return plain(String(random.between(2019, 2028)))
    case 'amount': return plain(amount(random, language))
    case 'number': return plain(random.pick([digits(random, 4), digits(random, 6), digits(random, 8), digits(random, 9), `${random.between(2023, 2027)}-${digits(random, 5)}`, `${random.pick(['F', 'ORD', 'Z', 'PO', 'C'])}${digits(random, 6)}`]))
    case 'bsn': return plain(bsn(random))
    case 'iban': return plain(iban(random, language))
    case 'card': return plain(card(random))
    case 'phone': return plain(phone(random, language))
    case 'email': return plain(`${firstName(random, language).toLowerCase().normalize('NFD').replace(/[^a-z]/g, '')}${random.pick(['.', '', '_'])}${familyName(random, language).toLowerCase().normalize('NFD').replace(/[^a-z]/g, '')}@${random.pick(['gmail', 'ziggo', 'kantoor', 'mailbox', 'post', 'outlook'])}.example`)
    case 'url': return plain(`${random.pick(['www.', 'https://', 'https://www.'])}${random.pick(['voorbeeld', 'portaal', 'info', 'loket', 'service', 'agenda'])}${random.between(1, 99)}.example${random.pick(['', '/nieuws', '/aanmelden', '/docs'])}`)
    case 'password': return plain(password(random))
    case 'code': return plain(random.pick([digits(random, 4), digits(random, 4), digits(random, 5), digits(random, 6), `${digits(random, 4)}#`, `${random.pick([...'ABCDEFG'])}${digits(random, 4)}`]))
    case 'product': return plain(random.pick(PRODUCTS[language]))
    case 'disease': return plain(random.pick(diseases[language]))
    case 'medicine': return plain(random.chance(0.6) ? random.pick(medicines).toLowerCase() : random.pick(medicines))
    case 'dept': return plain(random.pick(DEPTS[language]))
    default: throw new Error(`unknown slot {${name}}`)
  }
}
