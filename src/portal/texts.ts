/** What senders read in mails about a guest's message. Dutch at level B1, and English; nothing of the message itself ever comes in. */
import type { SenderLanguage } from './types.ts'

/** Why a sender gets a mail about a message for a guest. */
export type SenderMailKind = 'locked' | 'not-me' | 'not-me-read' | 'unread' | 'expired' | 'gateway-down' | 'factor-needed'

export interface SenderWords {
  readonly recipient: string
  readonly sentAt: string
  readonly days: number
  readonly until: string
}

export interface SenderTexts {
  readonly from: string
  readonly subject: Readonly<Record<SenderMailKind, (words: SenderWords) => string>>
  readonly text: Readonly<Record<SenderMailKind, (words: SenderWords) => readonly string[]>>
}

export const senderTexts: Readonly<Record<SenderLanguage, SenderTexts>> = {
  nl: {
    from: 'Beveiligde berichten',
    subject: {
      locked: ({ recipient }) => `Beveiligd bericht op slot: ${recipient}`,
      'not-me': ({ recipient }) => `Uw bericht kwam bij de verkeerde: ${recipient}`,
      'not-me-read': ({ recipient }) => `Uw bericht kwam bij de verkeerde: ${recipient}`,
      unread: ({ recipient }) => `Nog niet gelezen: ${recipient}`,
      expired: ({ recipient }) => `Niet gelezen en verlopen: ${recipient}`,
      'gateway-down': ({ recipient }) => `De sms-code kwam niet aan: ${recipient}`,
      'factor-needed': ({ recipient }) => `Uw bericht wacht op u: ${recipient}`,
    },
    text: {
      locked: ({ recipient, sentAt }) => [
        `Iemand vulde vijf keer een verkeerde code in bij uw bericht aan ${recipient} van ${sentAt}.`,
        'Het bericht is daarom op slot. Niemand kan het nu openen.',
        'Bel de ontvanger. Klopt alles? Open het bericht bij Verzonden en stuur een nieuwe link.',
      ],
      'not-me': ({ recipient, sentAt }) => [
        `Uw bericht van ${sentAt} ging naar ${recipient}. Daar zegt iemand: dit is niet voor mij.`,
        'Wij sloten het bericht meteen. Niemand heeft het gelezen.',
        'Controleer het adres. De privacy officer kreeg een concept van een melding.',
      ],
      'not-me-read': ({ recipient, sentAt }) => [
        `Uw bericht van ${sentAt} ging naar ${recipient}. Daar zegt iemand: dit is niet voor mij.`,
        'Wij sloten het bericht meteen. Het was al geopend en gelezen.',
        'Bel vandaag nog met de privacy officer. Die kreeg een concept van een melding.',
      ],
      unread: ({ recipient, sentAt, days, until }) => [
        `Uw bericht aan ${recipient} van ${sentAt} is na ${days} dagen nog niet gelezen.`,
        `De ontvanger kan het lezen tot ${until}.`,
        'Bel de ontvanger, stuur een nieuwe link, of stuur een brief.',
      ],
      expired: ({ recipient, sentAt }) => [
        `Uw bericht aan ${recipient} van ${sentAt} is niet gelezen. Het is nu verlopen en verwijderd.`,
        'Uw eigen bericht staat nog bij Verzonden. Bel de ontvanger of stuur het opnieuw.',
      ],
      'gateway-down': ({ recipient, sentAt }) => [
        `${recipient} wilde uw bericht van ${sentAt} lezen. De sms met de code kon niet worden verstuurd.`,
        'De ontvanger kan het later opnieuw proberen.',
        'Het kan ook anders: open het bericht bij Verzonden, spreek per telefoon een code af en vul die daar in.',
      ],
      'factor-needed': ({ recipient, sentAt }) => [
        `Uw bericht aan ${recipient} van ${sentAt} is nog niet verstuurd.`,
        'Wij weten niet hoe de ontvanger kan laten zien wie hij is.',
        'Open het bericht bij Verzonden en vul een mobiel nummer in, of een code die u samen afspreekt.',
      ],
    },
  },
  en: {
    from: 'Secure messages',
    subject: {
      locked: ({ recipient }) => `Secure message locked: ${recipient}`,
      'not-me': ({ recipient }) => `Your message reached the wrong person: ${recipient}`,
      'not-me-read': ({ recipient }) => `Your message reached the wrong person: ${recipient}`,
      unread: ({ recipient }) => `Not read yet: ${recipient}`,
      expired: ({ recipient }) => `Not read and expired: ${recipient}`,
      'gateway-down': ({ recipient }) => `The code could not be sent: ${recipient}`,
      'factor-needed': ({ recipient }) => `Your message waits for you: ${recipient}`,
    },
    text: {
      locked: ({ recipient, sentAt }) => [
        `Somebody gave a wrong code five times for your message to ${recipient} of ${sentAt}.`,
        'So the message is locked. Nobody can open it now.',
        'Call the recipient. Is everything right? Open the message in Sent and send a new link.',
      ],
      'not-me': ({ recipient, sentAt }) => [
        `Your message of ${sentAt} went to ${recipient}. Somebody there says: this is not for me.`,
        'We closed the message at once. Nobody read it.',
        'Check the address. The privacy officer has a draft of a report.',
      ],
      'not-me-read': ({ recipient, sentAt }) => [
        `Your message of ${sentAt} went to ${recipient}. Somebody there says: this is not for me.`,
        'We closed the message at once. It had been opened and read.',
        'Call the privacy officer today. There is a draft of a report.',
      ],
      unread: ({ recipient, sentAt, days, until }) => [
        `Your message to ${recipient} of ${sentAt} has not been read after ${days} days.`,
        `The recipient can read it until ${until}.`,
        'Call the recipient, send a new link, or send a letter.',
      ],
      expired: ({ recipient, sentAt }) => [
        `Your message to ${recipient} of ${sentAt} was not read. It has expired and was removed.`,
        'Your own copy is still in Sent. Call the recipient or send it again.',
      ],
      'gateway-down': ({ recipient, sentAt }) => [
        `${recipient} wanted to read your message of ${sentAt}. The text message with the code could not be sent.`,
        'The recipient can try again later.',
        'There is another way: open the message in Sent, agree a code by telephone and enter it there.',
      ],
      'factor-needed': ({ recipient, sentAt }) => [
        `Your message to ${recipient} of ${sentAt} has not been sent yet.`,
        'We do not know how the recipient can show who he is.',
        'Open the message in Sent and enter a mobile number, or a code that you agree together.',
      ],
    },
  },
}
