import type { AttachmentNote, AttachmentPlace } from './types.ts'

/**
 * What the guard says of places in files and of what files hold behind their face, per language. B1, at most 15 words
 * a sentence.
 */
export interface FileTexts {
  /** What people call a place: "blad Lijst". Empty when there is nothing to call. */
  readonly place: (place: Pick<AttachmentPlace, 'kind' | 'label'>) => string
  /** "dossier.xlsx, blad Lijst". */
  readonly inFile: (file: string, place: string) => string
  readonly hidden: Readonly<Record<HiddenNote, (file: string, labels: readonly string[]) => string>>
  /** What to do about it. */
  readonly wayOut: Readonly<Record<HiddenNote, string>>
  /** Something that counts was found in the hidden part. */
  readonly holdsFindings: string
  /** A file without a name. */
  readonly aFile: string
}

/** Notes that are told of; the others say how a text was got. */
export type HiddenNote = Exclude<AttachmentNote, 'form-fields' | 'embedded-files' | 'macros' | 'read-by-ocr' | 'pictures-not-read'>

/**
 * Heading and sentence of the warning about hidden content. `rules`: the note, and whether something was found there.
 */
export function hiddenContentTexts(texts: FileTexts): { readonly heading: (about: HiddenAbout) => string,
  readonly sentence: (about: HiddenAbout) => string } {
  const noteOf = ({ rules }: HiddenAbout): HiddenNote => HIDDEN_NOTES.find((note) => note === rules[0]) ?? 'hidden-text'
  return {
    heading: (about) => texts.hidden[noteOf(about)](about.files[0] === undefined || about.files[0] === '' ? texts.aFile : about.files[0], about.places),
    sentence: (about) => [...about.rules.includes('holds-findings') ? [texts.holdsFindings] : [], texts.wayOut[noteOf(about)]].join(' '),
  }
}

interface HiddenAbout { readonly files: readonly string[], readonly places: readonly string[],
  readonly rules: readonly string[] }

/** All of them. */
export const HIDDEN_NOTES = ['hidden-sheet', 'hidden-columns', 'hidden-rows', 'hidden-slide', 'hidden-text', 'tracked-changes', 'comments', 'annotations', 'speaker-notes', 'metadata-author', 'metadata-location'] as const satisfies readonly HiddenNote[]

/** Names as a list: `‘A’`, `‘A’ en ‘B’`, `‘A’, ‘B’ en 3 meer`. */
const LABELS_NAMED_MAX = 2
function listed(labels: readonly string[], { and, more, open, close }: { readonly and: string,
  readonly more: (count: number) => string,
  readonly open: string, readonly close: string }): string {
  const named = labels.slice(0, LABELS_NAMED_MAX).map((label) => `${open}${label}${close}`)
  const left = labels.length - named.length
  return left > 0 ? `${named.join(', ')} ${more(left)}` : named.join(` ${and} `)
}
const several = (labels: readonly string[]): boolean => labels.length > 1

