import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUSE, judge, warned } from './warnings.testing.ts'
import { VISIBLE_OUTSIDE_MAX } from './people.ts'

const inside: readonly string[] = [
  'Alleen voor intern gebrauk: de prijzen gaan in mei omhoog.'.replace('gebrauk', 'gebruik'), 'MT, nog niet naar buiten brengen aub.', 'INTERN: de cijfers van april.', 'Dit blijft binnenskamers.', 'Graag intern houden.',
  'Strikt intern, niet delen met de klant.', 'Niet naar buiten brengen voor vrijdag.', 'Uitsluitend voor intern gebruik.', 'Dit is niet bedoeld voor externen.', 'Niet doorsturen naar de leverancier.', 'Alleen bestemd voor medewerkers.',
  'Internal only: the new price list.', 'Please do not share this externally.', 'For internal use only.', 'Keep this internal until Monday.', 'Staff only.', 'Not for external distribution.', 'Do not forward outside the company.', 'This is for the team only, not for the client.',
  'Nur für den internen Gebrauch.', 'Bitte nicht nach außen geben.', 'Nur intern: die neuen Preise.', 'Bitte nicht an Kunden weiterleiten.', 'Das bleibt im Haus.', 'Vertraulich, nur für Mitarbeiter.',
  'À usage interne uniquement.', 'Ne pas diffuser en externe.', 'Note interne : les nouveaux tarifs.', 'Merci de ne pas transmettre au client.', 'Strictement interne.', 'Réservé au personnel.',
]
const notInside: readonly string[] = [
  'Wij bespreken uw vraag intern en komen erop terug.', 'De interne geneeskunde zit op de derde verdieping.', 'Ik heb het intern besproken.', 'De interne audit is in mei.', 'U kunt dit met uw collega’s delen.', 'De interne klachtenregeling staat op onze website.',
  'Deze folder mag u aan klanten uitdelen.', 'Onze internist belt u.', 'De binnenkant van het huis is gereed.', 'We discussed this internally and will come back to you.', 'Internal medicine is on the third floor.', 'The internal walls will be painted.', 'Feel free to share this with your clients.',
  'Our internal process takes two days.', 'The staff of the restaurant was friendly.', 'Wir klären das intern und melden uns.', 'Die Innere Medizin ist im dritten Stock.', 'Sie dürfen das gern an Kunden geben.', 'Das Internat liegt im Norden.', 'Nous en avons parlé en interne.', 'La médecine interne est au troisième étage.', 'Vous pouvez le transmettre à vos clients.',
  'De vergadering is intern verplaatst naar kamer 4.', 'Kunt u dit intern doorzetten?', 'Please forward this internally to your finance team.',
]

