import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUSE, warned } from './warnings.testing.ts'

/** Subject and text of mails to a namesake: those meant for the colleague, and those meant for the other. */
type Mail = readonly [subject: string, body: string]

const forColleagues: Readonly<Record<string, readonly Mail[]>> = {
  nl: [
    ['zondag', 'Robin, zou jij zondag voor Femke kunnen waarnemen? Zij zit in quarantaine.'],
    ['nieuwe stagiair', 'Hé Robin, maandag begint de stagiair bij ons op de afdeling. Wil jij hem inwerken?'],
    ['sleutel magazijn', 'Robin, de sleutel van ons magazijn ligt weer in het kastje bij de kantine.'],
    ['kluisje', 'Dag Robin, jouw kluisje wordt volgende week vervangen, haal het even leeg.'],
    ['bonus', 'Robin, dit jaar krijgt jouw ploeg wel een bonus. Hou het nog even voor je.'],
    ['verlofaanvraag', 'Ha Robin, je verlof voor mei is akkoord. Zet je het zelf in het rooster?'],
    ['gesprek', 'Robin, loop je straks even binnen? Het gaat over je proeftijd.'],
    ['ons bod', 'Robin, wij gaan niet hoger dan acht ton. Onze ondergrens weten alleen wij tweeën.'],
    ['overdracht', 'Robin, kun jij mijn dossiers overnemen als ik op vakantie ben? Ze staan op onze schijf.'],
    ['teamdag', 'Hoi Robin, onze teamdag verschuift naar de 12e. Geef je het door aan je collega’s?'],
    ['sollicitanten', 'Robin, ik heb de brieven van de sollicitanten in onze map gezet. Wie nodigen wij uit?'],
    ['overuren', 'Dag Robin, je hebt nog elf overuren staan. Neem je die op voor de zomer?'],
    ['wachtlijst', 'Robin, op onze wachtlijst staan er nu veertien. Kan jouw team er twee nemen?'],
    ['piket', 'Robin, ruilen wij van het weekend? Dan doe ik jouw bereikbaarheidsdienst met Pasen.'],
  ],
  en: [
    ['Sunday', 'Robin, could you stand in for Martha on Sunday? She is down with something.'],
    ['new starter', 'Hi Robin, our new starter is in on Monday. Would you do the induction with your team?'],
    ['locker', 'Robin, your locker is being replaced next week, please empty it.'],
    ['bonus', 'Robin, your crew gets a bonus after all. Keep it to yourself until Friday.'],
    ['annual leave', 'Hi Robin, your leave in May is approved. Please put it on the rota.'],
    ['a word', 'Robin, pop into my office when you have a moment, it is about your probation.'],
    ['our bid', 'Robin, we will not go above eight hundred. Our bottom line stays between us.'],
    ['handover', 'Robin, will you take over my files while I am away? They are on our shared drive.'],
    ['away day', 'Hi Robin, our away day moves to the 12th. Could you tell your colleagues?'],
    ['candidates', 'Robin, the letters are in our folder. Whom should the interview panel see?'],
    ['overtime', 'Robin, you still have eleven hours of overtime to take before summer.'],
    ['waiting list', 'Robin, there are fourteen on our waiting list. Can your unit take two?'],
    ['on call', 'Robin, shall we swap weekends? I will do your night shift at Easter.'],
    ['keys', 'Robin, the key to our stockroom is back in the box by the front desk.'],
  ],
  de: [
    ['Sonntag', 'Robin, könntest du am Sonntag für Martha einspringen? Sie liegt flach.'],
    ['neue Kollegin', 'Hallo Robin, am Montag fängt unsere neue Kollegin an. Machst du die Einarbeitung?'],
    ['Spind', 'Robin, dein Spind wird nächste Woche getauscht, bitte räum ihn aus.'],
    ['Bonus', 'Robin, deine Schicht bekommt doch Boni. Sag es bitte noch keinem.'],
    ['Urlaub', 'Hallo Robin, dein Urlaub im Mai ist genehmigt. Trag ihn bitte in unseren Dienstplan ein.'],
    ['kurz reden', 'Robin, komm doch nachher in mein Büro, es geht um deine Probezeit.'],
    ['unser Gebot', 'Robin, wir gehen nicht über achthundert. Unsere Schmerzgrenze bleibt unter uns.'],
    ['Übergabe', 'Robin, kannst du meine Akten übernehmen, wenn ich weg bin? Sie liegen auf unserem Laufwerk.'],
    ['Ausflug', 'Hallo Robin, unser Betriebsausflug ist nun am 12. Sagst du es deinen Kollegen?'],
    ['Überstunden', 'Robin, du hast noch elf Überstunden. Nimmst du sie vor dem Sommer?'],
    ['Warteliste', 'Robin, auf unserer Warteliste stehen vierzehn. Kann deine Gruppe zwei nehmen?'],
    ['Tausch', 'Robin, wollen wir tauschen? Ich mache dann deinen Nachtdienst an Ostern.'],
  ],
  fr: [
    ['dimanche', 'Robin, pourrais-tu remplacer Marthe dimanche ? Elle est clouée au lit.'],
    ['nouvelle recrue', 'Salut Robin, notre service accueille une stagiaire lundi. Tu t’occupes d’elle avec ton équipe ?'],
    ['casier', 'Robin, ton casier sera changé la semaine prochaine, vide-le s’il te plaît.'],
    ['prime', 'Robin, ton équipe aura finalement sa prime. Garde-le pour toi jusqu’à vendredi.'],
    ['congés', 'Bonjour Robin, tes congés de mai sont validés. Mets-les sur notre planning.'],
    ['un mot', 'Robin, passe dans mon bureau quand tu peux, c’est au sujet de ton poste.'],
    ['notre offre', 'Robin, on ne dépasse pas huit cents. Notre marge de négociation reste entre nous.'],
    ['relais', 'Robin, peux-tu reprendre les dossiers de Paul ? Ils sont sur notre serveur.'],
    ['heures', 'Robin, il te reste onze heures supplémentaires à poser avant l’été.'],
    ['liste', 'Robin, quatorze personnes sont sur notre liste d’attente. Ton unité peut-elle en prendre deux, comme ton service l’an dernier ?'],
    ['échange', 'Robin, on échange nos week-ends ? Je prends ton astreinte à Pâques.'],
  ],
}

