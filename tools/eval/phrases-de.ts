import type { Phrases } from './phrases.ts'

/** German around the heart of a mail. */
export const de: Phrases = {
  greetings: [
    { text: 'Guten Tag {n},', by: 'last' }, { text: 'Hallo {n},', by: 'first' }, { text: 'Hallo {n},', by: 'last' }, { text: 'Moin {n},', by: 'first' },
  ],
  greetingsPlain: ['Guten Morgen,', 'Guten Tag,', 'Sehr geehrte Damen und Herren,', 'Hallo zusammen,', 'Liebe Kolleginnen und Kollegen,'],
  openings: [
    'vielen Dank für den schnellen Rückruf.', 'entschuldigen Sie die späte Antwort, bei uns war der Maler im Haus.',
    'wie heute früh besprochen melde ich mich noch einmal.', 'nur kurz zwischen zwei Terminen.',
  ],
  fillers: [
    'Über dem neuen Raum hängt eine Lampe, die angeht, wenn man winkt.',
    'Die Post kommt diese Woche erst am Nachmittag.',
    'Am Freitag bringe ich Kuchen mit, einer muss es ja tun.',
    'Das Fenster im Flur klemmt, lassen Sie es einfach gekippt.',
    'Der Herbstplan hängt neben der Kaffeemaschine.',
    'Der Aufzug steht bis Donnerstag still, bitte nehmen Sie die Treppe im Hof.',
    'Unsere Runde findet diesmal im großen Saal statt, weil es im kleinen noch nach Farbe riecht.',
    'Für das Mittagessen brauche ich bis Monatsende eine ungefähre Zahl.',
    'Vom Bahnhof fährt alle zwanzig Minuten ein Bus, er hält direkt vor der Tür.',
    'Ich habe es mit der Fassung vom Vorjahr verglichen, mir ist nichts aufgefallen.',
    'Der neue Drucker läuft endlich, er ist nur etwas laut.',
    'Wer zuletzt den Schlüssel zum Fahrradkeller hatte, hängt ihn bitte wieder an den Haken.',
    'Den Rest nehmen wir beim nächsten Treffen durch, vorbereiten muss niemand etwas.',
  ],
  closings: ['Melden Sie sich gern, wenn etwas unklar ist.', 'Ich freue mich auf Ihre Rückmeldung.', 'Ab Montag bin ich wieder am Platz.', 'Vielen Dank im Voraus.', ''],
  goodbyes: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Freundliche Grüße', 'Beste Grüße', 'MfG'],
  jobs: ['Sachbearbeitung', 'Sekretariat', 'Teamleitung', 'Referentin', 'Verwaltung', 'Kundenbetreuung'],
  disclaimers: [
    'Diese E-Mail ist nur für die genannten Empfänger bestimmt. Sollten Sie sie irrtümlich erhalten haben, benachrichtigen Sie bitte den Absender und löschen Sie sie.',
    'VERTRAULICH: Diese Nachricht kann Angaben enthalten, die der Schweigepflicht unterliegen, etwa Gesundheitsdaten. Weitergabe und Vervielfältigung sind untersagt.',
    'Wir fragen niemals per E-Mail nach Kennwörtern, Kontonummern oder Ihrer Steuernummer. Hinweise zum Datenschutz stehen auf unserer Internetseite.',
  ],
  covers: ['Zur Kenntnis, siehe unten.', 'Könnten Sie das übernehmen? Es steht weiter unten.', 'Das ist bei mir gelandet, gehört aber wohl zu Ihnen.', 'Wie besprochen weitergeleitet.'],
  coversWithFile: ['Bitte sehen Sie sich den Anhang an.', 'Ich habe es in eine eigene Datei geschrieben.', 'Anbei wie gewünscht.', 'Alles Weitere steht in der Anlage.'],
  earlier: [
    'Danke, ich sehe es mir nach der Pause an.', 'In Ordnung, dann warte ich auf Ihre Nachricht.', 'Könnten Sie mir den Termin noch bestätigen? Es eilt nicht.',
    'Stimmt, ich hatte die falsche Woche im Kopf.', 'Ginge auch Dienstag um halb elf?',
  ],
  quoteLine: (date, name) => `Am ${date} schrieb ${name}:`,
  forwardLines: ({ name, address, date, to, subject }) => ['-------- Weitergeleitete Nachricht --------', `Von: ${name} <${address}>`, `Gesendet: ${date}`, `An: ${to}`, `Betreff: ${subject}`],
  tables: [['Woche | Raum | Beginn', '14 | Spiegelsaal | 9.30', '15 | Gartenzimmer | 13.00'], ['Artikel | Menge | Preis', 'Ordner | 40 | 2,15', 'Becher | 1000 | 31,50']],
  fileNames: ['Notiz.docx', 'Text.pdf', 'Scan_0417.pdf', 'Anlage 1.pdf'],
  phoneMark: 'Tel.',
}