/** By the words of who may have it, where it stays, and whom it must not reach. */
const kept: readonly string[] = [
  'Alleen voor leden van het bestuur.', 'Puur voor eigen gebruik, gooi het daarna weg.', 'Dit moet binnen deze muren blijven.', 'Niet delen buiten de afdeling.', 'De aannemer mag dit niet weten.', 'Dit mag niet bij de pers terechtkomen.', 'Interne notitie: de huur gaat omhoog.', 'Strikt intern.', 'Laat dit niet buiten het team komen.', 'Houd dit binnen de afdeling.', 'Nog niet voor huurders.', 'Enkel voor ons.', 'Uitsluitend bedoeld voor docenten.',
  'For our own use.', 'Only for the board.', 'This must stay within these walls.', 'Do not pass this on outside the department.', 'The contractor must not know.', 'Internal note: rents go up in May.', 'Not for tenants.', 'Keep this within the team until Friday.', 'Strictly for staff.', 'For colleagues’ eyes only.'.replace('colleagues’', 'colleagues'), 'Please don’t share this beyond our office.', 'Between us only.', 'Purely internal.',
  'Rein intern.', 'Nur für den Dienstgebrauch.', 'Bitte nicht außerhalb der Abteilung verteilen.', 'Die Gegenseite darf das nicht wissen.', 'Interner Vermerk: die Miete steigt.', 'Nicht für Mieter.', 'Das bleibt in unserem Team.', 'Ausschließlich für Mitarbeitende.', 'Bitte unter uns behalten.', 'Lediglich für die Abteilung bestimmt.',
  'Uniquement pour nos équipes.', 'Ceci est une note interne : les loyers augmentent.', 'Cela doit rester entre nous.', 'À ne pas diffuser hors du service.', 'Le prestataire ne doit pas le savoir.', 'Pas pour les locataires.', 'Strictement réservé à nos collaborateurs.', 'Que cela reste dans l’équipe.',
]
const notKept: readonly string[] = [
  'Deze korting is alleen voor klanten.', 'Alleen voor leden van onze bibliotheek is lenen gratis.', 'De ingang is niet voor klanten die met de auto komen.', 'Uw gegevens blijven in het systeem.', 'De sleutel blijft in het huis.', 'Wij houden u binnen het team op de hoogte.', 'Het aanbod is alleen voor u.', 'Dit is een openbaar bericht.', 'De hond blijft in huis.', 'Niet voor kinderen onder de drie jaar.', 'De auto blijft binnen de stad.', 'Binnen ons team werken vier artsen.', 'Wij delen niets met derden zonder uw toestemming.',
  'This offer is only for customers.', 'The lift is not for customers with prams.', 'The keys stay in the house.', 'We keep our clients informed within the team.', 'Only for you.', 'This is not for children under three.', 'Please share this outside your office too.', 'The meeting takes place in the office.', 'The internal line is 214.',
  'Das Angebot gilt nur für Kunden.', 'Der Schlüssel bleibt im Büro beim Empfang.', 'Nicht für Kinder unter drei Jahren.', 'Nur für Sie.', 'Der Hund bleibt bei uns.', 'Die interne Durchwahl ist 214.',
  'Cette offre est réservée aux clients.', 'La clé reste à l’accueil.', 'Pas pour les enfants de moins de trois ans.', 'Uniquement pour vous.', 'La ligne interne est le 214.', 'Nous restons à votre disposition.',
]

test('a text that stays inside by its own words goes outside', () => {
  assert.deepEqual(kept.filter((body) => !warned({ body: `${body}\n` }).includes('internal-only-to-external')), [])
  assert.deepEqual(notKept.filter((body) => warned({ body: `${body}\n` }).includes('internal-only-to-external')), [])
})

test('only for a group that is itself among the recipients', () => {
  const mail = (to: readonly string[]): string[] => warned({ to, subject: 'alleen voor bewindvoerders', body: 'De rechter kijkt dit jaar strenger.' })
  assert.deepEqual(mail([`bewindvoerders@${HOUSE}`, 'schuldeiser@bank.example']).includes('internal-only-to-external'), true)
  assert.deepEqual(mail(['bewindvoerders@elders.example']).includes('internal-only-to-external'), false)
})

test('a text meant for inside goes outside', () => {
  assert.deepEqual(inside.filter((body) => !warned({ body: `${body}\n` }).includes('internal-only-to-external')), [])
  assert.deepEqual(notInside.filter((body) => warned({ body: `${body}\n` }).includes('internal-only-to-external')), [])
  assert.deepEqual(inside.filter((body) => warned({ to: [`karin.bos@${HOUSE}`], body }).includes('internal-only-to-external')), [])
})