const listNl = (labels: readonly string[]): string => listed(labels, { and: 'en', more: (count) => `en ${count} meer`, open: '‘', close: '’' })
const wayNl = { fromFile: 'De ontvanger kan het zichtbaar maken. Verwijder het, of stuur een pdf.', clean: 'Verwijder ze als de ontvanger ze niet hoort te zien.' }
export const filesNl: FileTexts = {
  place: ({ kind, label }) => {
    const names = { page: `bladzijde ${label}`, sheet: `blad ‘${label}’`, slide: `dia ${label}`, file: label, notes: `notities bij dia ${label}`, comments: 'opmerkingen', picture: 'een afbeelding', properties: 'eigenschappen', hidden: 'een verborgen deel' }
    return names[kind]
  },
  inFile: (file, place) => place === '' ? file : `${file}, ${place}`,
  hidden: {
    'hidden-sheet': (file, labels) => labels.length === 0 ? `${file} heeft een verborgen blad.` : several(labels) ? `De bladen ${listNl(labels)} in ${file} zijn verborgen.` : `Het blad ${listNl(labels)} in ${file} is verborgen.`,
    'hidden-columns': (file, labels) => `${file} heeft verborgen kolommen${labels.length === 0 ? '' : ` op blad ${listNl(labels)}`}.`,
    'hidden-rows': (file, labels) => `${file} heeft verborgen rijen${labels.length === 0 ? '' : ` op blad ${listNl(labels)}`}.`,
    'hidden-slide': (file, labels) => `${file} heeft een verborgen dia${labels.length === 0 ? '' : ` (${labels.slice(0, 3).join(', ')})`}.`,
    'hidden-text': (file) => `In ${file} staat verborgen tekst.`,
    'tracked-changes': (file, labels) => `In ${file} zijn oude wijzigingen te zien${labels.length === 0 ? '' : ` van ${labels.slice(0, 2).join(' en ')}`}.`,
    comments: (file, labels) => `In ${file} staan opmerkingen${labels.length === 0 ? '' : ` van ${labels.slice(0, 2).join(' en ')}`}.`,
    annotations: (file) => `In ${file} staan opmerkingen.`,
    'speaker-notes': (file, labels) => `In ${file} staan notities${labels.length === 0 ? '' : ` bij dia ${labels.slice(0, 3).join(', ')}`}.`,
    'metadata-author': (file, labels) => labels.length === 0 ? `${file} noemt wie het maakte.` : `${file} noemt ${labels.slice(0, 2).join(' en ')} als maker.`,
    'metadata-location': (file) => `${file} vertelt waar de foto is gemaakt.`,
  },
  wayOut: {
    'hidden-sheet': wayNl.fromFile, 'hidden-columns': wayNl.fromFile, 'hidden-rows': wayNl.fromFile, 'hidden-slide': wayNl.fromFile, 'hidden-text': wayNl.fromFile,
    'tracked-changes': 'Accepteer of weiger de wijzigingen voordat u het bestand stuurt.', comments: wayNl.clean, annotations: wayNl.clean, 'speaker-notes': wayNl.clean,
    'metadata-author': 'Wis de eigenschappen van het bestand, of stuur een pdf.', 'metadata-location': 'Wis de plaats in de eigenschappen van de foto.',
  },
  holdsFindings: 'Er staan gevoelige gegevens in.', aFile: 'Een bestand',
}

const listEn = (labels: readonly string[]): string => listed(labels, { and: 'and', more: (count) => `and ${count} more`, open: '‘', close: '’' })
const wayEn = { fromFile: 'The recipient can make it visible. Remove it, or send a PDF.', clean: 'Remove them if the recipient should not see them.' }
export const filesEn: FileTexts = {
  place: ({ kind, label }) => {
    const names = { page: `page ${label}`, sheet: `sheet ‘${label}’`, slide: `slide ${label}`, file: label, notes: `notes to slide ${label}`, comments: 'comments', picture: 'a picture', properties: 'properties', hidden: 'a hidden part' }
    return names[kind]
  },
  inFile: (file, place) => place === '' ? file : `${file}, ${place}`,
  hidden: {
    'hidden-sheet': (file, labels) => labels.length === 0 ? `${file} has a hidden sheet.` : several(labels) ? `The sheets ${listEn(labels)} in ${file} are hidden.` : `The sheet ${listEn(labels)} in ${file} is hidden.`,
    'hidden-columns': (file, labels) => `${file} has hidden columns${labels.length === 0 ? '' : ` on sheet ${listEn(labels)}`}.`,
    'hidden-rows': (file, labels) => `${file} has hidden rows${labels.length === 0 ? '' : ` on sheet ${listEn(labels)}`}.`,
    'hidden-slide': (file, labels) => `${file} has a hidden slide${labels.length === 0 ? '' : ` (${labels.slice(0, 3).join(', ')})`}.`,
    'hidden-text': (file) => `${file} holds hidden text.`,
    'tracked-changes': (file, labels) => `${file} still shows earlier changes${labels.length === 0 ? '' : ` by ${labels.slice(0, 2).join(' and ')}`}.`,
    comments: (file, labels) => `${file} holds comments${labels.length === 0 ? '' : ` by ${labels.slice(0, 2).join(' and ')}`}.`,
    annotations: (file) => `${file} holds comments.`,
    'speaker-notes': (file, labels) => `${file} holds notes${labels.length === 0 ? '' : ` to slide ${labels.slice(0, 3).join(', ')}`}.`,
    'metadata-author': (file, labels) => labels.length === 0 ? `${file} says who made it.` : `${file} names ${labels.slice(0, 2).join(' and ')} as its maker.`,
    'metadata-location': (file) => `${file} tells where the photo was taken.`,
  },
  wayOut: {
    'hidden-sheet': wayEn.fromFile, 'hidden-columns': wayEn.fromFile, 'hidden-rows': wayEn.fromFile, 'hidden-slide': wayEn.fromFile, 'hidden-text': wayEn.fromFile,
    'tracked-changes': 'Accept or reject the changes before you send the file.', comments: wayEn.clean, annotations: wayEn.clean, 'speaker-notes': wayEn.clean,
    'metadata-author': 'Clear the file’s properties, or send a PDF.', 'metadata-location': 'Clear the place in the photo’s properties.',
  },
  holdsFindings: 'It holds sensitive data.', aFile: 'A file',
}

