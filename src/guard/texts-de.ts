import { filesDe, hiddenContentTexts, otherInFile } from './texts-files.ts'
import type { Texts } from './texts.ts'

const first = (list: readonly string[]): string => list[0] ?? ''
const domain = (addresses: readonly string[]): string => first(addresses).split('@').at(-1) ?? ''

/** German, Sie-form. Things and reasons stand in the accusative, as every sentence around them asks. */
export const textsDe: Texts = {
  things: {
    BSN: 'eine niederländische Bürgernummer', IBAN: 'eine Kontonummer', CARD: 'eine Kartennummer', DOB: 'ein Geburtsdatum', PHONE: 'eine Telefonnummer', EMAIL: 'eine Mailadresse', ADDRESS: 'eine Anschrift',
    CREDENTIAL: 'ein Passwort', PASSWORD: 'ein Passwort oder einen Code', API_KEY: 'einen Schlüssel', PRIVATE_KEY: 'einen geheimen Schlüssel', HEALTH: 'etwas über die Gesundheit einer Person', MEDICATION: 'Medikamente einer Person',
    DOSSIER: 'eine Akte', BUSINESS: 'etwas, das noch nicht öffentlich ist', FINANCIAL: 'etwas über das Geld einer Person', CRIMINAL: 'etwas über eine Straftat', SPECIAL: 'etwas über Glauben, Sexualität oder Herkunft einer Person',
    CHILD: 'Sorgen um ein Kind', LEGAL: 'etwas Persönliches', PASSPORT: 'eine Pass- oder Ausweisnummer', MRZ: 'einen Ausweis', PLATE: 'ein Kennzeichen', CLIENT_NUMBER: 'eine Patienten- oder Aktennummer',
    RIJKSREGISTER: 'eine belgische Nationalnummer', NIR: 'eine französische Sozialversicherungsnummer', STEUER_ID: 'eine Steuer-ID', KVNR: 'eine Krankenversichertennummer', RVNR: 'eine Rentenversicherungsnummer', NHS: 'eine britische Patientennummer', NINO: 'eine britische Sozialversicherungsnummer',
    EHIC: 'die Nummer einer Europäischen Gesundheitskarte', V_NUMBER: 'eine niederländische Ausländernummer', EDUCATION_NUMBER: 'eine niederländische Bildungsnummer', ID_CARD: 'eine Ausweisnummer', DRIVING_LICENCE: 'eine Führerscheinnummer',
    IP: 'eine IP-Adresse', AGB: 'einen Code eines Arztes', BIG: 'eine Nummer im Heilberufsregister', UZOVI: 'den Code einer Krankenkasse', KVK: 'eine Handelsregisternummer', RSIN: 'eine Firmennummer', VAT_ID: 'eine Umsatzsteuernummer',
    PERSONAL: 'etwas Persönliches über jemanden', PERSON: 'einen Namen',
  },
  reasons: {
    'national-id': { short: 'eine Personennummer', sentence: 'Mit dieser Nummer kann sich jemand als diese Person ausgeben.', wayOut: 'Löschen Sie die Nummer, wenn der Empfänger sie nicht braucht.', ground: 'DSGVO Artikel 87, niederländisches Recht: UAVG Artikel 46' },
    health: { short: 'etwas über die Gesundheit einer Person', sentence: 'Sie schreiben über die Gesundheit eines Menschen, den man erkennen kann.', wayOut: 'Schreiben Sie nicht, wer es ist, oder senden Sie gesichert.', ground: 'DSGVO Artikel 9, NTA 7516' },
    financial: { short: 'etwas über das Geld einer Person', sentence: 'Sie schreiben über Geld oder ein Konto einer Person.', wayOut: 'Lassen Sie Betrag oder Namen weg, oder senden Sie gesichert.', ground: 'DSGVO Artikel 5 und 32' },
    'personal-data': { short: 'persönliche Angaben', sentence: 'Diese Angaben zusammen zeigen auf eine bestimmte Person.', wayOut: 'Lassen Sie weg, was der Empfänger nicht braucht.', ground: 'DSGVO Artikel 5 und 32' },
    dossier: { short: 'eine Akte', sentence: 'Diese Datei sieht nach der Akte einer Person aus.', wayOut: 'Senden Sie nur die Seite, die gebraucht wird.', ground: 'DSGVO Artikel 5 und 32' },
    credentials: { short: 'ein Passwort oder einen Code', sentence: 'Wer diese Mail liest, kommt damit hinein.', wayOut: 'Sagen Sie es am Telefon, oder senden Sie gesichert.', ground: 'DSGVO Artikel 32' },
    'confidential-business': { short: 'etwas, das noch nicht öffentlich ist', sentence: 'Diese Information ist noch nicht für alle bestimmt.', wayOut: 'Warten Sie, bis es öffentlich ist, oder senden Sie gesichert.', ground: 'Richtlinie (EU) 2016/943 Artikel 2, Geschäftsgeheimnisgesetz § 2' },
    criminal: { short: 'etwas über eine Straftat', sentence: 'Sie schreiben über eine Person und eine Straftat.', wayOut: 'Schreiben Sie nicht, wer es ist, oder senden Sie gesichert.', ground: 'DSGVO Artikel 10' },
    'special-category': { short: 'etwas über Glauben, Sexualität oder Herkunft einer Person', sentence: 'Das dürfen Sie nur mit gutem Grund weitergeben.', wayOut: 'Lassen Sie es weg, oder senden Sie gesichert.', ground: 'DSGVO Artikel 9' },
    children: { short: 'Sorgen um ein Kind', sentence: 'Sie schreiben über ein Kind, das Schutz braucht.', wayOut: 'Schreiben Sie nicht, wer es ist, oder senden Sie gesichert.', ground: 'DSGVO Erwägungsgrund 38' },
  },
  heading: (things, inside) => inside ? `Sie schicken einem Kollegen ${things.join('')}.` : `Sie schicken ${things.join('')} nach außen.`,
  stop: 'So kann die Mail noch nicht weg.',
  files: filesDe,
  nothing: 'Keine sensiblen Angaben gefunden.',
  doubt: {
    heading: (thing) => `Das könnte etwas Schützenswertes sein: ${thing}.`,
    sentence: 'Wir sind nicht sicher. Prüfen Sie selbst, ob es gesichert werden muss.',
  },
  stillProtected: 'Dieses Gespräch ist gesichert und bleibt gesichert.',
  and: ' und ',
  warnings: {
    'greeting-mismatch': { heading: () => 'Die Anrede passt nicht zum Empfänger.', sentence: ({ suggestion }) => suggestion === undefined ? 'Sie grüßen jemand anderen, als Sie anschreiben.' : `Meinen Sie ${suggestion}?` },
    'forgotten-attachment': { heading: () => 'Sie erwähnen einen Anhang, aber es gibt keinen.', sentence: () => 'Fügen Sie die Datei hinzu, oder ändern Sie den Text.' },
    'attachment-mismatch': {
      heading: ({ files }) => `${first(files) || 'Ein Anhang'} gehört vielleicht zu jemand anderem.`,
      sentence: ({ rules }) => otherInFile(rules, {
        number: 'In dieser Datei steht eine andere Nummer als in Ihrer Mail.', name: 'In dieser Datei steht ein anderer Name als in Ihrer Mail.', fileName: 'Der Name der Datei passt nicht zu Ihrem Text.',
      }),
    },
    'lookalike-address': { heading: ({ recipients }) => `${first(recipients)} sieht fast aus wie eine bekannte Adresse.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Prüfen Sie jeden Buchstaben.' : `Meinen Sie ${suggestion}?` },
    'autocomplete-namesake': { heading: () => 'Sie kennen zwei Menschen mit diesem Namen.', sentence: ({ suggestion }) => suggestion === undefined ? 'Wählen Sie, wen Sie meinen.' : `Meinen Sie ${suggestion}?` },
    'internal-only-to-external': { heading: () => 'Dieser Text ist nur für intern gedacht.', sentence: ({ recipients }) => `${first(recipients)} arbeitet nicht bei uns.` },
    'many-external-visible': { heading: ({ count }) => `${count} Menschen sehen die Adressen der anderen.`, sentence: () => 'Setzen Sie die Adressen in Bcc.' },
    'first-time-outside': { heading: ({ recipients }) => `Sie schreiben zum ersten Mal an ${first(recipients)}.`, sentence: () => 'Stimmt die Adresse?' },
    'outsider-added-to-protected-thread': { heading: ({ recipients }) => `${first(recipients)} war noch nicht in diesem gesicherten Gespräch.`, sentence: () => 'Diese Person kann dann alles lesen, was darunter steht.' },
    'unread-attachment': { heading: ({ files }) => `Wir konnten ${first(files) || 'einen Anhang'} nicht lesen.`, sentence: () => 'Sehen Sie selbst nach, ob sensible Angaben darin stehen.' },
    'no-second-factor': { heading: () => 'Sie melden sich nur mit einem Passwort an.', sentence: () => 'Mit einer Code-App wissen wir sicher, dass Sie es sind.' },
    'unknown-network': { heading: () => 'Sie arbeiten in einem Netz, das wir nicht kennen.', sentence: () => 'Achten Sie darauf, wer mitlesen kann.' },
    'need-to-know': { heading: () => 'Braucht Ihr Kollege diese Angaben?', sentence: () => 'Senden Sie sie nur an Leute, die mit dieser Person arbeiten.' },
    'unusual-recipient': { heading: ({ recipients }) => `${first(recipients)} gehört vielleicht nicht zu dieser Mail.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Sonst schreiben Sie diesen Leuten nicht zusammen.' : `Meinen Sie ${suggestion}?` },
    impersonator: { heading: ({ recipients }) => `${first(recipients)} nutzt den Namen von jemandem, den Sie kennen.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Die Adresse ist eine andere. Rufen Sie zuerst an.' : `Sie kennen diesen Namen von ${suggestion}.` },
    'forgotten-recipient': { heading: ({ suggestion }) => suggestion === undefined ? 'Sie nennen jemanden, der die Mail nicht bekommt.' : `Sie nennen ${suggestion}, aber dorthin geht die Mail nicht.`, sentence: () => 'Fügen Sie die Adresse hinzu, oder ändern Sie den Text.' },
    'private-address': { heading: ({ recipients }) => `${first(recipients)} ist eine private Adresse.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Senden Sie Unterlagen der Arbeit an eine dienstliche Adresse.' : `Meinen Sie ${suggestion}?` },
    'suspicious-domain': { heading: ({ recipients, rules }) => rules.includes('domain-never-met') ? `Niemand hier schrieb bisher an ${domain(recipients)}.` : rules.includes('domain-listed') ? `${first(recipients)} steht auf der Liste verdächtiger Adressen.` : `Die Adresse ${first(recipients)} ist neu.`, sentence: () => 'Prüfen Sie die Adresse, bevor Sie senden.' },
    'several-clients': { heading: () => 'In dieser Mail geht es um mehr als eine Person.', sentence: () => 'Senden Sie jeder Person nur die eigenen Angaben.' },
    'hidden-content': hiddenContentTexts(filesDe),
    'other-client': {
      heading: ({ recipients }) => `${first(recipients)} bekam noch nie Mail über diese Person.`,
      sentence: ({ suggestion }) => suggestion === undefined ? 'Prüfen Sie, ob die Nummer zu dieser Adresse gehört.'
        : `Die Nummer steht in Ihren Mails mit ${suggestion}. Meinen Sie diese Adresse?`,
    },
  },
  routes: {
    internal: (who) => `${who} bekommt die Mail innerhalb unserer Organisation.`,
    ordinary: (who) => `${who} bekommt eine gewöhnliche Mail.`,
    'verified-tls': (who) => `${who} bekommt die Mail gesichert im eigenen Postfach.`,
    nta7516: (who) => `${who} bekommt die Mail nach der Pflegenorm im eigenen Postfach.`,
    openpgp: (who) => `Nur ${who} kann die Mail öffnen, mit dem eigenen Schlüssel.`,
    portal: (who) => `${who} bekommt einen Link und öffnet ihn mit einem Code.`,
  },
  impossible: (who) => `Die Mail kann ${who} gerade nicht sicher erreichen.`,
  ability: {
    dane: 'Der Mailserver beweist, wer er ist (DANE).', pinned: 'Mit diesem Partner ist ein fester gesicherter Weg vereinbart.', 'mta-sts': 'Der Mailserver verspricht gesicherten Transport (MTA-STS).',
    certificate: 'Der Mailserver hat ein gültiges Zertifikat.', none: 'Gewöhnliche Mail an diese Adresse ist nicht sicher genug.', unknown: 'Wir wissen noch nicht, was dieser Mailserver kann.',
  },
  nta: 'Die Organisation arbeitet nach NTA 7516.',
  key: 'Von dieser Person haben wir einen Schlüssel.',
  age: (days) => days === 0 ? 'Heute geprüft.' : days === 1 ? 'Gestern geprüft.' : `Vor ${days} Tagen geprüft.`,
  neverChecked: 'Noch nicht geprüft.',
  impaired: 'Ein Teil der Prüfung arbeitet gerade nicht. Der Rest schon.',
  hold: (seconds) => seconds < 60 ? `Die Mail wartet ${seconds} Sekunden. Sie können sie zurückholen.` : `Die Mail wartet ${Math.round(seconds / 60)} ${seconds < 90 ? 'Minute' : 'Minuten'}. Sie können sie zurückholen.`,
  levels: { record: 'wird das nur notiert', advise: 'gibt es einen Hinweis', protect: 'wird sie gesichert verschickt', block: 'kann sie so nicht weg' },
  policy: {
    mode: { active: 'Die Prüfung ist eingeschaltet.', shadow: 'Die Prüfung schaut nur zu und ändert nichts.' },
    reason: (reason, level, routes) => `Enthält eine Mail ${reason}, dann ${level}${routes === '' ? '' : `: ${routes}`}.`,
    routeNames: { internal: 'innerhalb der Organisation', ordinary: 'gewöhnlich', 'verified-tls': 'direkt über eine geprüfte Verbindung', nta7516: 'nach NTA 7516', openpgp: 'mit eigenem Schlüssel', portal: 'mit Link und Code' },
    override: (reasons) => `Wer schreibt, darf dies trotzdem gewöhnlich senden: ${reasons}. Das steht dann im Protokoll.`,
    noOverride: (reasons) => `Dies darf man nie gewöhnlich senden: ${reasons}.`,
    unread: { protect: 'Ein Anhang, den wir nicht lesen können, geht gesichert.', advise: 'Zu einem Anhang, den wir nicht lesen können, gibt es einen Hinweis.', record: 'Ein Anhang, den wir nicht lesen können, wird notiert.' },
    own: (name, shape) => `Ihre eigene Nummer ${name} sieht aus wie ${shape}.`,
    then: ', sonst ',
  },
}
