/**
 * Whom a text is meant for, by what it talks of: colleagues share shifts, rooms, systems, cases, pay and secrets; with
 * others there are quotes, orders, deliveries and polite address. A sum of signals, each counted once.
 */

/** Characters of a text that are looked at: what a mail is about stands in its first paragraphs. */
export const AUDIENCE_TEXT_MAX = 600
/** From this sum on a text is meant for colleagues. */
export const AMONG_COLLEAGUES = 1

/** What the signal weighs, and its words in four languages. Above nought: for colleagues. */
interface Signal { readonly weight: number, readonly pattern: RegExp }

const signal = (weight: number, ...words: readonly string[]): Signal =>
  ({ weight, pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'iu') })

/** Rooms, things and systems that only those who work there share. */
const INSIDE = {
  nl: 'remise|depot|magazijn|kantine|archief|kamer|lokaal|teamkamer|personeelskamer|kast|schijf|map|mappen|netwerk|server|intranet|rooster|dienstrooster|weekstart|teamdag|teamoverleg|werkoverleg|briefing|overdracht|planbord|personeel|formatie|ploeg|caseload|wachtlijst|voorraad|kas|begroting|werklijst|bestelbus|wagenpark|afdeling|wacht|kazerne|bod',
  en: 'depot|stores?|stockroom|canteen|archive|front desk|floor|ward|station|staff ?room|locker|cupboard|drive|shared drive|folder|network|server|intranet|rota|roster|stand-?up|away ?day|team meeting|staff meeting|handover|whiteboard|headcount|crew|shift|caseload|waiting list|till|petty cash|bid|payroll|van|fleet|unit',
  de: 'depot|lager|kantine|archiv|abteilung|wache|lehrerzimmer|pausenraum|schrank|spind|laufwerk|ordner|netzwerk|server|intranet|dienstplan|schichtplan|teambesprechung|teamsitzung|dienstbesprechung|übergabe|personal|schicht|fallliste|warteliste|vorrat|kasse|haushalt|gebot|akten|fuhrpark',
  fr: 'dépôt|réserve|cantine|archives|étage|caserne|salle des (?:profs|maîtres|équipes)|salle de pause|armoire|casier|disque|disque (?:commun|partagé)|dossier partagé|réseau|serveur|intranet|planning|réunion d.équipe|réunion de service|relève|effectifs?|liste d.attente|caisse|offre de repli|logiciel|flotte|unité',
} as const
/** Those that are spoken of with others too. */
const SHARED = {
  nl: 'kantoor|balie|receptie|vergaderzaal|locatie|vestiging|school|agenda|planning|overleg|vergadering|garage|werkplaats|systeem|dossiers|team|budget|administratie',
  en: 'office|workshop|garage|reception|branch|site|school|system|calendar|schedule|meeting|team|stock|budget|files',
  de: 'büro|werkstatt|garage|empfang|station|schule|system|kalender|planung|sitzung|besprechung|team|budget|filiale|standort',
  fr: 'bureau|atelier|garage|accueil|service|agence|site|école|système|agenda|réunion|équipe|stock|budget|dossiers',
} as const