const listDe = (labels: readonly string[]): string => listed(labels, { and: 'und', more: (count) => `und ${count} weitere`, open: '„', close: '“' })
const wayDe = { fromFile: 'Der Empfänger kann es sichtbar machen. Löschen Sie es oder senden Sie ein PDF.', clean: 'Entfernen Sie sie, wenn der Empfänger sie nicht sehen soll.' }
export const filesDe: FileTexts = {
  place: ({ kind, label }) => {
    const names = { page: `Seite ${label}`, sheet: `Blatt „${label}“`, slide: `Folie ${label}`, file: label, notes: `Notizen zu Folie ${label}`, comments: 'Kommentare', picture: 'ein Bild', properties: 'Eigenschaften', hidden: 'ein verborgener Teil' }
    return names[kind]
  },
  inFile: (file, place) => place === '' ? file : `${file}, ${place}`,
  hidden: {
    'hidden-sheet': (file, labels) => labels.length === 0 ? `${file} hat ein ausgeblendetes Blatt.` : several(labels) ? `Die Blätter ${listDe(labels)} in ${file} sind ausgeblendet.` : `Das Blatt ${listDe(labels)} in ${file} ist ausgeblendet.`,
    'hidden-columns': (file, labels) => `${file} hat ausgeblendete Spalten${labels.length === 0 ? '' : ` auf Blatt ${listDe(labels)}`}.`,
    'hidden-rows': (file, labels) => `${file} hat ausgeblendete Zeilen${labels.length === 0 ? '' : ` auf Blatt ${listDe(labels)}`}.`,
    'hidden-slide': (file, labels) => `${file} hat eine ausgeblendete Folie${labels.length === 0 ? '' : ` (${labels.slice(0, 3).join(', ')})`}.`,
    'hidden-text': (file) => `In ${file} steht verborgener Text.`,
    'tracked-changes': (file, labels) => `In ${file} sind frühere Änderungen zu sehen${labels.length === 0 ? '' : ` von ${labels.slice(0, 2).join(' und ')}`}.`,
    comments: (file, labels) => `In ${file} stehen Kommentare${labels.length === 0 ? '' : ` von ${labels.slice(0, 2).join(' und ')}`}.`,
    annotations: (file) => `In ${file} stehen Kommentare.`,
    'speaker-notes': (file, labels) => `In ${file} stehen Notizen${labels.length === 0 ? '' : ` zu Folie ${labels.slice(0, 3).join(', ')}`}.`,
    'metadata-author': (file, labels) => labels.length === 0 ? `${file} nennt, wer sie erstellt hat.` : `${file} nennt ${labels.slice(0, 2).join(' und ')} als Ersteller.`,
    'metadata-location': (file) => `${file} verrät, wo das Foto entstand.`,
  },
  wayOut: {
    'hidden-sheet': wayDe.fromFile, 'hidden-columns': wayDe.fromFile, 'hidden-rows': wayDe.fromFile, 'hidden-slide': wayDe.fromFile, 'hidden-text': wayDe.fromFile,
    'tracked-changes': 'Nehmen Sie die Änderungen an oder lehnen Sie sie ab, bevor Sie senden.', comments: wayDe.clean, annotations: wayDe.clean, 'speaker-notes': wayDe.clean,
    'metadata-author': 'Löschen Sie die Eigenschaften der Datei oder senden Sie ein PDF.', 'metadata-location': 'Löschen Sie den Ort in den Eigenschaften des Fotos.',
  },
  holdsFindings: 'Darin stehen sensible Daten.', aFile: 'Eine Datei',
}

