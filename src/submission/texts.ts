/** What submission says to our own sender, in Dutch (B1) and English. No content of the mail, no subject. */
import type { Route } from '../guard/types.ts'
import type { HeldProblem } from '../queue/types.ts'
import type { Withdrawn } from './types.ts'

export type TextLanguage = 'nl' | 'en'

export interface SenderTexts {
  readonly from: string
  readonly secured: { readonly subject: string, readonly opening: string, readonly why: string, readonly how: string,
    readonly what: string }
  readonly held: { readonly subject: string, readonly opening: Readonly<Record<HeldProblem, string>>,
    readonly open: string, readonly until: (day: string) => string }
  readonly rerouted: { readonly subject: string, readonly opening: string, readonly portal: string,
    readonly waits: string }
  readonly routes: Readonly<Record<Route, string>>
  readonly results: Readonly<Record<Withdrawn['result'], string>>
  readonly problems: Readonly<Record<HeldProblem | 'override-not-allowed' | 'ground-needed', string>>
  readonly conversation: string
  /** To an account whose sending was stopped. */
  readonly stopped: string
}

export const senderTexts: Readonly<Record<TextLanguage, SenderTexts>> = {
  nl: {
    from: 'Beveiligd verzenden',
    secured: {
      subject: 'Uw bericht is beveiligd verstuurd',
      opening: 'Uw bericht is automatisch beveiligd verstuurd.',
      why: 'Waarom:', how: 'Hoe het gaat:', what: 'U hoeft niets te doen.',
    },
    held: {
      subject: 'Uw bericht wacht op u',
      opening: {
        'question': 'Uw bericht is nog niet verstuurd. Wij hebben eerst een vraag:',
        'blocked': 'Uw bericht is nog niet verstuurd. Zo mag het niet weg:',
        'factor-needed': 'Uw bericht is nog niet verstuurd. Wij weten niet hoe deze ontvanger kan laten zien wie hij is:',
        'no-route': 'Uw bericht is nog niet verstuurd. Er is geen veilige weg naar:',
      },
      open: 'Open deze pagina om te versturen, te verbeteren of te stoppen:',
      until: (day) => `Doet u niets, dan krijgt u het bericht terug op ${day}.`,
    },
    rerouted: {
      subject: 'Geen beveiligde verbinding met uw ontvanger',
      opening: 'De server van deze ontvanger gaf nu geen beveiligde verbinding. Er is niets onbeveiligd verstuurd.',
      portal: 'Uw bericht gaat daarom als beveiligd bericht met een code naar:',
      waits: 'Wij proberen het opnieuw. Lukt het niet, dan krijgt u het bericht terug. Het gaat om:',
    },
    routes: {
      'internal': 'blijft in huis', 'ordinary': 'gaat als gewone e-mail', 'verified-tls': 'gaat rechtstreeks, over een gecontroleerde beveiligde verbinding',
      'nta7516': 'gaat rechtstreeks, volgens NTA 7516', 'openpgp': 'gaat versleuteld met de sleutel van de ontvanger', 'portal': 'leest het als beveiligd bericht, met een code',
    },
    results: {
      'never-left': 'Het is niet verstuurd.', 'withdrawn-unread': 'Ingetrokken. Het was nog niet geopend.',
      'stopped': 'Gestopt voordat het aankwam.', 'under-way': 'Het wordt net verstuurd. Lukt dat niet meteen, dan stopt het.',
      'withdrawn-read': 'Ingetrokken. Het was al geopend.', 'with-other-server': 'Het is al bij de andere server. Dat is niet terug te halen.',
      'with-colleague': 'Het staat al in de mailbox van uw collega. Dat is niet terug te halen.', 'already-ended': 'Er was niets meer in te trekken.',
    },
    problems: {
      'question': 'Eerst een vraag, dan versturen.', 'blocked': 'Zo mag dit bericht niet weg.', 'factor-needed': 'Geef een telefoonnummer of een code voor deze ontvanger.',
      'no-route': 'Er is geen veilige weg naar deze ontvanger.', 'override-not-allowed': 'Dit mag niet gewoon worden verstuurd.', 'ground-needed': 'Schrijf kort waarom dit gewoon mag.',
    },
    conversation: 'Dit gesprek is eerder beveiligd. Uw antwoord is dat ook.',
    stopped: 'Uw account kan nu geen e-mail versturen. In uw mailbox leest u waarom.',
  },
  en: {
    from: 'Secure sending',
    secured: {
      subject: 'Your message was sent securely',
      opening: 'Your message was secured automatically.',
      why: 'Why:', how: 'How it travels:', what: 'You need not do anything.',
    },
    held: {
      subject: 'Your message is waiting for you',
      opening: {
        'question': 'Your message has not been sent yet. We have a question first:',
        'blocked': 'Your message has not been sent yet. It may not go like this:',
        'factor-needed': 'Your message has not been sent yet. We do not know how this recipient can show who they are:',
        'no-route': 'Your message has not been sent yet. There is no safe way to:',
      },
      open: 'Open this page to send, correct or stop it:',
      until: (day) => `If you do nothing, the message comes back to you on ${day}.`,
    },
    rerouted: {
      subject: 'No secure connection to your recipient',
      opening: 'The server of this recipient gave no secure connection now. Nothing was sent unsecured.',
      portal: 'So your message goes as a secure message with a code to:',
      waits: 'We will try again. If that does not work, the message comes back to you. It is about:',
    },
    routes: {
      'internal': 'stays in the house', 'ordinary': 'goes as ordinary mail', 'verified-tls': 'goes directly, over a verified secure connection',
      'nta7516': 'goes directly, by NTA 7516', 'openpgp': 'goes encrypted with the key of the recipient', 'portal': 'reads it as a secure message, with a code',
    },
    results: {
      'stopped': 'Stopped before it arrived.', 'under-way': 'It is being sent right now. If that does not work at once, it stops.',
      'never-left': 'It was not sent.', 'withdrawn-unread': 'Withdrawn. It had not been opened.', 'withdrawn-read': 'Withdrawn. It had been opened.',
      'with-other-server': 'It is with the other server already. That cannot be taken back.',
      'with-colleague': 'It is in the mailbox of your colleague already. That cannot be taken back.', 'already-ended': 'There was nothing left to withdraw.',
    },
    problems: {
      'question': 'A question first, then sending.', 'blocked': 'This message may not go like this.', 'factor-needed': 'Give a phone number or a code for this recipient.',
      'no-route': 'There is no safe way to this recipient.', 'override-not-allowed': 'This may not be sent plainly.', 'ground-needed': 'Say briefly why this may go plainly.',
    },
    conversation: 'This conversation was secured before. Your answer is too.',
    stopped: 'Your account cannot send mail now. A message in your mailbox says why.',
  },
}
