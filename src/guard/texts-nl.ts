import { filesNl, hiddenContentTexts, otherInFile } from './texts-files.ts'
import type { Texts } from './texts.ts'

const first = (list: readonly string[]): string => list[0] ?? ''
const domain = (addresses: readonly string[]): string => first(addresses).split('@').at(-1) ?? ''

/** Dutch, u-form. */
export const textsNl: Texts = {
  things: {
    BSN: 'een BSN', IBAN: 'een rekeningnummer', CARD: 'een kaartnummer', DOB: 'een geboortedatum', PHONE: 'een telefoonnummer', EMAIL: 'een mailadres', ADDRESS: 'een adres',
    CREDENTIAL: 'een wachtwoord', PASSWORD: 'een wachtwoord of code', API_KEY: 'een sleutel', PRIVATE_KEY: 'een geheime sleutel', HEALTH: 'iemands gezondheid', MEDICATION: 'medicijnen van iemand',
    DOSSIER: 'een dossier', BUSINESS: 'iets dat nog niet openbaar is', FINANCIAL: 'iemands geldzaken', CRIMINAL: 'iets over een strafbaar feit', SPECIAL: 'iemands geloof, geaardheid of afkomst',
    CHILD: 'zorgen over een kind', LEGAL: 'een persoonlijke kwestie', PASSPORT: 'een paspoort- of ID-nummer', MRZ: 'een paspoort', PLATE: 'een kenteken', CLIENT_NUMBER: 'een cliëntnummer',
    RIJKSREGISTER: 'een Belgisch rijksregisternummer', NIR: 'een Frans persoonsnummer', STEUER_ID: 'een Duits belastingnummer', KVNR: 'een Duits zorgnummer', RVNR: 'een Duits pensioennummer', NHS: 'een Brits zorgnummer', NINO: 'een Brits persoonsnummer',
    EHIC: 'een nummer van een Europese zorgpas', V_NUMBER: 'een vreemdelingennummer', EDUCATION_NUMBER: 'een onderwijsnummer', ID_CARD: 'een ID-nummer', DRIVING_LICENCE: 'een rijbewijsnummer',
    IP: 'een internetadres', AGB: 'een AGB-code', BIG: 'een BIG-nummer', UZOVI: 'een code van een zorgverzekeraar', KVK: 'een KvK-nummer', RSIN: 'een RSIN', VAT_ID: 'een btw-nummer',
    PERSONAL: 'iets persoonlijks over iemand', PERSON: 'een naam',
  },
  reasons: {
    'national-id': { short: 'een persoonsnummer', sentence: 'Met dit nummer kan iemand doen alsof hij deze persoon is.', wayOut: 'Haal het nummer weg als de ontvanger het niet nodig heeft.', ground: 'UAVG artikel 46, AVG artikel 87' },
    health: { short: 'iemands gezondheid', sentence: 'U schrijft over de gezondheid van iemand die herkenbaar is.', wayOut: 'Laat weg wie het is, of verstuur beveiligd.', ground: 'AVG artikel 9, NTA 7516' },
    financial: { short: 'iemands geldzaken', sentence: 'U schrijft over geld of een rekening van iemand.', wayOut: 'Laat het bedrag of de naam weg, of verstuur beveiligd.', ground: 'AVG artikel 5 en 32' },
    'personal-data': { short: 'persoonlijke gegevens', sentence: 'Deze gegevens samen wijzen één persoon aan.', wayOut: 'Laat weg wat de ontvanger niet nodig heeft.', ground: 'AVG artikel 5 en 32' },
    dossier: { short: 'een dossier', sentence: 'Dit bestand lijkt een dossier van een persoon.', wayOut: 'Stuur alleen het stuk dat nodig is.', ground: 'AVG artikel 5 en 32, WGBO artikel 7:457 BW' },
    credentials: { short: 'een wachtwoord of code', sentence: 'Wie deze mail leest, kan ermee naar binnen.', wayOut: 'Geef het wachtwoord via de telefoon, of verstuur beveiligd.', ground: 'AVG artikel 32, BIO' },
    'confidential-business': { short: 'iets dat nog niet openbaar is', sentence: 'Deze informatie is nog niet voor iedereen bedoeld.', wayOut: 'Wacht tot het openbaar is, of verstuur beveiligd.', ground: 'Wet bescherming bedrijfsgeheimen artikel 1' },
    criminal: { short: 'iets over een strafbaar feit', sentence: 'U schrijft over een strafbaar feit en een persoon.', wayOut: 'Laat weg wie het is, of verstuur beveiligd.', ground: 'AVG artikel 10, UAVG artikel 31 tot en met 33' },
    'special-category': { short: 'iemands geloof, geaardheid of afkomst', sentence: 'Dit mag u alleen met een goede reden delen.', wayOut: 'Laat het weg, of verstuur beveiligd.', ground: 'AVG artikel 9' },
    children: { short: 'zorgen over een kind', sentence: 'U schrijft over een kind dat bescherming nodig heeft.', wayOut: 'Laat weg wie het is, of verstuur beveiligd.', ground: 'AVG overweging 38, Jeugdwet artikel 7.3.11' },
  },
  heading: (things, inside) => inside ? `U mailt ${things.join('')} aan een collega.` : `U mailt ${things.join('')} naar buiten.`,
  stop: 'Zo kan de mail nog niet weg.',
  files: filesNl,
  nothing: 'Geen gevoelige gegevens gevonden.',
  doubt: {
    heading: (thing) => `Dit lijkt op ${thing}.`,
    sentence: 'Wij weten het niet zeker. Kijk zelf of het beveiligd moet.',
  },
  stillProtected: 'Dit gesprek is beveiligd en blijft beveiligd.',
  and: ' en ',
  warnings: {
    'greeting-mismatch': { heading: () => 'De aanhef past niet bij de ontvanger.', sentence: ({ suggestion }) => suggestion === undefined ? 'U groet iemand anders dan u mailt.' : `Bedoelt u ${suggestion}?` },
    'forgotten-attachment': { heading: () => 'U noemt een bijlage, maar er is er geen.', sentence: () => 'Voeg het bestand toe, of pas de tekst aan.' },
    'attachment-mismatch': {
      heading: ({ files }) => `${first(files) || 'Een bijlage'} hoort misschien bij iemand anders.`,
      sentence: ({ rules }) => otherInFile(rules, {
        number: 'In dit bestand staat een ander nummer dan in uw mail.', name: 'In dit bestand staat een andere naam dan in uw mail.', fileName: 'De naam van het bestand past niet bij uw tekst.',
      }),
    },
    'lookalike-address': { heading: ({ recipients }) => `${first(recipients)} lijkt op een adres dat u kent.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Kijk goed naar elke letter.' : `Bedoelt u ${suggestion}?` },
    'autocomplete-namesake': { heading: () => 'U kent twee mensen met deze naam.', sentence: ({ suggestion }) => suggestion === undefined ? 'Kies wie u bedoelt.' : `Bedoelt u ${suggestion}?` },
    'internal-only-to-external': { heading: () => 'Deze tekst is voor intern bedoeld.', sentence: ({ recipients }) => `${first(recipients)} werkt niet bij ons.` },
    'many-external-visible': { heading: ({ count }) => `${count} mensen zien elkaars adres.`, sentence: () => 'Zet de adressen bij Blinde kopie.' },
    'first-time-outside': { heading: ({ recipients }) => `U mailt ${first(recipients)} voor het eerst.`, sentence: () => 'Klopt het adres?' },
    'outsider-added-to-protected-thread': { heading: ({ recipients }) => `${first(recipients)} zat nog niet in dit beveiligde gesprek.`, sentence: () => 'Deze persoon kan straks alles lezen wat eronder staat.' },
    'unread-attachment': { heading: ({ files }) => `Wij konden ${first(files) || 'een bijlage'} niet lezen.`, sentence: () => 'Kijk zelf of er gevoelige gegevens in staan.' },
    'no-second-factor': { heading: () => 'U logt in met alleen een wachtwoord.', sentence: () => 'Met een code-app weten wij zeker dat u het bent.' },
    'unknown-network': { heading: () => 'U werkt op een netwerk dat wij niet kennen.', sentence: () => 'Let op wie kan meekijken.' },
    'need-to-know': { heading: () => 'Heeft uw collega deze gegevens nodig?', sentence: () => 'Stuur ze alleen aan wie met deze persoon werkt.' },
    'unusual-recipient': { heading: ({ recipients }) => `${first(recipients)} hoort misschien niet bij deze mail.`, sentence: ({ suggestion }) => suggestion === undefined ? 'U mailt deze mensen anders niet samen.' : `Bedoelt u ${suggestion}?` },
    impersonator: { heading: ({ recipients }) => `${first(recipients)} gebruikt de naam van iemand die u kent.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Het adres is een ander. Bel eerst even.' : `U kent deze naam van ${suggestion}.` },
    'forgotten-recipient': { heading: ({ suggestion }) => suggestion === undefined ? 'U noemt iemand die de mail niet krijgt.' : `U noemt ${suggestion}, maar die krijgt de mail niet.`, sentence: () => 'Voeg het adres toe, of pas de tekst aan.' },
    'private-address': { heading: ({ recipients }) => `${first(recipients)} is een privéadres.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Stuur zakelijke stukken naar een adres van het werk.' : `Bedoelt u ${suggestion}?` },
    'suspicious-domain': { heading: ({ recipients, rules }) => rules.includes('domain-never-met') ? `Niemand bij ons mailde eerder naar ${domain(recipients)}.` : rules.includes('domain-listed') ? `${first(recipients)} staat op de lijst van verdachte adressen.` : `Het adres ${first(recipients)} is nieuw.`, sentence: () => 'Controleer het adres voordat u verstuurt.' },
    'several-clients': { heading: () => 'Deze mail gaat over meer dan één persoon.', sentence: () => 'Stuur iedere cliënt alleen de eigen gegevens.' },
    'hidden-content': hiddenContentTexts(filesNl),
    'other-client': {
      heading: ({ recipients }) => `${first(recipients)} kreeg nog nooit mail over deze persoon.`,
      sentence: ({ suggestion }) => suggestion === undefined ? 'Controleer of het nummer bij deze ontvanger hoort.'
        : `Het nummer staat in uw mail met ${suggestion}. Bedoelt u dat adres?`,
    },
  },
  routes: {
    internal: (who) => `${who} krijgt de mail binnen onze organisatie.`,
    ordinary: (who) => `${who} krijgt een gewone mail.`,
    'verified-tls': (who) => `${who} krijgt de mail beveiligd in de eigen mailbox.`,
    nta7516: (who) => `${who} krijgt de mail volgens de zorgnorm in de eigen mailbox.`,
    openpgp: (who) => `Alleen ${who} kan de mail openen, met de eigen sleutel.`,
    portal: (who) => `${who} krijgt een link en opent die met een code.`,
  },
  impossible: (who) => `De mail kan nu niet veilig naar ${who}.`,
  ability: {
    dane: 'De mailserver bewijst wie hij is (DANE).', pinned: 'Met deze partner is een vaste beveiligde route afgesproken.', 'mta-sts': 'De mailserver belooft beveiligd vervoer (MTA-STS).',
    certificate: 'De mailserver heeft een geldig certificaat.', none: 'Gewone mail naar dit adres is niet veilig genoeg.', unknown: 'Wij weten nog niet wat deze mailserver kan.',
  },
  nta: 'De organisatie werkt volgens NTA 7516.',
  key: 'Van deze persoon hebben wij een sleutel.',
  age: (days) => days === 0 ? 'Vandaag gecontroleerd.' : days === 1 ? 'Gisteren gecontroleerd.' : `${days} dagen geleden gecontroleerd.`,
  neverChecked: 'Nog niet gecontroleerd.',
  impaired: 'Een deel van de controle werkt nu niet. De rest wel.',
  hold: (seconds) => seconds < 60 ? `De mail wacht ${seconds} seconden. U kunt hem terughalen.` : `De mail wacht ${Math.round(seconds / 60)} ${seconds < 90 ? 'minuut' : 'minuten'}. U kunt hem terughalen.`,
  levels: { record: 'wordt alleen genoteerd', advise: 'geeft een tip', protect: 'wordt beveiligd verstuurd', block: 'kan niet zo weg' },
  policy: {
    mode: { active: 'De controle staat aan.', shadow: 'De controle kijkt alleen mee en verandert niets.' },
    reason: (reason, level, routes) => `Een mail met ${reason} ${level}${routes === '' ? '' : `: ${routes}`}.`,
    routeNames: { internal: 'binnen de organisatie', ordinary: 'gewoon', 'verified-tls': 'rechtstreeks over een gecontroleerde verbinding', nta7516: 'volgens NTA 7516', openpgp: 'met een eigen sleutel', portal: 'met een link en een code' },
    override: (reasons) => `Wie schrijft, mag toch gewoon versturen bij ${reasons}. Dat staat dan in het logboek.`,
    noOverride: (reasons) => `Nooit gewoon versturen bij ${reasons}.`,
    unread: { protect: 'Een bijlage die niet te lezen is, gaat beveiligd.', advise: 'Een bijlage die niet te lezen is, geeft een tip.', record: 'Een bijlage die niet te lezen is, wordt genoteerd.' },
    own: (name, shape) => `Eigen nummer ${name} ziet eruit als ${shape}.`,
    then: ', anders ',
  },
}
