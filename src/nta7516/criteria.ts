/**
 * The register of criteria (clauses 6 and 7): what is asked of whom, the limit where the public text gives one, and how this
 * service stands, from what it knows of itself. A self-declaration that says as much of what is not met as of what is; it is
 * no certificate, and where only the norm's own text has the value it says so instead of guessing.
 */
import type { OwnGap } from './decisions.ts'
import type { ProfileGap } from './profile.ts'

export type Standing = 'met' | 'partly' | 'not-met' | 'organisation'

/** Whose criterion it is: `both`, the organisation's alone, or the service's alone. */
export type Party = 'both' | 'organisation' | 'service'

export interface Criterion {
  /** Clause of NTA 7516:2019. */
  readonly code: string
  readonly party: Party
  readonly title: { readonly nl: string, readonly en: string }
  /** The least value that the public text gives; the organisation's own may not be below. */
  readonly floor?: { readonly least: number, readonly unit: '%' }
  /** The limit stands in the norm's own text, which is not public. */
  readonly isLimitUnknown?: true
  readonly judge: (facts: CriteriaFacts) => Judged
}

export interface Judged {
  readonly standing: Standing
  /** What shows it, or what is missing. */
  readonly why: { readonly nl: string, readonly en: string }
}

/** What the service knows of itself. */
export interface CriteriaFacts {
  readonly gap: ProfileGap | null
  /** All own domains together. */
  readonly own: readonly OwnGap[]
  readonly isDnsProved: boolean
  readonly arePlacesListed: boolean
  /** Codes for which the organisation set a value. */
  readonly values: Readonly<Record<string, string>>
}

const judged = (standing: Standing, nl: string, en: string): Judged => ({ standing, why: { nl, en } })
const always = (standing: Standing, nl: string, en: string) => (): Judged => judged(standing, nl, en)
const byOrganisation = always('organisation', 'Dit legt de organisatie zelf vast.', 'The organisation sets this down itself.')

const gapTexts: Readonly<Record<ProfileGap, Judged['why']>> = {
  'off': { nl: 'Het profiel staat uit.', en: 'The profile is off.' },
  'header-missing': { nl: 'De naam en waarde van de header uit de norm zijn nog niet ingevuld.', en: 'Name and value of the header of the norm are not filled in yet.' },
  'limits-missing': { nl: 'De grenzen voor TLS en DMARC uit de norm zijn nog niet ingevuld.', en: 'The limits of the norm for TLS and DMARC are not filled in yet.' },
  'record-missing': { nl: 'Het eigen DNS-record is nog niet ingevuld.', en: 'The own DNS record is not filled in yet.' },
  'record-faulty': { nl: 'Het eigen DNS-record klopt niet.', en: 'The own DNS record is not right.' },
}
const ownTexts: Readonly<Record<OwnGap, Judged['why']>> = {
  'own-record': { nl: 'het eigen NTA-record', en: 'the own NTA record' }, 'own-spf': { nl: 'SPF', en: 'SPF' }, 'own-dkim': { nl: 'DKIM', en: 'DKIM' },
  'own-dmarc': { nl: 'DMARC', en: 'DMARC' }, 'own-unknown': { nl: 'de DNS gaf geen antwoord', en: 'the DNS gave no answer' },
}
const named = (gaps: readonly OwnGap[], language: 'nl' | 'en'): string => gaps.map((gap) => ownTexts[gap][language]).join(', ')

function transport({ gap, own, isDnsProved }: CriteriaFacts): Judged {
  if (gap !== null) return judged('not-met', gapTexts[gap].nl, gapTexts[gap].en)
  if (!isDnsProved) return judged('not-met', 'De resolver bewijst geen DNSSEC.', 'The resolver does not prove DNSSEC.')
  if (own.length > 0) return judged('not-met', `Nog niet in orde: ${named(own, 'nl')}.`, `Not in order yet: ${named(own, 'en')}.`)
  return judged('met', 'TLS met DANE en DNSSEC; wat daar niet aan voldoet, gaat anders of wacht.', 'TLS with DANE and DNSSEC; what falls short takes another way or waits.')
}

