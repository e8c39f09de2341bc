import type { Language } from './slots.ts'

/** What stands around the passage of a mail, per language. */
export interface Frame {
  readonly greetings: readonly string[]
  readonly closings: readonly string[]
  readonly signatures: readonly string[]
  readonly disclaimers: readonly string[]
  readonly subjects: readonly string[]
  readonly quoteHeads: readonly string[]
  readonly forwardHeads: readonly string[]
  readonly seeFile: readonly string[]
  readonly seeBelow: readonly string[]
  readonly files: readonly string[]
}

export const FRAMES: Readonly<Record<Language, Frame>> = {
  nl: {
    greetings: ['Beste {first},', 'Hoi {first},', 'Dag {first},', 'Geachte {client},', 'Beste collega,', 'Geachte heer/mevrouw,', 'Hallo {first},', 'Goedemorgen,', 'Goedemiddag {first},', 'L.S.,', 'Beste mevrouw {last},', 'Geachte heer {last},', 'Beste allemaal,', 'Ha {first},', '{first},', 'Dag,', 'Beste {full},', 'Hallo,'],
    closings: ['Met vriendelijke groet,\n{full}', 'Groet,\n{first}', 'Vriendelijke groeten,\n{full}', 'Hartelijke groet,\n{first}', 'Mvg,\n{full}', 'Groetjes {first}', 'Met vriendelijke groeten,\n\n{full}', 'Alvast bedankt,\n{first}', 'Hoogachtend,\n{initials}', '{first}', 'Gr. {first}', 'Dank en groet,\n{full}'],
    signatures: ['{dept}\n{company}\nT {phone} | {url}', 'Medewerker | {org}\nPostbus {number}, {postcode}', '{dept} | {company}\n{street}, {postcode} {place}\nT {phone}', 'Adviseur\n{company}\nKvK {number}', 'Aanwezig op ma, di en do'],
    disclaimers: ['Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde. Ontvangt u het ten onrechte, verwijder het dan en informeer ons.', 'De informatie in deze e-mail is uitsluitend bedoeld voor de geadresseerde. Openbaarmaking of verspreiding is niet toegestaan.', 'Denk aan het milieu voordat u deze e-mail print.', 'Op al onze diensten zijn algemene voorwaarden van toepassing; wij zijn niet aansprakelijk voor fouten in dit bericht.'],
    subjects: ['vraag', 'Re: afspraak', 'stukken', 'overleg {weekday}', 'update', 'Fwd: bericht', 'even iets', 'terugkoppeling', 'RE: RE: planning', 'verzoek', 'ter info', 'zaak {number}', 'kort bericht', 'agenda', 'nog een vraag', 'contact', 'vervolg', 'aanvulling', 'Informatie', '{month}', 'reactie', 'betreft uw mail'],
    quoteHeads: ['Op {date} schreef {full}:', 'Op {date} om {time} schreef {full} <{email}>:'],
    forwardHeads: ['Van: {full}\nVerzonden: {date}\nAan: {full2}\nOnderwerp: bericht\n', '-----Oorspronkelijk bericht-----\nVan: {full}\nVerzonden: {date}\nOnderwerp: vraag\n'],
    seeFile: ['Zie bijlage.', 'Bijgaand het stuk.', 'In de bijlage vind je de gegevens.', 'Hierbij zoals besproken.', 'Graag je reactie op de bijlage voor {weekday}.'],
    seeBelow: ['Zie hieronder.', 'Kun jij dit oppakken?', 'Ter info.', 'Zie de mail hieronder, wat vind jij?', 'Dank je. Ik kom erop terug.'],
    files: ['verslag.pdf', 'notitie.docx', 'scan_0{number}.pdf', 'brief.pdf', 'bijlage1.pdf'],
  },
  en: {
    greetings: ['Dear {first},', 'Hi {first},', 'Hello {first},', 'Dear {client},', 'Dear colleague,', 'Dear Sir or Madam,', 'Good morning,', 'Hi all,', 'Dear Mrs {last},', 'Dear Mr {last},', '{first},', 'Hi,', 'Good afternoon {first},', 'Dear {full},', 'Hi there,'],
    closings: ['Kind regards,\n{full}', 'Best,\n{first}', 'Many thanks,\n{full}', 'Regards,\n{full}', 'Best wishes,\n{first}', 'Thanks,\n{first}', 'Yours sincerely,\n{full}', 'Cheers,\n{first}', '{first}', 'With kind regards,\n\n{full}'],
    signatures: ['{dept}\n{company}\nT {phone} | {url}', 'Office Manager | {org}\n{street}, {place} {postcode}', 'Account Executive\n{company}', 'Team Lead | {company}\nT {phone}'],
    disclaimers: ['This email is confidential and intended only for the addressee. If you have received it in error, please delete it and tell us.', 'Registered office in the country of incorporation. Calls may be recorded.', 'Please consider the environment before printing this email.', 'The information in this message is intended solely for the recipient; any disclosure or copying is prohibited.'],
    subjects: ['question', 'Re: appointment', 'documents', 'meeting {weekday}', 'update', 'Fwd: message', 'quick one', 'follow-up', 'RE: RE: planning', 'request', 'for information', 'case {number}', 'note', 'agenda', 'one more thing', 'contact', '{month}', 'your email', 'heads-up'],
    quoteHeads: ['On {date}, {full} wrote:', 'On {date} at {time}, {full} <{email}> wrote:'],
    forwardHeads: ['From: {full}\nSent: {date}\nTo: {full2}\nSubject: message\n', '-----Original Message-----\nFrom: {full}\nSent: {date}\nSubject: question\n'],
    seeFile: ['Please see attached.', 'Attached as discussed.', 'You will find it in the attachment.', 'Let me have your thoughts by {weekday}.'],
    seeBelow: ['See below.', 'Could you pick this up?', 'FYI.', 'What do you make of this?', 'Thanks, will come back to you.'],
    files: ['report.pdf', 'note.docx', 'scan_0{number}.pdf', 'letter.pdf', 'attachment1.pdf'],
  },
  de: {
    greetings: ['Liebe {first},', 'Hallo {first},', 'Sehr geehrte Frau {last},', 'Sehr geehrter Herr {last},', 'Guten Tag,', 'Guten Morgen {first},', 'Sehr geehrte Damen und Herren,', 'Liebe Kolleginnen und Kollegen,', 'Hallo zusammen,', 'Lieber {first},', '{first},', 'Moin {first},'],
    closings: ['Mit freundlichen Grüßen\n{full}', 'Viele Grüße\n{first}', 'Freundliche Grüße\n{full}', 'Beste Grüße\n{full}', 'MfG\n{full}', 'Liebe Grüße\n{first}', 'Herzliche Grüße\n{full}', '{first}'],
    signatures: ['{dept}\n{company}\nT {phone} | {url}', 'Assistenz | {org}\n{street}, {postcode} {place}', 'Leitung\n{company}\nAmtsgericht {place}'],
    disclaimers: ['Diese E-Mail enthält vertrauliche Informationen und ist nur für den Empfänger bestimmt. Haben Sie sie irrtümlich erhalten, löschen Sie sie bitte.', 'Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail drucken.'],
    subjects: ['Frage', 'AW: Termin', 'Unterlagen', 'Besprechung {weekday}', 'Update', 'WG: Nachricht', 'kurz', 'Rückmeldung', 'Anfrage', 'zur Info', 'Vorgang {number}', 'Notiz', 'Nachtrag', 'Kontakt', '{month}', 'Ihre Mail'],
    quoteHeads: ['Am {date} schrieb {full}:', 'Am {date} um {time} schrieb {full} <{email}>:'],
    forwardHeads: ['Von: {full}\nGesendet: {date}\nAn: {full2}\nBetreff: Nachricht\n', '-----Ursprüngliche Nachricht-----\nVon: {full}\nGesendet: {date}\nBetreff: Frage\n'],
    seeFile: ['Siehe Anhang.', 'Anbei wie besprochen.', 'Im Anhang finden Sie die Angaben.', 'Bitte um Rückmeldung bis {weekday}.'],
    seeBelow: ['Siehe unten.', 'Können Sie das übernehmen?', 'Zur Info.', 'Was meinst du dazu?', 'Danke, ich melde mich.'],
    files: ['Bericht.pdf', 'Notiz.docx', 'Scan_0{number}.pdf', 'Brief.pdf', 'Anlage1.pdf'],
  },
  fr: {
    greetings: ['Bonjour {first},', 'Cher {first},', 'Chère {first},', 'Bonjour Madame {last},', 'Monsieur {last},', 'Bonjour,', 'Madame, Monsieur,', 'Chers collègues,', 'Bonjour à tous,', '{first},', 'Salut {first},', 'Docteur,'],
    closings: ['Cordialement,\n{full}', 'Bien cordialement,\n{full}', 'Bien à vous,\n{full}', 'Amicalement,\n{first}', 'Cdlt,\n{full}', 'Sincères salutations,\n{full}', 'À bientôt,\n{first}', '{first}', 'Merci d’avance,\n{first}'],
    signatures: ['{dept}\n{company}\nT {phone} | {url}', 'Assistante | {org}\n{street}, {postcode} {place}', 'Chargé de mission\n{company}'],
    disclaimers: ['Ce message est confidentiel et destiné uniquement à son destinataire. Si vous l’avez reçu par erreur, merci de le supprimer.', 'Pensez à l’environnement avant d’imprimer ce message.'],
    subjects: ['question', 'RE: rendez-vous', 'documents', 'réunion {weekday}', 'point', 'TR: message', 'petit mot', 'suite', 'demande', 'pour info', 'dossier {number}', 'note', 'complément', 'contact', '{month}', 'votre courriel'],
    quoteHeads: ['Le {date}, {full} a écrit :', 'Le {date} à {time}, {full} <{email}> a écrit :'],
    forwardHeads: ['De : {full}\nEnvoyé : {date}\nÀ : {full2}\nObjet : message\n'],
    seeFile: ['Voir pièce jointe.', 'Ci-joint comme convenu.', 'Vous trouverez les éléments en pièce jointe.', 'Merci de votre retour avant {weekday}.'],
    seeBelow: ['Voir ci-dessous.', 'Peux-tu t’en occuper ?', 'Pour info.', 'Qu’en penses-tu ?', 'Merci, je reviens vers vous.'],
    files: ['rapport.pdf', 'note.docx', 'scan_0{number}.pdf', 'lettre.pdf', 'annexe1.pdf'],
  },
}
