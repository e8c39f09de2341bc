/** Words of a guest's own copy as PDF; the message itself stands between them as it is. */
import type { GuestLanguage } from './types.ts'

export interface CopyTexts {
  readonly noSubject: string
  readonly from: string
  readonly to: string
  readonly cc: string
  readonly sent: string
  readonly files: string
  /** Where the files are: a PDF of text does not hold them. */
  readonly filesNote: string
  readonly empty: string
  readonly answer: (when: string) => string
  readonly answerFiles: (names: string) => string
  readonly foot: (page: number, pages: number) => string
  readonly changed: (count: number) => string
  readonly cut: string
  /** What the copy is, and that it is not secured. */
  readonly origin: (organisation: string, when: string) => string
  readonly fileName: string
}

export const copyTexts: Readonly<Record<GuestLanguage, CopyTexts>> = {
  nl: {
    noSubject: 'Bericht zonder onderwerp', from: 'Van', to: 'Aan', cc: 'Kopie', sent: 'Verstuurd', files: 'Bijlagen',
    filesNote: 'De bijlagen zelf staan niet in deze pdf. U bewaart ze op de beveiligde pagina, of met de kopie als mail (.eml).',
    empty: 'Er staat geen tekst in dit bericht.', answer: (when) => `Uw antwoord van ${when}`, answerFiles: (names) => `Met bijlagen: ${names}`,
    foot: (page, pages) => `Pagina ${page} van ${pages}`,
    changed: (count) => `Let op: ${count} ${count === 1 ? 'teken past' : 'tekens passen'} niet in deze pdf. Daar staat een ander teken of een vraagteken. In de kopie als mail (.eml) staat alles.`,
    cut: 'Let op: dit bericht is te lang voor deze pdf. Het eind ontbreekt. In de kopie als mail (.eml) staat alles.',
    origin: (organisation, when) => `Kopie van een beveiligd bericht van ${organisation}, bewaard op ${when}. Deze kopie is niet beveiligd.`,
    fileName: 'beveiligd-bericht',
  },
  en: {
    noSubject: 'Message without a subject', from: 'From', to: 'To', cc: 'Copy', sent: 'Sent', files: 'Attachments',
    filesNote: 'The attachments themselves are not in this PDF. Save them on the secure page, or with the copy as mail (.eml).',
    empty: 'There is no text in this message.', answer: (when) => `Your answer of ${when}`, answerFiles: (names) => `With attachments: ${names}`,
    foot: (page, pages) => `Page ${page} of ${pages}`,
    changed: (count) => `Please note: ${count} ${count === 1 ? 'character does' : 'characters do'} not fit in this PDF. Another character or a question mark stands there. The copy as mail (.eml) holds everything.`,
    cut: 'Please note: this message is too long for this PDF. The end is missing. The copy as mail (.eml) holds everything.',
    origin: (organisation, when) => `Copy of a secure message from ${organisation}, saved on ${when}. This copy is not secured.`,
    fileName: 'secure-message',
  },
  de: {
    noSubject: 'Nachricht ohne Betreff', from: 'Von', to: 'An', cc: 'Kopie', sent: 'Gesendet', files: 'Anhänge',
    filesNote: 'Die Anhänge selbst stehen nicht in diesem PDF. Sie speichern sie auf der gesicherten Seite oder mit der Kopie als E-Mail (.eml).',
    empty: 'In dieser Nachricht steht kein Text.', answer: (when) => `Ihre Antwort vom ${when}`, answerFiles: (names) => `Mit Anhängen: ${names}`,
    foot: (page, pages) => `Seite ${page} von ${pages}`,
    changed: (count) => `Achtung: ${count} Zeichen ${count === 1 ? 'passt' : 'passen'} nicht in dieses PDF. Dort steht ein anderes Zeichen oder ein Fragezeichen. In der Kopie als E-Mail (.eml) steht alles.`,
    cut: 'Achtung: Diese Nachricht ist zu lang für dieses PDF. Das Ende fehlt. In der Kopie als E-Mail (.eml) steht alles.',
    origin: (organisation, when) => `Kopie einer gesicherten Nachricht von ${organisation}, gespeichert am ${when}. Diese Kopie ist nicht gesichert.`,
    fileName: 'gesicherte-nachricht',
  },
  fr: {
    noSubject: 'Message sans objet', from: 'De', to: 'À', cc: 'Copie', sent: 'Envoyé', files: 'Pièces jointes',
    filesNote: 'Les pièces jointes ne sont pas dans ce PDF. Vous pouvez les enregistrer sur la page sécurisée, ou avec la copie au format e-mail (.eml).',
    empty: 'Ce message ne contient pas de texte.', answer: (when) => `Votre réponse du ${when}`, answerFiles: (names) => `Avec pièces jointes : ${names}`,
    foot: (page, pages) => `Page ${page} sur ${pages}`,
    changed: (count) => `Attention : ${count} ${count === 1 ? 'caractère n’existe' : 'caractères n’existent'} pas dans ce PDF. Un autre caractère ou un point d’interrogation s’y trouve. La copie au format e-mail (.eml) contient tout.`,
    cut: 'Attention : ce message est trop long pour ce PDF. Il manque la fin. La copie au format e-mail (.eml) contient tout.',
    origin: (organisation, when) => `Copie d’un message sécurisé de ${organisation}, enregistrée le ${when}. Cette copie n’est pas sécurisée.`,
    fileName: 'message-securise',
  },
}