test('many outside addresses in view: at the maximum and one past it', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}@d${index}.example`)
  assert.deepEqual(warned({ to: many(VISIBLE_OUTSIDE_MAX), contacts: [], body: 'Tot zaterdag.' }), [])
  assert.deepEqual(warned({ to: many(VISIBLE_OUTSIDE_MAX + 1), contacts: [], body: 'Tot zaterdag.' }), ['many-external-visible'])
  assert.deepEqual(warned({ to: many(30).map((address) => address.replace(/@.*/, `@${HOUSE}`)), contacts: [], body: 'Tot zaterdag.' }), [])
})

test('a recipient who came in by a slip: sure is shown, likely only with a mail that needs care', () => {
  const mail = (score: number, body: string, meant?: string): string[] => warned({
    to: ['a@b.example', 'c@d.example'], body,
    recipients: [{ address: 'c@d.example', sentBefore: 2, slip: { score, ...meant === undefined ? {} : { meant } } }],
  })
  assert.deepEqual(mail(0.95, 'Tot vrijdag.'), ['unusual-recipient'])
  assert.deepEqual(mail(0.7, 'Tot vrijdag.'), [])
  assert.ok(mail(0.7, 'Betreft mevrouw Prins, BSN 111222333.').includes('unusual-recipient'))
  assert.deepEqual(mail(0.3, 'Tot vrijdag.'), [])
  assert.deepEqual(mail(0.7, 'Tot vrijdag.', 'c@e.example'), ['autocomplete-namesake'])
})

test('a young or listed domain is told where that is known', () => {
  const mail = (domainStanding: { readonly ageDays?: number, readonly isListed?: boolean }): string[] => warned({ body: 'Tot vrijdag.', recipients: [{ address: 'balie@elders.example', sentBefore: 2, domainStanding }] })
  assert.deepEqual(mail({ ageDays: 12 }), ['suspicious-domain'])
  assert.deepEqual(mail({ isListed: true, ageDays: 4000 }), ['suspicious-domain'])
  assert.deepEqual(mail({ ageDays: 50 }), [])
  assert.deepEqual(mail({}), [])
})

test('a domain that nobody here ever wrote to is told when the mail holds something', () => {
  const mail = (body: string, address = 'balie@elders.example', metDays: number | null = null): boolean =>
    warned({ to: [address], body, recipients: [{ address, sentBefore: 0, domainStanding: { metDays } }] }).includes('suspicious-domain')
  const careful = 'Mevrouw Prins, BSN 111222333, komt morgen.'
  assert.deepEqual([mail(careful), mail('Tot vrijdag.'), mail(careful, 'els@gmail.com'), mail(careful, 'balie@elders.example', 3)], [true, false, false, false])
})

test('the name of somebody known at another address', () => {
  const mail = (to: string, ...contacts: string[]): string[] => warned({ to: [to], contacts, body: 'Akkoord.' })
  assert.deepEqual(mail('Karin Bos <k.bos@betaal.example>', `Karin Bos <karin.bos@${HOUSE}>`), ['impersonator'])
  assert.deepEqual(mail('"Bos, Karin" <directie@mailbox.example>', `karin.bos@${HOUSE}`), ['impersonator'])
  assert.deepEqual(mail(`karin.bos@${HOUSE} <x81@mailbox.example>`), ['impersonator'])
  assert.deepEqual(mail('Jan de Vries <jan@nieuwbedrijf.example>', 'Jan de Vries <jan@oudbedrijf.example>'), ['impersonator'])
  assert.deepEqual(mail('Jan de Vries <jan.devries@gmail.com>', 'Jan de Vries <jan.devries@ziggo.nl>'), [])
  assert.deepEqual(mail('Jan de Vries <jan@nieuwbedrijf.example>', 'Jan de Vries <jan@oudbedrijf.example>', 'jan@nieuwbedrijf.example'), [])
  assert.deepEqual(mail('Jan de Vries <jan@bedrijf.example>', 'Piet de Vries <piet@anders.example>'), [])
  assert.deepEqual(mail('Jan <jan@bedrijf.example>', 'Jan <jan@anders.example>'), [])
  assert.deepEqual(mail('jan@bedrijf.example <jan@bedrijf.example>'), [])
})

/** Body, recipients' To; contacts beside them: lisanne.post@live.example and mark.dekker@dekker.example. */
const forgotten: readonly (readonly [body: string, ...to: string[]])[] = [
  ['Beste Ada en Mark,\n\nTot vrijdag.', 'ada.kok@kok.example'], ['Hoi Ada,\n\nIk heb Mark in de cc gezet.', 'ada.kok@kok.example'], ['Hoi Ada,\n\nTot vrijdag. Mark leest mee.', 'ada.kok@kok.example'],
  ['Hoi Ada,\n\nTot vrijdag.\n\nCc: Lisanne Post', 'ada.kok@kok.example'], ['Hoi Ada,\n\nLisanne staat in cc.', 'ada.kok@kok.example'], ['Hi Ada,\n\nI have copied in Mark.', 'ada.kok@kok.example'], ['Hi Ada,\n\nMark (cc) will call you.', 'ada.kok@kok.example'],
  ['Hi Ada,\n\nI’m looping in Mark here.', 'ada.kok@kok.example'], ['Dear Ada and Lisanne,\n\nSee you Friday.', 'ada.kok@kok.example'], ['Hallo Ada,\n\nich setze Mark in Kopie.', 'ada.kok@kok.example'], ['Liebe Ada, lieber Mark,\n\nbis Freitag.', 'ada.kok@kok.example'],
  ['Bonjour Ada,\n\nLisanne est en copie.', 'ada.kok@kok.example'], ['Bonjour Ada et Mark,\n\nà vendredi.', 'ada.kok@kok.example'], ['Hi Ada,\n\nAdding Mark in cc.', 'ada.kok@kok.example'],
]
const nobodyForgotten: typeof forgotten = [
  ['Beste Ada en Mark,\n\nTot vrijdag.', 'ada.kok@kok.example', 'mark.dekker@dekker.example'], ['Beste Ada en Rob,\n\nTot vrijdag.', 'ada.kok@kok.example'], ['Hoi Ada,\n\nIk heb Mark in de cc gezet.', 'ada.kok@kok.example', 'm.dekker@dekker.example'],
  ['Hoi Ada,\n\nMark belt je morgen.', 'ada.kok@kok.example'], ['Hoi Ada,\n\nKun je Mark in de cc zetten?', 'ada.kok@kok.example'], ['Hoi Ada,\n\nMark stond vorige keer in cc.', 'ada.kok@kok.example'], ['Hi Ada,\n\nPlease copy Mark in on this.', 'ada.kok@kok.example'],
  ['Hi Ada,\n\nMark was not in cc.', 'ada.kok@kok.example'], ['Beste Ada en Mark,\n\nTot vrijdag.', 'info@kok.example'], ['Hi Ada,\n\nI have copied in Mark.', 'ada.kok@kok.example', 'info@dekker.example'], ['Bonjour Ada,\n\nLisanne viendra vendredi.', 'ada.kok@kok.example'],
  ['Hoi Ada,\n\nDe tank is 300 cc groot.', 'ada.kok@kok.example'], ['Hallo Ada,\n\nkannst du Mark in Kopie setzen?', 'ada.kok@kok.example'],
]

test('somebody greeted or copied who is not there', () => {
  const contacts = ['lisanne.post@live.example', 'mark.dekker@dekker.example', 'ada.kok@kok.example', 'm.dekker@dekker.example']
  const mail = ([body, ...to]: typeof forgotten[number]): string[] => warned({ to, contacts, body })
  assert.deepEqual(forgotten.filter((line) => !mail(line).includes('forgotten-recipient')).map(([body]) => body), [])
  assert.deepEqual(nobodyForgotten.filter((line) => mail(line).includes('forgotten-recipient')).map(([body]) => body), [])
  assert.equal(judge({ to: ['ada.kok@kok.example'], contacts, body: 'Hoi Ada,\n\nIk heb Lisanne in de cc gezet.' }).warnings[0]?.suggestion, 'lisanne.post@live.example')
})

test('files of different people in one mail', () => {
  const file = (name: string, who: string): { readonly name: string, readonly text: string } => ({ name, text: `Cliënt: ${who}\nDatum: 3 mei\nAlles goed.` })
  const mail = (body: string, ...attachments: { readonly name: string, readonly text: string }[]): string[] => warned({ to: ['balie@huisarts.example'], body, attachments })
  assert.ok(mail('Bijgaand de verslagen.', file('a.docx', 'mw. T. Prins'), file('b.docx', 'dhr. K. Reinders')).includes('several-clients'))
  assert.ok(!mail('Bijgaand de verslagen van mevrouw Prins en de heer Reinders.', file('a.docx', 'mw. T. Prins'), file('b.docx', 'dhr. K. Reinders')).includes('several-clients'))
  assert.ok(!mail('Bijgaand de verslagen.', file('a.docx', 'mw. T. Prins'), file('b.docx', 'mw. T. Prins')).includes('several-clients'))
})
