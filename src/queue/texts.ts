/** What a notice says to our own sender: typed, in Dutch (B1) and English. */
/** `page`: it waits on the secure page, and its reader is told so by mail. */
export type NoticeKind = 'failed' | 'delayed' | 'relayed' | 'page' | 'delivered'

/** Why it did not arrive, as far as a status says so (RFC 3463). */
export type NoticeReason = 'no-such-address' | 'no-such-domain' | 'mailbox-closed' | 'mailbox-full' | 'too-large'
  | 'not-reached'
  | 'no-safe-way' | 'not-answered' | 'refused' | 'not-readable' | 'later' | 'removed'

export interface NoticeTexts {
  readonly from: string
  readonly subject: Readonly<Record<NoticeKind, string>>
  readonly opening: Readonly<Record<NoticeKind, string>>
  readonly what: Readonly<Record<NoticeKind, string>>
  readonly reasons: Readonly<Record<NoticeReason, string>>
  readonly reply: string
  readonly about: string
  readonly until: string
}

export const noticeTexts: Readonly<Record<'nl' | 'en', NoticeTexts>> = {
  nl: {
    from: 'Postbezorging',
    subject: {
      failed: 'Uw bericht is niet aangekomen',
      delayed: 'Uw bericht is later',
      relayed: 'Uw bericht is doorgegeven',
      page: 'Uw beveiligde bericht staat klaar',
      delivered: 'Uw bericht is aangekomen',
    },
    opening: {
      failed: 'Uw bericht is niet aangekomen bij:',
      delayed: 'Uw bericht is nog niet aangekomen bij:',
      relayed: 'Uw bericht is aangenomen door de server van:',
      page: 'Uw bericht staat klaar op een beveiligde pagina voor:',
      delivered: 'Uw bericht staat in de mailbox van:',
    },
    what: {
      failed: 'Controleer het adres of bel de ontvanger. Uw eigen bericht staat nog bij Verzonden.',
      delayed: 'U hoeft niets te doen. Wij proberen het opnieuw.',
      relayed: 'U hoeft niets te doen. Die server vertelt niet verder of het is gelezen.',
      page: 'De ontvanger krijgt daarover een e-mail. U hoeft niets te doen.',
      delivered: 'U hoeft niets te doen. Wij vertellen niet of het is gelezen.',
    },
    reasons: {
      'no-such-address': 'Dit adres bestaat niet, of niet meer.',
      'no-such-domain': 'Het deel achter de @ bestaat niet, of neemt geen e-mail aan.',
      'mailbox-closed': 'Deze mailbox is gesloten.',
      'mailbox-full': 'De mailbox van de ontvanger is vol.',
      'too-large': 'Uw bericht is te groot voor deze ontvanger.',
      'not-reached': 'De server van de ontvanger was niet te bereiken.',
      'no-safe-way': 'Er was geen veilige weg naar deze ontvanger. Daarom is het bericht niet verstuurd.',
      'not-answered': 'Wij stelden u een vraag over dit bericht. Daar kwam geen antwoord op.',
      'refused': 'De server van de ontvanger heeft het bericht geweigerd.',
      'not-readable': 'De server van de ontvanger kan dit bericht niet verwerken.',
      'later': 'De server van de ontvanger vraagt om het later nog eens te proberen.',
      'removed': 'De beheerder van uw organisatie heeft het bericht weggehaald.',
    },
    reply: 'De andere server zei',
    about: 'Onderwerp van uw bericht',
    until: 'Wij proberen het tot',
  },
  en: {
    from: 'Mail delivery',
    subject: {
      failed: 'Your message did not arrive',
      delayed: 'Your message is late',
      relayed: 'Your message was passed on',
      page: 'Your secured message is ready',
      delivered: 'Your message has arrived',
    },
    opening: {
      failed: 'Your message did not arrive at:',
      delayed: 'Your message has not arrived yet at:',
      relayed: 'Your message was taken by the server of:',
      page: 'Your message is ready on a secure page for:',
      delivered: 'Your message is in the mailbox of:',
    },
    what: {
      failed: 'Check the address or call the recipient. Your own message is still in Sent.',
      delayed: 'You need not do anything. We will try again.',
      relayed: 'You need not do anything. That server does not tell us whether it was read.',
      page: 'The recipient gets an e-mail about it. You need not do anything.',
      delivered: 'You need not do anything. We do not tell whether it was read.',
    },
    reasons: {
      'no-such-address': 'This address does not exist, or not any more.',
      'no-such-domain': 'The part behind the @ does not exist, or takes no mail.',
      'mailbox-closed': 'This mailbox is closed.',
      'mailbox-full': 'The mailbox of the recipient is full.',
      'too-large': 'Your message is too large for this recipient.',
      'not-reached': 'The server of the recipient could not be reached.',
      'no-safe-way': 'There was no safe way to this recipient. So the message was not sent.',
      'not-answered': 'We asked you a question about this message. There was no answer.',
      'refused': 'The server of the recipient refused the message.',
      'not-readable': 'The server of the recipient cannot handle this message.',
      'later': 'The server of the recipient asks to try again later.',
      'removed': 'The administrator of your organisation removed the message.',
    },
    reply: 'The other server said',
    about: 'Subject of your message',
    until: 'We will try until',
  },
}

/** What a status says in words; undefined when it says nothing that helps. `isOurs`: no other server said it. */
export function reasonOf(status: string, isOurs: boolean): NoticeReason | undefined {
  const detail = status.slice(status.indexOf('.') + 1)
  const isFinal = status.startsWith('5.')
  if (isOurs && (status === '5.7.0' || status === '5.7.1')) return status === '5.7.0' ? 'not-answered' : 'removed'
  if (['1.0', '1.1', '1.3', '1.6'].includes(detail)) return 'no-such-address'
  if (detail === '1.2' || detail === '1.10') return 'no-such-domain'
  if (detail === '2.1') return 'mailbox-closed'
  if (detail === '2.2') return 'mailbox-full'
  if (detail === '2.3' || detail === '3.4') return 'too-large'
  if (detail === '7.10' || detail === '7.30') return 'no-safe-way'
  if (detail.startsWith('4.')) return 'not-reached'
  if (detail.startsWith('6.')) return 'not-readable'
  if (isOurs) return undefined
  return isFinal ? 'refused' : 'later'
}