function withValue(code: string) {
  return ({ values }: CriteriaFacts): Judged => values[code] === undefined
    ? judged('not-met', 'De organisatie heeft nog geen waarde vastgelegd.', 'The organisation has not set a value yet.')
    : judged('partly', 'Waarde vastgelegd; de dienst meet dit nog niet over een jaar.', 'Value set; the service does not measure this over a year yet.')
}

export const criteria: readonly Criterion[] = [
  { code: '6.1.1', party: 'organisation', title: { nl: 'Minimumwaarden vastgelegd, met redenen', en: 'Least values set down, with reasons' }, judge: byOrganisation },
  { code: '6.1.2', party: 'both', title: { nl: 'Minimale beschikbaarheid per jaar', en: 'Least availability in a year' }, floor: { least: 99.8, unit: '%' }, judge: withValue('6.1.2') },
  { code: '6.1.2-2', party: 'both', title: { nl: 'Geen onveilige terugval', en: 'No unsafe fallback' },
    judge: always('met', 'Nooit als gewone mail: docs/transport.md, test/transport-matrix.test.ts.', 'Never as ordinary mail: docs/transport.md, test/transport-matrix.test.ts.') },
  { code: '6.1.3', party: 'both', title: { nl: 'Maximale duur van een storing', en: 'Longest outage' }, isLimitUnknown: true, judge: withValue('6.1.3') },
  { code: '6.1.4', party: 'both', title: { nl: 'Maximaal verlies van gegevens', en: 'Most loss of data' }, isLimitUnknown: true,
    judge: always('met', 'Wat is aangenomen, staat vast op schijf: test/kill.test.ts.', 'What was accepted is durable on disk: test/kill.test.ts.') },
  { code: '6.1.5', party: 'both', title: { nl: 'Zekerheid over de afzender', en: 'Certainty of the origin' },
    judge: ({ own: all }) => {
      const own = all.filter((gap) => gap !== 'own-record')
      return own.length === 0
        ? judged('met', 'DKIM, SPF en DMARC van het eigen domein zijn gezien en streng.', 'DKIM, SPF and DMARC of the own domain were seen and are strict.')
        : judged('not-met', `Nog niet in orde: ${named(own, 'nl')}. Zie ./zegel dns check.`,
          `Not in order yet: ${named(own, 'en')}. See ./zegel dns check.`)
    } },
  { code: '6.1.6', party: 'both', title: { nl: 'Integriteit van gegevens', en: 'Integrity of data' },
    judge: always('met', 'Elk bericht is verzegeld; wat veranderd is, opent niet: test/planted.test.ts.', 'Every message is sealed; what was changed does not open: test/planted.test.ts.') },
  { code: '6.1.7', party: 'both', title: { nl: 'Verzending niet te ontkennen', en: 'Sending cannot be denied' },
    judge: always('partly', 'Account, tijd en route staan in het logboek; een kenmerk van de inhoud nog niet.', 'Account, time and route stand in the ledger; a digest of the content not yet.') },
  { code: '6.1.8', party: 'organisation', title: { nl: 'Afzender bevoegd', en: 'Sender authorised' }, judge: byOrganisation },
  { code: '6.1.9', party: 'both', title: { nl: 'Vertrouwelijke opslag', en: 'Confidential storage' },
    judge: always('met', 'Versleuteld met de sleutel van het account: test/at-rest.test.ts.', 'Encrypted under the key of the account: test/at-rest.test.ts.') },
  { code: '6.1.10', party: 'both', title: { nl: 'Vertrouwelijke toegang', en: 'Confidential access' },
    judge: always('partly', 'Gasten hebben altijd twee factoren, en wie volgens dit profiel verstuurt ook. Andere accounts mogen zonder.', 'Guests always have two factors, and so has whoever sends under this profile. Other accounts may go without.') },
  { code: '6.1.11', party: 'both', title: { nl: 'Vertrouwelijk vervoer', en: 'Confidential transport' }, judge: transport },
  { code: '6.1.12', party: 'organisation', title: { nl: 'Grond voor verzenden', en: 'Ground for sending' }, judge: byOrganisation },
  { code: '6.1.13', party: 'both', title: { nl: 'Internationaal verkeer', en: 'International traffic' }, isLimitUnknown: true,
    judge: ({ arePlacesListed }) => arePlacesListed
      ? judged('met', 'Alleen servers in vastgelegde netwerken.', 'Servers in recorded networks only.')
      : judged('not-met', 'De plaats van servers wordt niet gecontroleerd (nta7516.networks is leeg).', 'The place of servers is not checked (nta7516.networks is empty).') },
  { code: '6.1.14', party: 'both', title: { nl: 'Veilig antwoorden', en: 'Answering safely' },
    judge: always('met', 'Een gast antwoordt in het portaal; een beveiligd gesprek blijft beveiligd.', 'A guest answers in the portal; a secured conversation stays secured.') },
  { code: '6.1.15', party: 'both', title: { nl: 'Veilig doorsturen', en: 'Forwarding safely' }, isLimitUnknown: true,
    judge: always('partly', 'Wat wordt doorgestuurd, wordt opnieuw beoordeeld; het staat niet apart in het logboek.', 'What is forwarded is judged again; the ledger does not name it apart.') },
  { code: '6.1.16', party: 'both', title: { nl: 'Veiligheid als gemak', en: 'Safety as convenience' },
    judge: always('met', 'Beveiliging gaat vanzelf aan bij gevoelige inhoud.', 'Securing turns itself on for sensitive content.') },
  { code: '6.1.17', party: 'both', title: { nl: 'Leesbaar zonder account', en: 'Readable without an account' },
    judge: always('met', 'Link en code, geen aanmelding: docs/guest-portal.md.', 'A link and a code, no registration: docs/guest-portal.md.') },
  { code: '6.1.18', party: 'both', title: { nl: 'Eigen kopie', en: 'Own copy' },
    judge: always('met', 'Met één klik, als .eml en als pdf.', 'In one click, as .eml and as PDF.') },
  { code: '6.1.19', party: 'both', title: { nl: 'Koppeling met het dossier', en: 'Link to the record' }, isLimitUnknown: true,
    judge: always('not-met', 'Er is geen koppeling met een dossiersysteem.', 'There is no link to a record system.') },
  { code: '6.4.2', party: 'organisation', title: { nl: 'Logboek van verzenden, ontvangen, intrekken, lezen en rechten', en: 'Log of sending, receiving, recalling, reading and rights' },
    judge: always('partly', 'Verzenden, ontvangen, intrekken, lezen door gasten en accounts staan erin; lezen in de eigen mailbox nog niet.', 'Sending, receiving, recalling, reading by guests and accounts are in it; reading in the own mailbox not yet.') },
  { code: '7.2', party: 'service', title: { nl: 'Samenwerken met andere diensten', en: 'Working with other services' }, judge: transport },
]

