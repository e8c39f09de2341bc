import { lang } from '../ui/texts.svelte.ts'
import { dutchNumber, englishNumber, plural } from './plural.ts'

/** Words of a domain's own page; they travel with that page only. What a check means and what to do comes from the server. */
export interface DomainWords {
  readonly title: string
  readonly lead: string
  readonly choose: string
  readonly check: string
  readonly checking: string
  readonly unchecked: string
  readonly allGood: string
  /** Nothing wrong was seen, and not everything could be. */
  readonly notAll: string
  /** Before what to do: the check that does not hold yet. */
  readonly notYet: (title: string) => string
  readonly wrong: (count: number) => string
  readonly open: (count: number) => string
  readonly checkedAt: (time: string) => string
  readonly todo: string
  readonly todoLead: string
  readonly reports: string
  readonly reportsLead: string
  readonly noReports: string
  readonly noReportsHelp: string
  readonly mail: string
  readonly mailGood: string
  readonly mailBad: string
  readonly connections: string
  readonly connectionsGood: string
  readonly connectionsBad: string
  readonly summary: (good: number, bad: number, days: number) => string
  readonly asTable: string
  readonly day: string
  readonly most: (count: number) => string
  readonly sources: string
  readonly sourcesHelp: string
  readonly address: string
  readonly count: string
  readonly refused: string
  readonly failures: string
  readonly failuresHelp: string
  readonly server: string
  readonly why: string
  readonly reporters: string
  readonly who: string
  readonly about: string
  readonly kinds: Readonly<Record<'dmarc' | 'tls', string>>
  readonly lastDay: string
  readonly checks: string
  readonly checksLead: string
  readonly name: string
  readonly state: string
  readonly found: string
  readonly records: string
  readonly recordsLead: string
  readonly record: string
  readonly value: string
  readonly for: string
  readonly copy: string
  readonly copied: string
  /** Instead of a value: this program shows it itself, there is nothing to set. */
  readonly served: string
  readonly results: Readonly<Record<string, string>>
  readonly number: (value: number) => string
}

const nl: DomainWords = {
  title: 'Domeinen',
  lead: 'Zo ziet de wereld uw domein. Hier staat wat goed is en wat u nog doet.',
  choose: 'Domein', check: 'Controleer nu', checking: 'Wij controleren. Dit duurt soms een halve minuut.',
  unchecked: 'Nog niet gecontroleerd.',
  allGood: 'Alles wat moet, is goed.', notAll: 'Nog niet alles is gecontroleerd.', notYet: (title) => `Nog niet goed: ${title}.`,
  wrong: (count) => plural('nl', count, '1 punt moet beter.', `${dutchNumber(count)} punten moeten beter.`),
  open: (count) => plural('nl', count, '1 punt konden wij niet zien.', `${dutchNumber(count)} punten konden wij niet zien.`),
  checkedAt: (time) => `Gecontroleerd om ${time}.`,
  todo: 'Wat u doet', todoLead: 'Begin bovenaan. De regels voor de DNS staan onderaan deze pagina.',
  reports: 'Wat anderen melden', reportsLead: 'Andere mailservers sturen elke dag een rapport. Er staan geen mensen en geen tekst in.',
  noReports: 'Er is nog geen rapport.', noReportsHelp: 'Staan de regels voor DMARC en TLS-RPT in de DNS? Dan komt het eerste rapport binnen 2 dagen.',
  mail: 'Mail uit naam van uw domein', mailGood: 'echt', mailBad: 'niet te bewijzen',
  connections: 'Verbindingen met uw mailserver', connectionsGood: 'beveiligd', connectionsBad: 'mislukt',
  summary: (good, bad, days) => `${dutchNumber(good)} goed en ${dutchNumber(bad)} niet, in ${days} dagen.`,
  asTable: 'Toon de getallen', day: 'Dag', most: (count) => `hoogste dag: ${dutchNumber(count)}`,
  sources: 'Servers die zonder bewijs uit uw naam mailen',
  sourcesHelp: 'Kent u een server? Laat die DKIM gebruiken, of zet hem in SPF. Kent u hem niet? Dan misbruikt iemand uw naam.',
  address: 'Adres van de server', count: 'Aantal', refused: 'Tegengehouden',
  failures: 'Waarom verbindingen mislukten', failuresHelp: 'Komt dit vaker voor? Controleer dan het certificaat en de TLSA-regel.',
  server: 'Server', why: 'Waarom',
  reporters: 'Wie rapporteert', who: 'Organisatie', about: 'Over', kinds: { dmarc: 'mail', tls: 'verbindingen' }, lastDay: 'Laatste dag',
  checks: 'Alle controles', checksLead: 'Dit zijn de 38 controles van internet.nl, en 3 van ons.',
  name: 'Controle', state: 'Stand', found: 'Gevonden',
  records: 'Regels voor de DNS', recordsLead: 'Zet deze regels bij uw domeinnaamleverancier.',
  record: 'Regel', value: 'Waarde', for: 'Waarvoor', copy: 'Kopieer alle regels', copied: 'De regels zijn gekopieerd.', served: 'Dit toont Zegel zelf. U hoeft niets te doen.',
  results: {
    'starttls-not-supported': 'TLS werd niet aangeboden', 'certificate-host-mismatch': 'het certificaat heeft een andere naam',
    'certificate-expired': 'het certificaat is verlopen', 'certificate-not-trusted': 'de uitgever van het certificaat is niet bekend',
    'validation-failure': 'de controle is mislukt', 'tlsa-invalid': 'de TLSA-regel klopt niet', 'dnssec-invalid': 'DNSSEC klopt niet',
    'dane-required': 'een TLSA-regel ontbreekt', 'sts-policy-fetch-error': 'de MTA-STS-afspraak was niet op te halen',
    'sts-policy-invalid': 'de MTA-STS-afspraak klopt niet', 'sts-webpki-invalid': 'het certificaat van de MTA-STS-pagina klopt niet',
  },
  number: dutchNumber,
}

