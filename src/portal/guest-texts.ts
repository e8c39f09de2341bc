/**
 * What guests read in notices and short messages: Dutch at level B1, English, German and French. Names come in cleaned; nothing of
 * the message itself ever comes in.
 */
import type { GuestLanguage } from './types.ts'

export interface NoticeWords {
  readonly sender: string
  readonly organisation: string
  /** How the recipient is greeted; null when the name is not known. */
  readonly name: string | null
  readonly until: string
  /** `zorggroep.example/p`, without the scheme: people type it. */
  readonly place: string
}

export interface NoticeTexts {
  readonly subject: (words: NoticeWords) => string
  readonly greeting: (words: NoticeWords) => string
  readonly opening: (words: NoticeWords) => string
  readonly button: string
  readonly need: Readonly<Record<'sms' | 'agreed-code', string>>
  readonly nothingToInstall: string
  readonly until: (words: NoticeWords) => string
  readonly noClick: (words: NoticeWords) => string
  readonly typeAddress: (words: NoticeWords) => string
  readonly typeCode: string
  readonly askService: string
  readonly askContent: string
  readonly call: (who: string, phone: string) => string
  readonly mailTo: (who: string, address: string) => string
  readonly answerThere: string
  readonly nothingPersonal: string
}

export const noticeTexts: Readonly<Record<GuestLanguage, NoticeTexts>> = {
  nl: {
    subject: ({ organisation }) => `${organisation} stuurt u een beveiligd bericht`,
    greeting: ({ name }) => name === null ? 'Goedendag,' : `Beste ${name},`,
    opening: ({ sender, organisation }) => `${sender} van ${organisation} heeft een bericht voor u. Het staat op een beveiligde pagina.`,
    button: 'Lees het bericht',
    need: {
      sms: 'U hebt uw telefoon nodig. Wij sturen u een sms met een code.',
      'agreed-code': 'U hebt de code nodig die u met de afzender hebt afgesproken.',
    },
    nothingToInstall: 'U hoeft niets te installeren. U hoeft geen account te maken.',
    until: ({ until }) => `U kunt het bericht lezen tot ${until}.`,
    noClick: ({ place }) => `Wilt u liever niet klikken? Dat is verstandig. Ga zelf naar ${place} en vul deze code in:`,
    typeAddress: ({ place }) => `Typ in uw browser: ${place}`,
    typeCode: 'Vul deze code in:',
    askService: 'Vraag over deze mail?',
    askContent: 'Vraag over het bericht?',
    call: (who, phone) => `Bel ${who}: ${phone}.`,
    mailTo: (who, address) => `Mail ${who}: ${address}.`,
    answerThere: 'Antwoord niet op deze mail. Op de beveiligde pagina kunt u veilig antwoorden.',
    nothingPersonal: 'In deze mail staan geen persoonlijke gegevens.',
  },
  en: {
    subject: ({ organisation }) => `${organisation} has sent you a secure message`,
    greeting: ({ name }) => name === null ? 'Hello,' : `Dear ${name},`,
    opening: ({ sender, organisation }) => `${sender} of ${organisation} has a message for you. It is on a secure page.`,
    button: 'Read the message',
    need: {
      sms: 'You need your phone. We will send you a text message with a code.',
      'agreed-code': 'You need the code that you agreed with the sender.',
    },
    nothingToInstall: 'You need not install anything. You need not make an account.',
    until: ({ until }) => `You can read the message until ${until}.`,
    noClick: ({ place }) => `Would you rather not click? That is wise. Go to ${place} yourself and enter this code:`,
    typeAddress: ({ place }) => `Type in your browser: ${place}`,
    typeCode: 'Enter this code:',
    askService: 'A question about this mail?',
    askContent: 'A question about the message?',
    call: (who, phone) => `Call ${who}: ${phone}.`,
    mailTo: (who, address) => `Mail ${who}: ${address}.`,
    answerThere: 'Please do not answer this mail. You can answer safely on the secure page.',
    nothingPersonal: 'This mail holds no personal data.',
  },
  de: {
    subject: ({ organisation }) => `${organisation} hat Ihnen eine gesicherte Nachricht geschickt`,
    greeting: ({ name }) => name === null ? 'Guten Tag,' : `Guten Tag ${name},`,
    opening: ({ sender, organisation }) => `${sender} von ${organisation} hat eine Nachricht für Sie. Sie steht auf einer gesicherten Seite.`,
    button: 'Nachricht lesen',
    need: {
      sms: 'Sie brauchen Ihr Telefon. Wir schicken Ihnen eine SMS mit einem Code.',
      'agreed-code': 'Sie brauchen den Code, den Sie mit dem Absender vereinbart haben.',
    },
    nothingToInstall: 'Sie müssen nichts installieren. Sie brauchen kein Konto.',
    until: ({ until }) => `Sie können die Nachricht lesen bis ${until}.`,
    noClick: ({ place }) => `Möchten Sie lieber nicht klicken? Das ist klug. Gehen Sie selbst zu ${place} und geben Sie diesen Code ein:`,
    typeAddress: ({ place }) => `Geben Sie in Ihrem Browser ein: ${place}`,
    typeCode: 'Geben Sie diesen Code ein:',
    askService: 'Frage zu dieser E-Mail?',
    askContent: 'Frage zur Nachricht?',
    call: (who, phone) => `Rufen Sie ${who} an: ${phone}.`,
    mailTo: (who, address) => `Schreiben Sie an ${who}: ${address}.`,
    answerThere: 'Bitte antworten Sie nicht auf diese E-Mail. Auf der gesicherten Seite können Sie sicher antworten.',
    nothingPersonal: 'In dieser E-Mail stehen keine persönlichen Daten.',
  },
  fr: {
    subject: ({ organisation }) => `${organisation} vous a envoyé un message sécurisé`,
    greeting: ({ name }) => name === null ? 'Bonjour,' : `Bonjour ${name},`,
    opening: ({ sender, organisation }) => `${sender} (${organisation}) a un message pour vous. Il se trouve sur une page sécurisée.`,
    button: 'Lire le message',
    need: {
      sms: 'Il vous faut votre téléphone. Nous vous envoyons un SMS avec un code.',
      'agreed-code': 'Il vous faut le code convenu avec l’expéditeur.',
    },
    nothingToInstall: 'Vous n’avez rien à installer. Vous n’avez pas besoin de compte.',
    until: ({ until }) => `Vous pouvez lire le message jusqu’au ${until}.`,
    noClick: ({ place }) => `Vous préférez ne pas cliquer ? C’est prudent. Allez vous-même sur ${place} et saisissez ce code :`,
    typeAddress: ({ place }) => `Tapez dans votre navigateur : ${place}`,
    typeCode: 'Saisissez ce code :',
    askService: 'Une question sur cet e-mail ?',
    askContent: 'Une question sur le message ?',
    call: (who, phone) => `Appelez ${who} : ${phone}.`,
    mailTo: (who, address) => `Écrivez à ${who} : ${address}.`,
    answerThere: 'Ne répondez pas à cet e-mail. Sur la page sécurisée, vous pouvez répondre en toute sécurité.',
    nothingPersonal: 'Cet e-mail ne contient aucune donnée personnelle.',
  },
}

export interface CodeWords {
  readonly organisation: string
  readonly code: string
}

/** The short message with a code. `at` is the host of the page: phones fill the code in only there (WebOTP). */
export const codeTexts: Readonly<Record<GuestLanguage, (words: CodeWords) => string>> = {
  nl: ({ organisation, code }) => `${organisation}: uw code is ${code}. Geef deze code aan niemand.`,
  en: ({ organisation, code }) => `${organisation}: your code is ${code}. Give this code to nobody.`,
  de: ({ organisation, code }) => `${organisation}: Ihr Code ist ${code}. Geben Sie diesen Code niemandem.`,
  fr: ({ organisation, code }) => `${organisation} : votre code est ${code}. Ne donnez ce code à personne.`,
}