const STAFF = 'functioner\\p{L}*|beoordeling\\p{L}*|rooster(?:s|wijziging|en)?|salari\\p{L}*|loonsverhoging|bonussen|personeels\\p{L}*|verlof\\p{L}*|vakantiedagen|ziekmelding\\p{L}*|ziek gemeld|verzuim\\p{L}*|teamoverleg|werkoverleg|mt-?overleg|managementteam|reorganisatie|inkoopprij\\p{L}*|kostprij\\p{L}*|sollicita(?:nten|tiegesprek\\p{L}*|tiecommissie)|detachering|overuren|inwerk\\p{L}*|teamuitje|personeelsuitje'
  + '|appraisals?|rotas?|rosters?|payroll|salary|salaries|pay (?:review|rise|rises)|bonuses|staff (?:list|matters?|meeting|planning|review|party)|annual leave|sick leave|called in sick|off sick|board minutes|cost prices?|restructuring|redundanc\\p{L}*|performance reviews?|overtime|shortlist(?:ed)?|interview panel|onboarding|induction'
  + '|beurteilung(?:en|sgespr\\p{L}*)|dienstpl[äa]ne?|schichtpl[äa]ne?|gehalt(?:s\\p{L}*)?|geh[äa]lter|boni|personalgespr\\p{L}*|mitarbeitergespr\\p{L}*|urlaubs(?:antr|plan|tage)\\p{L}*|krankmeldung\\p{L}*|krank gemeldet|überstunden|einkaufspreise?|umstrukturierung|bewerber(?:gespr\\p{L}*|innen)?|einarbeitung|betriebsausflug'
  + '|entretiens? (?:annuels?|individuels?|d.évaluation)|évaluations?|planning d.équipe|salaires?|primes?|augmentations?|congés|heures sup\\p{L}*|prix d.achat|restructuration|arrêts? (?:de )?maladie|candidats?|entretiens? d.embauche|intérimaires?|tableau de service'