const en: DomainWords = {
  title: 'Domains',
  lead: 'How the world sees your domain: what is good, and what is left for you to do.',
  choose: 'Domain', check: 'Check now', checking: 'We are checking. This can take half a minute.',
  unchecked: 'Not checked yet.',
  allGood: 'Everything that must be right is right.', notAll: 'Not everything has been checked yet.', notYet: (title) => `Not right yet: ${title}.`,
  wrong: (count) => plural('en', count, '1 thing must be put right.', `${englishNumber(count)} things must be put right.`),
  open: (count) => plural('en', count, '1 thing could not be seen.', `${englishNumber(count)} things could not be seen.`),
  checkedAt: (time) => `Checked at ${time}.`,
  todo: 'What to do', todoLead: 'Begin at the top. The lines for the DNS stand at the end of this page.',
  reports: 'What others report', reportsLead: 'Other mail servers send a report every day. It holds no people and no text.',
  noReports: 'There is no report yet.', noReportsHelp: 'Are the lines for DMARC and TLS-RPT in the DNS? Then the first report comes within 2 days.',
  mail: 'Mail in the name of your domain', mailGood: 'genuine', mailBad: 'not proved',
  connections: 'Connections to your mail server', connectionsGood: 'secured', connectionsBad: 'failed',
  summary: (good, bad, days) => `${englishNumber(good)} good and ${englishNumber(bad)} not, in ${days} days.`,
  asTable: 'Show the figures', day: 'Day', most: (count) => `highest day: ${englishNumber(count)}`,
  sources: 'Servers that mail in your name without proof',
  sourcesHelp: 'Do you know a server? Let it use DKIM, or add it to SPF. If you do not know it, somebody misuses your name.',
  address: 'Address of the server', count: 'Number', refused: 'Held off',
  failures: 'Why connections failed', failuresHelp: 'Does it happen often? Check the certificate and the TLSA line.',
  server: 'Server', why: 'Why',
  reporters: 'Who reports', who: 'Organisation', about: 'About', kinds: { dmarc: 'mail', tls: 'connections' }, lastDay: 'Last day',
  checks: 'All checks', checksLead: 'These are the 38 checks of internet.nl, and 3 of ours.',
  name: 'Check', state: 'State', found: 'Found',
  records: 'Lines for the DNS', recordsLead: 'Add these lines at your registrar.',
  record: 'Line', value: 'Value', for: 'What for', copy: 'Copy all lines', copied: 'The lines are copied.', served: 'Zegel shows this itself. There is nothing to do.',
  results: {
    'starttls-not-supported': 'TLS was not offered', 'certificate-host-mismatch': 'the certificate has another name',
    'certificate-expired': 'the certificate has expired', 'certificate-not-trusted': 'the certificate\'s authority is not known',
    'validation-failure': 'the check failed', 'tlsa-invalid': 'the TLSA line is wrong', 'dnssec-invalid': 'DNSSEC is wrong',
    'dane-required': 'a TLSA line is missing', 'sts-policy-fetch-error': 'the MTA-STS policy could not be fetched',
    'sts-policy-invalid': 'the MTA-STS policy is wrong', 'sts-webpki-invalid': 'the certificate of the MTA-STS page is wrong',
  },
  number: englishNumber,
}

export const domainWords = (): DomainWords => lang() === 'nl' ? nl : en