const forOthers: Readonly<Record<string, readonly Mail[]>> = {
  nl: [
    ['offerte schilderwerk', 'Beste Robin, dank voor jullie offerte. Kunnen jullie voor de bouwvak beginnen?'],
    ['levering stoelen', 'Dag Robin, de levering van dinsdag was compleet, alleen mist er één poot.'],
    ['afspraak taxatie', 'Hallo Robin, schikt het u als wij donderdag om tien uur langskomen?'],
    ['lezing', 'Beste Robin, wil jij bij ons een lezing geven over bijen? We vergoeden de reis.'],
    ['factuur maart', 'Hoi Robin, op jullie factuur staat nog het oude adres. Wil je een nieuwe sturen?'],
    ['foto’s', 'Robin, mogen we jullie foto’s gebruiken voor ons boekje? Uiteraard met naam erbij.'],
    ['storing', 'Beste Robin, de lift staat weer stil. Wanneer kan jullie monteur komen?'],
    ['open dag', 'Dag Robin, leuk dat uw school meedoet aan de open dag. De kraam staat bij de ingang.'],
  ],
  en: [
    ['painting quote', 'Dear Robin, thank you for the quote. Could you start before the holidays?'],
    ['chairs', 'Hello Robin, Tuesday’s delivery was complete, save for one leg.'],
    ['talk on bees', 'Dear Robin, would you give us a talk on bees in June? We pay the train.'],
    ['March invoice', 'Hi Robin, your invoice still has our old address. Could you send another?'],
    ['photographs', 'Robin, may we use your photographs in our booklet? With your name, of course.'],
    ['lift', 'Dear Robin, the lift is stuck again. When can your engineer come?'],
    ['open day', 'Hello Robin, we are glad your company joins the fair. The stall is by the gate.'],
  ],
  de: [
    ['Angebot Malerarbeiten', 'Guten Tag Robin, danke für das Angebot. Können Sie vor den Ferien anfangen?'],
    ['Stühle', 'Hallo Robin, die Lieferung vom Dienstag war vollständig, nur ein Bein fehlt.'],
    ['Vortrag', 'Lieber Robin, würden Sie bei uns über Bienen sprechen? Wir zahlen die Fahrt.'],
    ['Rechnung März', 'Hallo Robin, auf Ihrer Rechnung steht noch die alte Anschrift.'],
    ['Aufzug', 'Guten Tag Robin, der Aufzug steht wieder. Wann kann Ihr Techniker kommen?'],
  ],
  fr: [
    ['devis peinture', 'Bonjour Robin, merci pour le devis. Pouvez-vous commencer avant les vacances ?'],
    ['chaises', 'Bonjour Robin, la livraison de mardi était complète, il manque juste un pied.'],
    ['conférence', 'Cher Robin, viendriez-vous nous parler des abeilles en juin ? Nous payons le train.'],
    ['facture', 'Bonjour Robin, votre facture porte encore notre ancienne adresse.'],
    ['ascenseur', 'Bonjour Robin, l’ascenseur est encore en panne. Quand votre technicien peut-il venir ?'],
  ],
}

const isTold = ([subject, body]: Mail): boolean => warned({
  to: ['robin@aannemer-oost.example'], contacts: [`robin@${HOUSE}`, 'robin@aannemer-oost.example'], subject, body,
}).includes('autocomplete-namesake')

for (const [language, mails] of Object.entries(forColleagues)) {
  test(`a text for a colleague goes to a namesake elsewhere, ${language}`, () => {
    assert.deepEqual(mails.filter((mail) => !isTold(mail)).map(([, body]) => body), [])
  })
}

for (const [language, mails] of Object.entries(forOthers)) {
  test(`a text for the namesake elsewhere, ${language}`, () => {
    assert.deepEqual(mails.filter(isTold).map(([, body]) => body), [])
  })
}

test('a colleague of the same first name, when the text is surely for one', () => {
  const mail = (to: string, body: string): string[] => warned({ to: [to], contacts: [`karin.vos@${HOUSE}`, 'karin.bos@elders.example', 'karin.bos@gmail.com'], subject: 'rooster', body })
  const forColleague = 'Hoi Karin,\n\nWil jij zondag mijn dienst overnemen? Het nieuwe rooster staat op onze schijf.'
  assert.deepEqual(mail('karin.bos@elders.example', forColleague), ['autocomplete-namesake'])
  assert.deepEqual(mail('karin.bos@gmail.com', forColleague), [])
  assert.deepEqual(mail('karin.bos@elders.example', 'Hoi Karin,\n\nDank voor de offerte. Kun je dinsdag leveren?'), [])
})