const listFr = (labels: readonly string[]): string => listed(labels, { and: 'et', more: (count) => `et ${count} de plus`, open: '« ', close: ' »' })
const wayFr = { fromFile: 'Le destinataire peut l’afficher. Supprimez-le ou envoyez un PDF.', clean: 'Supprimez-les si le destinataire ne doit pas les voir.' }
export const filesFr: FileTexts = {
  place: ({ kind, label }) => {
    const names = { page: `page ${label}`, sheet: `feuille « ${label} »`, slide: `diapositive ${label}`, file: label, notes: `notes de la diapositive ${label}`, comments: 'commentaires', picture: 'une image', properties: 'propriétés', hidden: 'une partie masquée' }
    return names[kind]
  },
  inFile: (file, place) => place === '' ? file : `${file}, ${place}`,
  hidden: {
    'hidden-sheet': (file, labels) => labels.length === 0 ? `${file} a une feuille masquée.` : several(labels) ? `Les feuilles ${listFr(labels)} de ${file} sont masquées.` : `La feuille ${listFr(labels)} de ${file} est masquée.`,
    'hidden-columns': (file, labels) => `${file} a des colonnes masquées${labels.length === 0 ? '' : ` sur la feuille ${listFr(labels)}`}.`,
    'hidden-rows': (file, labels) => `${file} a des lignes masquées${labels.length === 0 ? '' : ` sur la feuille ${listFr(labels)}`}.`,
    'hidden-slide': (file, labels) => `${file} a une diapositive masquée${labels.length === 0 ? '' : ` (${labels.slice(0, 3).join(', ')})`}.`,
    'hidden-text': (file) => `${file} contient du texte masqué.`,
    'tracked-changes': (file, labels) => `${file} montre encore d’anciennes modifications${labels.length === 0 ? '' : ` de ${labels.slice(0, 2).join(' et ')}`}.`,
    comments: (file, labels) => `${file} contient des commentaires${labels.length === 0 ? '' : ` de ${labels.slice(0, 2).join(' et ')}`}.`,
    annotations: (file) => `${file} contient des commentaires.`,
    'speaker-notes': (file, labels) => `${file} contient des notes${labels.length === 0 ? '' : ` (diapositive ${labels.slice(0, 3).join(', ')})`}.`,
    'metadata-author': (file, labels) => labels.length === 0 ? `${file} dit qui l’a créé.` : `${file} nomme ${labels.slice(0, 2).join(' et ')} comme auteur.`,
    'metadata-location': (file) => `${file} dit où la photo a été prise.`,
  },
  wayOut: {
    'hidden-sheet': wayFr.fromFile, 'hidden-columns': wayFr.fromFile, 'hidden-rows': wayFr.fromFile, 'hidden-slide': wayFr.fromFile, 'hidden-text': wayFr.fromFile,
    'tracked-changes': 'Acceptez ou refusez les modifications avant l’envoi.', comments: wayFr.clean, annotations: wayFr.clean, 'speaker-notes': wayFr.clean,
    'metadata-author': 'Effacez les propriétés du fichier ou envoyez un PDF.', 'metadata-location': 'Effacez le lieu dans les propriétés de la photo.',
  },
  holdsFindings: 'Elle contient des données sensibles.', aFile: 'Un fichier',
}

/** What of a file belongs to somebody else: what stands in it weighs more than what it is called. */
export function otherInFile(rules: readonly string[], said: { readonly number: string, readonly name: string,
  readonly fileName: string }): string {
  if (rules.includes('other-number')) return said.number
  return rules.some((rule) => rule.startsWith('other-identity')) ? said.name : said.fileName
}
