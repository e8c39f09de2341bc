import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warned } from './warnings.testing.ts'

/** Sentences that announce a file, and sentences that look like it. One mail each, without a file. */
const announced: Readonly<Record<string, readonly string[]>> = {
  nl: [
    'Bijgaand treft u de jaarstukken aan.', 'In de bijlage vind je de notulen van gisteren.', 'Ik heb de offerte als pdf bijgevoegd.', 'Zie bijlage voor de planning.',
    'Hierbij stuur ik u het getekende contract.', 'De ingevulde lijst zit in de bijlage.', 'Het rapport heb ik toegevoegd als bijlage.', 'Aangehecht vindt u de factuur.',
    'Bijgevoegd de tekening van de keuken.', 'Als bijlage de gevraagde kopie.', 'Hierbij mijn cv en motivatiebrief.', 'Ik doe de foto’s erbij.', 'Ik voeg het formulier toe.',
    'Zoals beloofd stuur ik je hierbij de agenda toe.', 'Bijlage: begroting 2027', 'De stukken voor morgen zijn bijgesloten.', 'Ik stuur het verslag mee als bijlage.',
    'In bijlage het attest.', 'Hierbij ontvangt u de polis.', 'U vindt de specificatie in het bijgevoegde bestand.', 'Meegestuurd: de plattegrond.', 'Het concept zit bijgesloten, graag je reactie.',
    'Bij deze mail vindt u het behandelplan.', 'Hierbij alvast de eerste versie van het stuk.', 'zie bijgevoegd document', 'Ik heb het Excelbestand aan deze mail gehangen.', 'De bijgevoegde brief mag weg.',
    'Bijgaande brief is gisteren ontvangen.', 'Hierbij zend ik u de akte ter ondertekening.', 'Graag de bijgevoegde overeenkomst tekenen en terugsturen.', 'Kunt u de bijgevoegde lijst controleren?',
    'Vergeet niet om de bijgevoegde verklaring te tekenen.', 'Het contract is bijgevoegd; laat even weten of het niet klopt.', 'Bijgevoegd vind je de cijfers van vorige maand.',
  ],
  en: [
    'Please find attached the signed lease.', 'I have attached the minutes.', 'Attached is the latest draft.', 'The invoice is attached.', 'See attached.', 'See the attachment for details.',
    'Enclosed please find our proposal.', 'I am attaching my CV.', 'I attach the report you asked for.', 'Attached you will find the plan.', 'The form is enclosed.', 'Here is the spreadsheet, attached as a PDF.',
    'Herewith the contract for your signature.', 'The attached document explains it all.', 'Please sign the attached form and return it.', 'I’ve attached both files.', 'Kindly find attached our quotation.',
    'Attaching the slides for tomorrow.', 'As promised, the photos are attached.', 'PFA the statement.', 'You will find the figures in the attached sheet.', 'The revised version is attached to this email.',
    'Could you review the attached draft?', 'Can you check the enclosed list by Friday?', 'Please see attached, not yet final.', 'I am sending the file with this mail.', 'I’m including the agreement as an attachment.',
    'Attached herewith the certificate.', 'Find enclosed the discharge letter.', 'I have enclosed a copy of the letter you sent yesterday.',
  ],
  de: [
    'Anbei erhalten Sie den Vertrag.', 'Im Anhang finden Sie die Rechnung.', 'In der Anlage sende ich Ihnen das Protokoll.', 'Beigefügt finden Sie unser Angebot.', 'Ich habe den Bericht angehängt.',
    'Siehe Anhang.', 'Das Formular liegt bei.', 'Als Anlage übersende ich die Unterlagen.', 'Ich hänge die Liste an.', 'Die Bescheinigung ist beigefügt.', 'Anbei die Fotos vom Samstag.',
    'Ich füge den Lebenslauf bei.', 'Den Entwurf findest du im Anhang.', 'Die angehängte Datei enthält alles.', 'Bitte unterschreiben Sie das beigefügte Formular.', 'Hiermit übersende ich Ihnen den Bescheid.',
    'Können Sie den angehängten Entwurf prüfen?', 'Mit dieser Mail schicke ich dir die Tabelle.', 'Anlage: Gutachten', 'In der beiliegenden Datei stehen die Zahlen.', 'Die Zahlen vom letzten Monat sind angehängt.',
    'Anliegend der Beschluss.', 'Ich schicke dir im Anhang den Plan.', 'Anbei mein Zeugnis, es ist noch nicht übersetzt.',
  ],
  fr: [
    'Vous trouverez ci-joint le contrat signé.', 'Ci-joint la facture.', 'Veuillez trouver en pièce jointe notre offre.', 'Je joins le compte rendu.', 'Le rapport est en pièce jointe.', 'En annexe, le plan.',
    'Je vous envoie ci-joint le formulaire.', 'Les photos sont jointes à ce message.', 'Voir pièce jointe.', 'Je vous transmets le devis en pièce jointe.', 'Veuillez trouver ci-annexé le bulletin.',
    'Le document joint explique tout.', 'Merci de signer le document joint.', 'Pouvez-vous relire le projet ci-joint ?', 'PJ : attestation', 'J’ai joint mon CV.', 'J’ai mis la liste en pièce jointe.',
    'Vous trouverez en fichier joint le planning.', 'Ci-jointe la convention à signer.', 'Nous vous joignons le certificat.', 'Je te mets le tableau en PJ.', 'Ci-joint le relevé du mois dernier.',
  ],
}

