/** What a notice says to our own sender: typed, in Dutch (B1) and English. */
export type NoticeKind = 'failed' | 'delayed' | 'relayed'

export interface NoticeTexts {
  readonly from: string
  readonly subject: Readonly<Record<NoticeKind, string>>
  readonly opening: Readonly<Record<NoticeKind, string>>
  readonly what: Readonly<Record<NoticeKind, string>>
  readonly recipients: string
  readonly reply: string
  readonly noRoute: string
}

export const noticeTexts: Readonly<Record<'nl' | 'en', NoticeTexts>> = {
  nl: {
    from: 'Postbezorging',
    subject: {
      failed: 'Uw bericht is niet aangekomen',
      delayed: 'Uw bericht is later',
      relayed: 'Uw bericht is doorgegeven',
    },
    opening: {
      failed: 'Uw bericht is niet aangekomen bij:',
      delayed: 'Uw bericht is nog niet aangekomen bij:',
      relayed: 'Uw bericht is aangenomen door de server van:',
    },
    what: {
      failed: 'Controleer het adres of bel de ontvanger. Uw eigen bericht staat nog bij Verzonden.',
      delayed: 'U hoeft niets te doen. Wij proberen het opnieuw.',
      relayed: 'U hoeft niets te doen. Die server vertelt niet verder of het is gelezen.',
    },
    recipients: 'Ontvanger',
    reply: 'De andere server zei',
    noRoute: 'Er was geen veilige weg naar deze ontvanger. Daarom is het bericht niet verstuurd.',
  },
  en: {
    from: 'Mail delivery',
    subject: {
      failed: 'Your message did not arrive',
      delayed: 'Your message is late',
      relayed: 'Your message was passed on',
    },
    opening: {
      failed: 'Your message did not arrive at:',
      delayed: 'Your message has not arrived yet at:',
      relayed: 'Your message was taken by the server of:',
    },
    what: {
      failed: 'Check the address or call the recipient. Your own message is still in Sent.',
      delayed: 'You need not do anything. We will try again.',
      relayed: 'You need not do anything. That server does not tell us whether it was read.',
    },
    recipients: 'Recipient',
    reply: 'The other server said',
    noRoute: 'There was no safe way to this recipient. So the message was not sent.',
  },
}