const SIGNALS: readonly Signal[] = [
  // People's work, pay and leave; own prices.
  signal(1.5, STAFF),
  // Our own rooms, systems and plans.
  signal(1.2, `(?:onze|ons) (?:\\p{L}+ )?(?:${INSIDE.nl})`, `our (?:own )?(?:\\p{L}+ )?(?:${INSIDE.en})`, `unser(?:e[mnrs]?|m|n|r|s)? (?:\\p{L}+ )?(?:${INSIDE.de})`, `(?:notre|nos) (?:${INSIDE.fr})`),
  signal(0.7, `(?:onze|ons) (?:\\p{L}+ )?(?:${SHARED.nl})`, `our (?:own )?(?:\\p{L}+ )?(?:${SHARED.en})`, `unser(?:e[mnrs]?|m|n|r|s)? (?:\\p{L}+ )?(?:${SHARED.de})`, `(?:notre|nos) (?:${SHARED.fr})`),
  // Our own figures, which nobody tells a buyer or supplier.
  signal(3, '(?:onze|ons) (?:\\p{L}+ )?(?:marges?|cijfers|strategie|onderhandelruimte|ondergrens|bovengrens|inkoop|inkoopprij\\p{L}*|kostprij\\p{L}*|budget|klantenlijst)', 'our (?:\\p{L}+ )?(?:margins?|figures|strategy|cost prices?|walk-?away price|bottom line|negotiating position|client list|customer list|budget)', 'unser(?:e[mnrs]?)? (?:\\p{L}+ )?(?:kalkulation|margen?|zahlen|strategie|schmerzgrenze|verhandlungsspielraum|einkaufspreise?|kundenliste)', '(?:notre|nos) (?:\\p{L}+ )?(?:marges?(?: de négociation)?|chiffres|stratégie|prix d.achat|prix de revient|fichier clients|budget)'),
  // The other one's things among us.
  signal(1.2, '(?:jouw|je) (?:\\p{L}+ )?(?:caseload|locker|kluisje|pasje|badge|personeelspas|werklaptop|postvak(?:je)?|dienst(?:en)?|nachtdienst(?:en)?|uren|overuren|verlof|proeftijd|contractverlenging|functie|leidinggevende|stagiair\\p{L}*|weekend(?:en)?dienst)',
    'your (?:\\p{L}+ )?(?:caseload|locker|badge|staff pass|pigeonhole|shifts?|leave|overtime|probation|line manager|direct reports?|trainee|secondment)', '(?:dein|euer|eure)(?:e[mnrs]?|m|n|r|s)? (?:\\p{L}+ )?(?:schicht(?:en)?|dienst(?:e)?|nachtdienst\\p{L}*|spind|dienstausweis|fach|stunden|überstunden|urlaub|probezeit|vorgesetzte\\p{L}*|praktikant\\p{L}*)',
    '(?:ton|ta|tes) (?:\\p{L}+ )?(?:casier|badge|poste|garde|astreintes?|heures|congés|période d.essai|responsable|stagiaire)'),
  signal(0.7, '(?:jouw|je) (?:\\p{L}+ )?(?:team\\p{L}*|mensen|afdeling|ploeg|school|klas|groep|vestiging|cliënten|bewoners|bureau|laptop|sleutel|collega.?s?)', 'your (?:\\p{L}+ )?(?:team|people|department|crew|school|class|branch|unit|residents|desk|laptop|key|colleagues?|hours)',
    '(?:dein|euer|eure)(?:e[mnrs]?|m|n|r|s)? (?:\\p{L}+ )?(?:team|leute[n]?|abteilung|station|schule|klasse|gruppe|filiale|schreibtisch|laptop|schlüssel|kolleg\\p{L}*|mitarbeiter\\p{L}*)', '(?:ton|ta|tes) (?:\\p{L}+ )?(?:équipe|gars|gens|service|école|classe|groupe|agence|unité|résidents|bureau|clé|collègues?|collaborateurs)'),
  // Taking over work, shifts and cases.
  signal(1.2, '(?:overnemen|waarnemen|invallen|inspringen|ruilen)', '(?:dienst|nachtdienst|dagdienst|vroege dienst|late dienst|weekenddienst|bereikbaarheidsdienst|piketdienst|achterwacht|dienstruil|lijn \\d+)', '(?:cover(?:ing)?|swap(?:ping)?|take over|step in|fill in|stand in) (?:for|with|my|his|her|their|\\p{L}{3,}day)', '(?:night|early|late|day|weekend|your|my|his|her) shifts?', 'on call', 'on the rota', 'two short',
    '(?:einspringen|übernehmen|vertreten|tauschen)', '(?:frühdienst|spätdienst|nachtdienst|bereitschaft(?:sdienst)?|frühschicht|spätschicht|nachtschicht|wochenenddienst|vertretung)', '(?:remplacer|reprendre|échanger|couvrir|assurer) (?:\\p{Lu}\\p{L}+|la|le|les|ta|ton|sa|son|l.)', '(?:astreinte|garde de nuit|service de nuit|permanence|poste du (?:matin|soir)|tu prends (?:la|le|ta))'),
  // Passing by, at work.
  signal(1, '(?:kom|loop|spring|wip)\\p{L}* (?:je |jij )?(?:straks |even |morgen |zo |anders )*(?:langs|binnen|aan)(?: (?:op|bij|in) (?:mijn|de|het) (?:kamer|bureau|kantoor|werkplek))?', '(?:op|in) mijn (?:kamer|kantoor|werkplek)', '(?:bij|naast) (?:de|het) (?:koffieautomaat|koffieapparaat|printer|kopieerapparaat|prikklok|postvakjes)', '(?:pop|drop|come|swing) (?:in|by|round|over)(?: to)? (?:my|the) (?:office|desk|room)', 'my (?:office|desk)', 'by the (?:coffee machine|printer|copier)',
    'in mein(?:em|er|) (?:büro|zimmer)', 'an meine[nm]? (?:schreibtisch|platz)', 'am (?:kopierer|drucker|kaffeeautomat\\p{L}*)', '(?:passe|viens)(?: me voir)? (?:dans|à) mon bureau', 'à la machine à café', 'près de l.imprimante'),
  // Not for the others.
  signal(1.2, '(?:zeg|vertel) (?:het |dit |dat |er )?(?:nog )?(?:niet|niets|niks)', 'nog niet (?:delen|bekend|vertellen|rondvertellen|doorvertellen)', 'geen woord', '(?:hou|houd|houden) (?:het|dit|dat) (?:nog |even )*(?:voor je|onder ons|stil|intern)', '(?:not a word|keep (?:it|this) (?:quiet|to yourself|between us|under wraps)|don.t tell|do not tell|not public yet|before the others)', '(?:sag|erzähl|behalt)\\p{L}* (?:es |das |noch |bitte |niemandem |keinem )+', '(?:kein wort|noch nicht (?:öffentlich|bekannt|weitersagen))', '(?:n.en parle|ne (?:le )?dis)(?:z)? (?:pas|rien|à personne)', '(?:pas un mot|garde(?:z)?[- ](?:le|ça|cela) pour (?:toi|vous|nous)|pas encore (?:public|officiel|annoncé))'),
  signal(0.9, '(?:intern|interne|internal|internally|en interne)'),
  signal(0.7, '(?:collega(?:.s)?|colleagues?|kolleg(?:e|en|in|innen)|coll[èe]gues?)'),
  signal(0.5, '(?:notulen|minutes of|protokoll der|compte[- ]rendu)', '(?:vertrouwelijk|confidential|vertraulich|confidentiel\\p{L}*)'),
  // Business with others.
  signal(-1.6, '(?:offertes?|bestelling(?:en)?|levering|levertijd|leverdatum|leveren|lever\\p{L}{0,3} (?:u|jullie)|aanbieding|voorrijkosten|prijsopgave|huurprijs|zaalhuur)', '(?:quotes?|quotation|purchase order|your (?:order|offer|invoice|price|firm|company|services|rates?|catalogue|website)|deliver(?:y|ies)?|lead time|shipment)', '(?:angebot|bestellung|lieferung|liefer(?:t|n|zeit|termin)|auftrag|kostenvoranschlag)', '(?:devis|livraison|livrer|livrez|commande|bon de commande|tarifs?|délai)'),
  signal(-0.8, '(?:u|uw)', '(?:jullie|your) (?:bedrijf|firma|winkel|zaak|zaal|offerte|factuur|site|website|dienstverlening|product\\p{L}*|klanten)', 'dear (?:mr|mrs|ms|dr)', '(?:geachte|sehr geehrte[rs]?|madame|monsieur)', 'vous (?:remercie|prie|invite)'),
  signal(-0.8, '(?:wij|we|wir|nous) (?:betalen|pay|zahlen|payons) (?:per|pro|par|u|you)', '(?:als gast|as a guest|als gast(?:autor)?|comme invitée?)', '(?:uw|jullie|your|ihre?|votre) (?:klant|client|customer|kunde|kundin)'),
]
/** Polite address in German is a matter of capitals. */
const POLITE_GERMAN = /(?<!\p{L})(?:Ihnen|Ihr|Ihre|Ihren|Ihrem|Ihrer)(?!\p{L})/u

/** What a mail is about stands in its first paragraph; the others count when that one tells nothing. */
const TELLING = 0.5
/** A paragraph shorter than this is a greeting. */
const PARAGRAPH_LENGTH_MIN = 30

/**
 * How much a text is meant for colleagues; from `AMONG_COLLEAGUES` on it is. `about`: the subject and names of files.
 */
export function amongColleagues(about: string, text: string): number {
  const looked = text.slice(0, AUDIENCE_TEXT_MAX)
  const paragraphs = looked.split(/\n\s*\n/)
  const first = paragraphs.findIndex((paragraph) => paragraph.trim().length >= PARAGRAPH_LENGTH_MIN)
  const sum = sumOf(`${about}\n${paragraphs.slice(0, first + 1).join('\n')}`)
  return Math.abs(sum) >= TELLING ? sum : sumOf(`${about}\n${looked}`)
}

const sumOf = (text: string): number => SIGNALS.reduce((sum, { weight, pattern }) =>
  sum + (pattern.test(text) ? weight : 0), POLITE_GERMAN.test(text) ? -0.8 : 0)