/** The file goes along by other words, and a denial in the sentence is about something else. */
const sentAlong: Readonly<Record<string, readonly string[]>> = {
  nl: [
    'Ik stuur je het concept mee, het slot is nog niet af.', 'De polis heb ik meegestuurd.', 'Wij zenden u de getekende akte mee.', 'De begroting zit erbij.', 'Ik heb de kaart erbij gedaan.', 'Het schema gaat bij dit bericht.',
    'Hier de lijst als pdf.', 'Ik mail je de notulen mee, punt 4 is niet besproken.', 'Alvast de tekening in pdf.', 'Het formulier is meegezonden.', 'De twee verklaringen zijn meegestuurd, de derde niet.',
    'Bijgaand de planning, die is niet gewijzigd.', 'In de bijlage de prijslijst, het kleine formaat is er niet meer.',
  ],
  en: [
    'I am sending you the plan along, the roof is not final.', 'The drawings come with this email.', 'I have added the price list to this email.', 'Here are the minutes as a PDF, nothing has changed.', 'The form goes with this message.',
    'The guest list is attached, Tom is not on it.', 'I’m including the contract with this, page 4 is not signed.', 'We are forwarding the report herewith.', 'I’ve put the two letters with this mail.',
  ],
  de: [
    'Ich schicke Ihnen den Plan mit, das Dach ist noch nicht fertig.', 'Den Vertrag habe ich mitgeschickt.', 'Ich lege die Quittung bei.', 'Die Preisliste ist dieser Mail angehängt, die Kleingrößen gibt es nicht mehr.', 'Hier die Liste als PDF.',
    'Wir senden dir das Protokoll mit, Punkt 4 wurde nicht besprochen.', 'Im Anhang der Plan, Raum 3 ist nicht belegt.', 'Die Bescheinigung hängt an dieser Mail.',
  ],
  fr: [
    'Voici la liste en PDF, rien n’a changé.', 'Je mets le plan avec ce message.', 'Le devis accompagne ce mail.', 'Voici le tarif en pièce jointe, les petits formats n’existent pas encore.', 'Je vous transmets le relevé avec ce message.',
    'En annexe, le compte rendu, le point 4 n’a pas été vu.', 'Je te glisse le programme dans ce mail.',
  ],
}

