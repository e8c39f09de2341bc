/** What became of a mail for one recipient, as one sentence for its sender. No content, no subject, no times. */
import type { TlsProof } from '../smtp-client/types.ts'
import type { TextLanguage } from './texts.ts'
import type { SubmittedRecipient } from './types.ts'

interface RecipientTexts {
  readonly waiting: string
  readonly again: string
  readonly held: string
  readonly trying: string
  readonly inHouse: string
  readonly verified: (domain: string, proof: string) => string
  /** `until`: the last month of the recipient's record. */
  readonly nta7516: (domain: string, until: string) => string
  readonly ordinary: (domain: string) => string
  readonly ordinaryProved: (domain: string, proof: string) => string
  readonly ordinaryBare: (domain: string) => string
  /** What proved the other server. */
  readonly proofs: Readonly<Record<TlsProof, string>>
  readonly delivered: (domain: string) => string
  readonly failed: string
  readonly neverLeft: string
  readonly factorNeeded: string
  readonly noticeWaits: string
  readonly noticeFailed: string
  readonly unread: string
  readonly read: string
  readonly answered: string
  readonly refused: string
  readonly locked: string
  readonly expired: Readonly<Record<'read' | 'unread', string>>
  readonly recalled: Readonly<Record<'read' | 'unread', string>>
}

const texts: Readonly<Record<TextLanguage, RecipientTexts>> = {
  nl: {
    waiting: 'Nog niet verstuurd.', again: 'Nog niet aangekomen. Wij proberen het opnieuw.', held: 'Wacht op u.', trying: 'Wordt nu verstuurd.',
    inHouse: 'Staat in de mailbox. Het bleef in huis.', verified: (domain, proof) => `Bezorgd bij ${domain}, over een gecontroleerde verbinding${proof}.`,
    nta7516: (domain, until) => `Bezorgd bij ${domain} volgens het NTA 7516-profiel, over een gecontroleerde verbinding (DANE${until === '' ? '' : `; aangemeld tot en met ${until}`}).`,
    ordinaryProved: (domain, proof) => `Bezorgd bij ${domain}, als gewone mail over een gecontroleerde verbinding${proof}.`,
    ordinaryBare: (domain) => `Bezorgd bij ${domain}, als gewone mail, zonder versleuteling.`,
    proofs: { dane: ' (DANE)', pinned: ' (vaste partner)', 'mta-sts': ' (MTA-STS)', certificate: ' (certificaat)' },
    ordinary: (domain) => `Bezorgd bij ${domain}, als gewone mail.`, delivered: (domain) => `Bezorgd bij ${domain}.`,
    failed: 'Niet aangekomen. U kreeg een mail met de reden.', neverLeft: 'Ingetrokken voordat het aankwam.',
    factorNeeded: 'Wacht op een telefoonnummer of code van u.', noticeWaits: 'De mail met de link is onderweg.',
    noticeFailed: 'De mail met de link kwam niet aan. Controleer het adres.', unread: 'Kreeg de mail met de link. Nog niet geopend.',
    read: 'Geopend.', answered: 'Geopend en beantwoord.', refused: 'Zegt: dit is niet voor mij. Het bericht is dicht.', locked: 'Op slot na 5 verkeerde codes.',
    expired: { read: 'Verlopen. Het was wel geopend.', unread: 'Verlopen. Het is niet geopend.' },
    recalled: { read: 'Ingetrokken. Het was al geopend.', unread: 'Ingetrokken. Het was nog niet geopend.' },
  },
  en: {
    waiting: 'Not sent yet.', again: 'Not arrived yet. We will try again.', held: 'Waits for you.', trying: 'Being sent now.',
    inHouse: 'Is in the mailbox. It stayed in the house.', verified: (domain, proof) => `Delivered to ${domain}, over a verified connection${proof}.`,
    nta7516: (domain, until) => `Delivered to ${domain} by the NTA 7516 profile, over a verified connection (DANE${until === '' ? '' : `; announced until ${until}`}).`,
    ordinaryProved: (domain, proof) => `Delivered to ${domain}, as ordinary mail over a verified connection${proof}.`,
    ordinaryBare: (domain) => `Delivered to ${domain}, as ordinary mail, without encryption.`,
    proofs: { dane: ' (DANE)', pinned: ' (fixed partner)', 'mta-sts': ' (MTA-STS)', certificate: ' (certificate)' },
    ordinary: (domain) => `Delivered to ${domain}, as ordinary mail.`, delivered: (domain) => `Delivered to ${domain}.`,
    failed: 'Did not arrive. You got a mail with the reason.', neverLeft: 'Withdrawn before it arrived.',
    factorNeeded: 'Waits for a phone number or code from you.', noticeWaits: 'The mail with the link is on its way.',
    noticeFailed: 'The mail with the link did not arrive. Check the address.', unread: 'Got the mail with the link. Not opened yet.',
    read: 'Opened.', answered: 'Opened and answered.', refused: 'Says: this is not for me. The message is closed.', locked: 'Locked after 5 wrong codes.',
    expired: { read: 'Expired. It had been opened.', unread: 'Expired. It was not opened.' },
    recalled: { read: 'Withdrawn. It had been opened.', unread: 'Withdrawn. It had not been opened.' },
  },
}

/** The sentence for one recipient. */
export function recipientSentence(one: SubmittedRecipient, language: TextLanguage): string {
  const words = texts[language]
  const seen = one.readAt === null ? 'unread' : 'read'
  switch (one.state) {
    case 'waiting': return one.reply === '' ? words.waiting : words.again
    case 'held': return words.held
    case 'trying': return words.trying
    case 'delivered': return deliveredSentence(one, words)
    case 'failed': return words.failed
    case 'recalled': return one.portal === null ? words.neverLeft : words.recalled[seen]
    case 'factor-needed': return words.factorNeeded
    case 'unread': return one.portal?.notice === 'waiting' ? words.noticeWaits : one.portal?.notice === 'failed' ? words.noticeFailed : words.unread
    case 'read': return words.read
    case 'answered': return words.answered
    case 'refused': return words.refused
    case 'locked': return words.locked
    case 'expired': return words.expired[seen]
  }
}

/** A verified route is never carried out over anything weaker, so "delivered" says which connection it was. */
function deliveredSentence({ address, route, reached }: SubmittedRecipient, words: RecipientTexts): string {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const proof = reached?.proof == null ? '' : words.proofs[reached.proof]
  switch (route) {
    case 'internal': return words.inHouse
    case 'verified-tls': return words.verified(domain, proof)
    case 'nta7516': return words.nta7516(domain, reached?.nta7516?.endMonth ?? '')
    case 'ordinary':
      if (proof !== '') return words.ordinaryProved(domain, proof)
      return reached !== null && reached.protocol === null ? words.ordinaryBare(domain) : words.ordinary(domain)
    default: return words.delivered(domain)
  }
}