/** Why a value that the organisation wants to set cannot be; undefined when it can. */
export function valueProblem(code: string, value: string): string | undefined {
  const criterion = criteria.find((one) => one.code === code)
  if (criterion === undefined) return 'is no criterion of the register'
  if (value.trim() === '' || value.length > VALUE_LENGTH_MAX) return `must be a value with a reason, of at most ${VALUE_LENGTH_MAX} characters`
  if (criterion.floor === undefined) return undefined
  const number = /^\d{1,3}(\.\d{1,4})?(?=[ %,;]|$)/.exec(value)?.[0]
  const { least, unit } = criterion.floor
  if (number === undefined || Number(number) > 100) return `must begin with a number in ${unit}`
  return Number(number) < least ? `is below the limit of the norm, ${least} ${unit}` : undefined
}

/** Characters of a value with its reason. */
export const VALUE_LENGTH_MAX = 500

export interface RegisterLine extends Judged {
  readonly code: string
  readonly party: Party
  readonly title: Criterion['title']
  readonly floor: string | null
  readonly isLimitUnknown: boolean
  readonly value: string | null
}

/** The whole register, as it is now. */
export function registerOf(facts: CriteriaFacts): readonly RegisterLine[] {
  return criteria.map(({ code, party, title, floor, isLimitUnknown, judge }) => ({
    code, party, title, floor: floor === undefined ? null : `${floor.least} ${floor.unit}`, isLimitUnknown: isLimitUnknown === true,
    value: facts.values[code] ?? null, ...judge(facts),
  }))
}