/** What goes along with people, by post, at another time, or by somebody else. */
const notAlong: Readonly<Record<string, readonly string[]>> = {
  nl: ['Ik stuur de sleutel met Karin mee.', 'De bode heeft het pakket meegenomen.', 'Kun je de lijst meesturen?', 'Ik stuur hem morgen mee.', 'Geef je de kinderen brood mee?', 'De stukken gaan met de post mee.', 'Ik doe mee aan de loop.', 'Wilt u uw legitimatie meenemen?', 'Het is nog niet als pdf beschikbaar.', 'Er is geen bestand meegestuurd.'],
  en: ['I am sending the keys along with Tom.', 'Could you add the list to this email?', 'The parcel goes by post.', 'Here are my regards as always.', 'No file came with this email.', 'I will put it with the next mail.', 'Tom comes along with his dog.'],
  de: ['Ich schicke das Paket mit der Post.', 'Ich schicke die Kinder mit dem Bus.', 'Kannst du die Liste mitschicken?', 'Ich gebe den Schlüssel Karin mit.', 'Die Datei war nicht dabei.', 'Ich sende den Plan nächste Woche mit.', 'Er ist auch dabei.'],
  fr: ['Je mets les clés dans la boîte.', 'Pouvez-vous mettre la liste avec ce mail ?', 'Le colis part par la poste.', 'Il n’y avait rien avec ce message.', 'Je vous l’enverrai en PDF demain.', 'Voici mon avis sur la question.'],
}

const harmless: Readonly<Record<string, readonly string[]>> = {
  nl: [
    'De tekening stuur ik morgen mee.', 'Kunt u de bijlage nogmaals sturen?', 'In uw bijlage stond een fout.', 'Ik stuur de bijlage later vandaag.', 'De bijlage bij je vorige mail kon ik niet openen.',
    'Hierbij bevestig ik de afspraak.', 'Hierbij nodig ik u uit voor de borrel.', 'Hierbij laat ik weten dat ik er niet ben.', 'Bijgevoegde link brengt u naar de site.', 'Zie de link in de bijlage van het intranet: https://intranet.example/a',
    'Hierbij wil ik u bedanken voor uw hulp.', 'Hierbij meld ik mij ziek.', 'Ik heb geen bijlage ontvangen.', 'Er zat geen bijlage bij.', 'Wilt u het formulier als bijlage meesturen?', 'Graag ontvang ik het contract als bijlage.',
    'De bijlagen bij de wet zijn gewijzigd.', 'Bijlage 3 van het bestemmingsplan gaat over geluid.', 'Ze is erg aan haar moeder gehecht.', 'Dat heb ik aan het verslag toegevoegd.', 'Hierbij ga ik akkoord met de offerte.',
    'Ik heb u toegevoegd aan de lijst.', 'Het staat in de bijlage die Karin vorige week stuurde.', 'Wij sturen u het contract volgende week toe.', 'Zodra ik de stukken heb, stuur ik ze als bijlage.', 'Er is een kind bijgekomen in de groep.',
    'Hierbij zeg ik mijn abonnement op.', 'Hierbij geef ik toestemming voor het plan.', 'Hierbij doe ik afstand van de akte.', 'De stukken zijn bijgevoegd aan het dossier in het systeem.',
  ],
  en: [
    'Her family is very attached to this club.', 'Please attach the form when you reply.', 'Could you send the attachment again?', 'I could not open your attachment.', 'I will attach the report tomorrow.',
    'The house has an attached garage.', 'There was no attachment.', 'No strings attached.', 'You forgot the attachment.', 'The conditions attached to the permit are strict.', 'Please do not send attachments.',
    'See the attached link: https://example.org/a', 'He has an attachment disorder, says the book.', 'The label is attached to the box.', 'I sent the attachment yesterday.', 'The attachment in your last mail was empty.',
    'Great importance is attached to punctuality.', 'I will send it as an attachment next week.', 'Did you get the file I attached last week?', 'Can you attach the minutes?', 'The garden is enclosed by a wall.',
    'Let me know if you want me to attach it.', 'Attachment theory is on the reading list.', 'The seconded nurse is attached to ward four.',
  ],
  de: [
    'Bitte senden Sie mir den Anhang noch einmal.', 'Ich schicke den Anhang morgen.', 'Ihr Anhang ließ sich nicht öffnen.', 'Es war kein Anhang dabei.', 'Können Sie das als Anhang schicken?', 'Die Anlage in Halle 3 steht still.',
    'Die Partei hat viele Anhänger.', 'Er hängt sehr an seiner Mutter.', 'Anhang 2 der Verordnung wurde geändert.', 'Den Vertrag sende ich Ihnen nächste Woche.', 'Hiermit bestätige ich den Termin.',
    'Die Geldanlage läuft aus.', 'Ich habe den Anhang vergessen, er kommt gleich.', 'Der Anhänger steht im Hof.', 'Hiermit kündige ich mein Abonnement.', 'Ohne Anhang kann ich nichts prüfen.', 'Siehe beigefügten Link: https://example.org/x',
    'In Ihrer Anlage fehlte Seite zwei.', 'Die Grünanlage wird gepflegt.', 'Haben Sie die Anlage erhalten, die ich gestern geschickt habe?',
  ],
  fr: [
    'Pouvez-vous m’envoyer la pièce jointe ?', 'Je vous enverrai la pièce jointe demain.', 'Votre pièce jointe est illisible.', 'Il n’y avait pas de pièce jointe.', 'L’annexe 2 du décret a changé.', 'Merci de joindre le formulaire.',
    'Je joins ma voix à la vôtre.', 'Elle est difficile à joindre.', 'Vous pouvez me joindre au bureau.', 'J’ai oublié la pièce jointe.', 'Sans pièce jointe je ne peux rien faire.', 'Vous pouvez nous joindre au 01 02 03 04 05.',
    'Je n’arrive pas à vous joindre.', 'La pièce jointe de votre dernier message est vide.', 'Le bâtiment annexe est fermé.', 'Vous trouverez le lien ci-joint : https://example.org/x', 'Avez-vous reçu la pièce jointe envoyée hier ?',
    'Une enquête conjointe est en cours.', 'Les deux pièces sont jointes par un couloir.',
  ],
}

for (const [language, sentences] of Object.entries(announced)) {
  test(`a file that is announced and not there, ${language}`, () => {
    assert.deepEqual(sentences.filter((sentence) => !warned({ body: `${sentence}\n` }).includes('forgotten-attachment')), [])
  })
}

for (const [language, sentences] of Object.entries(harmless)) {
  test(`sentences that announce nothing, ${language}`, () => {
    assert.deepEqual(sentences.filter((sentence) => warned({ body: `${sentence}\n` }).includes('forgotten-attachment')), [])
  })
}

test('a file goes along by other words', () => {
  assert.deepEqual(Object.values(sentAlong).flat().filter((sentence) => !warned({ body: `${sentence}\n` }).includes('forgotten-attachment')), [])
})

test('what goes along otherwise is no file', () => {
  assert.deepEqual(Object.values(notAlong).flat().filter((sentence) => warned({ body: `${sentence}\n` }).includes('forgotten-attachment')), [])
})

test('what is quoted announces nothing, and a file that is there is not missed', () => {
  assert.deepEqual(warned({ body: 'Bedankt, ik kijk ernaar.\n\nOp 3 mei 2026 schreef Karin:\n> Bijgaand het contract.\n' }), [])
  assert.deepEqual(warned({ body: 'Thanks.\n\n-----Original Message-----\nFrom: Karin\nSent: Monday\nTo: me\nSubject: lease\n\nPlease find attached the lease.' }), [])
  assert.deepEqual(warned({ body: 'Bijgaand het contract.', attachments: ['contract.pdf'] }), [])
  assert.deepEqual(warned({ subject: 'Bijlage', body: 'Bijgaand het contract.' }), ['forgotten-attachment'])
})
